"""Entries as rows of the tables, and how they are inserted."""

from __future__ import annotations

from functools import cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from cds_service.store.schema.tables import ACCEPTED_SUGGESTIONS, CALLS, CARDS, FEEDBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Dialect, Table
    from sqlalchemy.sql.dml import Insert

    from cds_service.store.entries import CallEntry, CardEntry, FeedbackEntry, Subject

Row = tuple["Table", dict[str, Any]]
# Feedback before cards: on PostgreSQL it waits for the cards of other nodes, and must not hold up any itself then.
_ORDER = (CALLS, FEEDBACK, CARDS, ACCEPTED_SUGGESTIONS)
_TOGETHER = (64, 8, 1)
"""How many rows one statement inserts: few sizes, so that the driver keeps the statements."""


def call_rows(call: CallEntry) -> tuple[Row, ...]:
    """Return the row of a call and those of its cards."""
    shown = sum(1 for card in call.cards if card.held_back is None)
    row = {
        "request_id": call.request_id,
        "at": call.at,
        "client": call.client,
        "service": call.service,
        "hook": call.hook,
        "status": call.status,
        "outcome": call.outcome,
        "duration_ms": call.duration_ms,
        "steps_ms": dict(call.steps_ms),
        "release": call.release,
        "counts": dict(call.counts),
        "cards_shown": shown,
        "cards_held_back": len(call.cards) - shown,
    }
    if call.subject is None:
        return ((CALLS, row),)
    cards = (_card_row(place, card, call, call.subject) for place, card in enumerate(call.cards, 1))
    return ((CALLS, row), *((CARDS, card) for card in cards))


def _card_row(place: int, card: CardEntry, call: CallEntry, subject: Subject) -> dict[str, Any]:
    return {
        "uuid": card.uuid,
        "request_id": call.request_id,
        "at": call.at,
        "client": call.client,
        "hook": call.hook,
        "service": call.service,
        "position": place,
        "rule": card.rule,
        "topic": card.topic,
        "strength": card.strength,
        "indicator": card.indicator,
        "codes": list(card.codes),
        "suggested_codes": list(card.suggested_codes),
        "suggestions": [
            {"uuid": each.uuid, "code": each.code, "label": each.label, "actions": list(each.actions)}
            for each in card.suggestions
        ],
        "release": call.release or "",
        "held_back": card.held_back,
        "duration_ms": call.duration_ms,
        "patient_hash": subject.patient,
        "encounter_hash": subject.encounter,
        "hook_instance_hash": subject.hook_instance,
        "evidence_source": None if card.evidence_source is None else card.evidence_source.value,
    }


def feedback_rows(entries: Iterable[FeedbackEntry]) -> tuple[Row, ...]:
    """Return the rows of feedback, with those of the suggestions that were accepted."""
    rows: list[Row] = []
    for entry in entries:
        row = {
            "card": entry.card,
            "outcome": entry.outcome,
            "outcome_at": entry.outcome_at,
            "received_at": entry.received_at,
            "client": entry.client,
            "service": entry.service,
            "reason_code": entry.reason_code,
            "reason_system": entry.reason_system,
            "has_comment": entry.has_comment,
        }
        rows.append((FEEDBACK, row))
        rows += [
            (
                ACCEPTED_SUGGESTIONS,
                {"client": entry.client, "card": entry.card, "suggestion": each, "outcome_at": entry.outcome_at},
            )
            for each in entry.suggestions
        ]
    return tuple(rows)


@cache
def insert_new(table: Table, dialect: str) -> Insert:
    """Return an INSERT that passes over a row that is there already, so that it can be repeated safely.

    It is made once: making it and finding its SQL takes longer than SQLite takes to insert a row.
    """
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def insert_rows(connection: Connection, rows: Iterable[Row]) -> None:
    """Insert rows, table by table, in an order by which two nodes do not wait for each other."""
    by_table: dict[str, list[dict[str, Any]]] = {}
    for table, row in rows:
        by_table.setdefault(table.name, []).append(row)
    for table in _ORDER:
        if found := by_table.get(table.name):
            if connection.dialect.name == "sqlite":
                _insert_together(connection, table, found)
            else:
                connection.execute(insert_new(table, connection.dialect.name), found)


def _insert_together(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows into SQLite with few statements of many rows.

    The driver gives the interpreter away at each row of a list, and waits behind the calls that are being answered
    until it is given back.
    """
    columns = tuple(rows[0])
    processors = [(columns.index(name), process) for name, process in _processors(table, connection.dialect)]
    ready = [*map(list, map(itemgetter(*columns), rows))]
    for values in ready:
        for place, process in processors:
            values[place] = process(values[place])
    for size in _TOGETHER:
        while len(ready) >= size:
            now, ready = ready[:size], ready[size:]
            connection.exec_driver_sql(_insert_of(table, columns, size), tuple(chain.from_iterable(now)))


@cache
def _insert_of(table: Table, columns: tuple[str, ...], rows: int) -> str:
    """Return the SQL of an INSERT of so many rows, which passes over those that are there already."""
    insert = sqlite.insert(table).values([dict.fromkeys(columns)] * rows).on_conflict_do_nothing()
    return str(insert.compile(dialect=sqlite.dialect()))


@cache
def _processors(table: Table, dialect: Dialect) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Return how SQLAlchemy makes what the driver takes of the values of a table, by column: JSON and moments."""
    types = {column.name: column.type.dialect_impl(dialect) for column in table.columns}
    made = {name: kind.bind_processor(dialect) for name, kind in types.items()}
    return tuple((name, process) for name, process in made.items() if process is not None)
