"""Counts what was recorded, for the report. The database does the counting; what comes back is small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, distinct, func, not_, select, true

from cds_service.report_counts import CallCount, CardCount, Counts, Durations, RuleCalls
from cds_service.store.tables import CALLS, CARDS, FEEDBACK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Subquery, Table


def count_records(connection: Connection, since: datetime | None, until: datetime | None) -> Counts:
    """Return the counts of the time from `since` up to but without `until`; None = without bound."""
    return Counts(
        calls=_calls(connection, _within(CALLS, since, until)),
        rule_calls=_rule_calls(connection, _within(CARDS, since, until)),
        cards=_cards(connection, _within(CARDS, since, until)),
        durations=[
            *_durations(connection, since, until),
            *_rule_durations(connection, since, until),
        ],
        feedback_for_unknown_cards=_unknown(connection, since, until),
    )


def _within(table: Table, since: datetime | None, until: datetime | None, column: str = "at") -> ColumnElement[bool]:
    bounds: list[ColumnElement[bool]] = [true()]
    if since is not None:
        bounds.append(table.c[column] >= since)
    if until is not None:
        bounds.append(table.c[column] < until)
    return and_(*bounds)


def _calls(connection: Connection, within: ColumnElement[bool]) -> list[CallCount]:
    answered = CALLS.c.status == 200
    query = (
        select(
            CALLS.c.client,
            CALLS.c.hook,
            func.sum(case((answered, 1), else_=0)),
            func.sum(case((answered & (CALLS.c.cards_shown > 0), 1), else_=0)),
            func.sum(case((answered, 0), else_=1)),
        )
        .where(within)
        .group_by(CALLS.c.client, CALLS.c.hook)
    )
    return [CallCount(*row) for row in connection.execute(query)]


def _rule_calls(connection: Connection, within: ColumnElement[bool]) -> list[RuleCalls]:
    query = (
        select(CARDS.c.client, CARDS.c.hook, CARDS.c.rule, func.count(distinct(CARDS.c.request_id)))
        .where(within, CARDS.c.held_back.is_(None))
        .group_by(CARDS.c.client, CARDS.c.hook, CARDS.c.rule)
    )
    return [RuleCalls(*row) for row in connection.execute(query)]


def _last_answers() -> Subquery:
    """Return the last thing that was reported of each card; of two at the same time, that it was accepted."""
    place = func.row_number().over(
        partition_by=FEEDBACK.c.card, order_by=(FEEDBACK.c.outcome_at.desc(), FEEDBACK.c.outcome)
    )
    ranked = select(FEEDBACK.c.card, FEEDBACK.c.outcome, FEEDBACK.c.reason_code, place.label("place")).subquery()
    return select(ranked).where(ranked.c.place == 1).subquery()


def _cards(connection: Connection, within: ColumnElement[bool]) -> list[CardCount]:
    answers = _last_answers()
    columns: tuple[ColumnElement[Any], ...] = (
        CARDS.c.client,
        CARDS.c.hook,
        CARDS.c.rule,
        CARDS.c.topic,
        CARDS.c.strength,
        func.coalesce(CARDS.c.held_back, ""),
        func.coalesce(answers.c.outcome, ""),
        func.coalesce(answers.c.reason_code, ""),
    )
    query = (
        select(*columns, func.count())
        .select_from(CARDS.outerjoin(answers, answers.c.card == CARDS.c.uuid))
        .where(within)
        .group_by(*(CARDS.c[name] for name in ("client", "hook", "rule", "topic", "strength", "held_back")))
        .group_by(answers.c.outcome, answers.c.reason_code)
    )
    found: Iterable[Any] = connection.execute(query)
    return [CardCount(*row) for row in found]


def _durations(connection: Connection, since: datetime | None, until: datetime | None) -> list[Durations]:
    query = select(CALLS.c.client, CALLS.c.hook, CALLS.c.duration_ms).where(
        _within(CALLS, since, until), CALLS.c.status == 200
    )
    found: dict[tuple[str, str], list[float]] = {}
    for client, hook, duration in connection.execute(query):
        found.setdefault((client, hook), []).append(duration)
    return [Durations(client, hook, "", durations) for (client, hook), durations in found.items()]


def _rule_durations(connection: Connection, since: datetime | None, until: datetime | None) -> list[Durations]:
    query = (
        select(CARDS.c.client, CARDS.c.hook, CARDS.c.rule, CARDS.c.request_id, CARDS.c.duration_ms)
        .distinct()
        .where(_within(CARDS, since, until))
    )
    found: dict[tuple[str, str, str], list[float]] = {}
    for client, hook, rule, _, duration in connection.execute(query):
        found.setdefault((client, hook, rule), []).append(duration)
    return [Durations(*key, durations) for key, durations in found.items()]


def _unknown(connection: Connection, since: datetime | None, until: datetime | None) -> int:
    known = select(CARDS.c.uuid)
    query = select(func.count(distinct(FEEDBACK.c.card))).where(
        _within(FEEDBACK, since, until, "received_at"), not_(FEEDBACK.c.card.in_(known))
    )
    return connection.execute(query).scalar_one()
