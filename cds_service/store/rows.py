"""Entries as rows of the tables, and how they are inserted."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from cds_service.store.tables import ACCEPTED_SUGGESTIONS, CALLS, CARDS, FEEDBACK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table
    from sqlalchemy.sql.dml import Insert

    from cds_service.store.entries import CallEntry, CardEntry, FeedbackEntry, Subject

Row = tuple["Table", dict[str, Any]]
_ORDER = (CALLS, CARDS, FEEDBACK, ACCEPTED_SUGGESTIONS)


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
            (ACCEPTED_SUGGESTIONS, {"card": entry.card, "suggestion": each, "outcome_at": entry.outcome_at})
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
            connection.execute(insert_new(table, connection.dialect.name), found)
