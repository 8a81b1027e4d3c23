"""Counts what was recorded, for the report: of any time, and from the records themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, not_, select, true

from cds_service.report.figures import NOTHING_READ, WHOLE, Figures, Pair, Tree, branch, bucket, count
from cds_service.store.schema.tables import CALLS, CARDS, FEEDBACK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Table

    Answers = Mapping[str, tuple[str, str | None]]

NO_REASON = "no reason given"
_ANSWERED = 200
_CARD_COLUMNS = (
    "client",
    "hook",
    "rule",
    "request_id",
    "uuid",
    "topic",
    "strength",
    "held_back",
    "evidence_source",
    "duration_ms",
)
_NO_ANSWER: tuple[str, str | None] = ("", None)


def count_records(connection: Connection, since: datetime | None, until: datetime | None) -> dict[Pair, Figures]:
    """Return the figures of each client and hook from `since` up to but without `until`; None = without bound."""
    found: dict[Pair, Figures] = {}
    _count_calls(connection, _within(CALLS, since, until), found)
    _count_cards(connection, _within(CARDS, since, until), found)
    return found


def count_unknown_cards(connection: Connection, since: datetime | None, until: datetime | None) -> int:
    """Count the cards that feedback names and that are not known to be its client's, each once a day."""
    is_known = select(CARDS.c.uuid).where(CARDS.c.uuid == FEEDBACK.c.card, CARDS.c.client == FEEDBACK.c.client).exists()
    query = select(FEEDBACK.c.card, FEEDBACK.c.received_at).where(
        _within(FEEDBACK, since, until, "received_at"), not_(is_known)
    )
    return len({(card, received_at.date()) for card, received_at in connection.execute(query)})


def _within(table: Table, since: datetime | None, until: datetime | None, column: str = "at") -> ColumnElement[bool]:
    bounds: list[ColumnElement[bool]] = [true()]
    if since is not None:
        bounds.append(table.c[column] >= since)
    if until is not None:
        bounds.append(table.c[column] < until)
    return and_(*bounds)


def _count_calls(connection: Connection, within: ColumnElement[bool], found: dict[Pair, Figures]) -> None:
    columns = (
        CALLS.c.client,
        CALLS.c.hook,
        CALLS.c.status,
        CALLS.c.cards_shown > 0,
        CALLS.c.duration_ms,
        CALLS.c.outcome,
    )
    rows = connection.execute(select(*columns).where(within)).all()
    alike = Counter(
        (client, hook, status == _ANSWERED, with_card, bucket(ms), outcome == NOTHING_READ)
        for client, hook, status, with_card, ms, outcome in rows
    )
    for (client, hook, answered, with_card, duration, nothing_read), calls in alike.items():
        line = branch(found.setdefault((client, hook), Figures()).lines, WHOLE)
        if not answered:
            count(line, "refused", calls)
            continue
        count(line, "calls", calls)
        count(branch(line, "ms"), duration, calls)
        if with_card:
            count(line, "with_card", calls)
        if nothing_read:
            count(line, "nothing_read", calls)


def _count_cards(connection: Connection, within: ColumnElement[bool], found: dict[Pair, Figures]) -> None:
    answers = _last_answers(connection, within)
    rows = connection.execute(select(*(CARDS.c[name] for name in _CARD_COLUMNS)).where(within)).all()
    for client, hook, rule, _, ms in {(*row[:4], row[9]) for row in rows}:
        count(branch(found.setdefault((client, hook), Figures()).lines, rule, "ms"), bucket(ms))
    for client, hook, rule, _ in {row[:4] for row in rows if row[7] is None}:
        count(found[client, hook].lines[rule], "with_card")
    _count_answers(rows, answers, found)
    _count_topics(rows, answers, found)


def _count_answers(rows: Sequence[Any], answers: Answers, found: Mapping[Pair, Figures]) -> None:
    """Count the cards of each rule, and of all, by their strength and answer; by their source where it is known."""
    alike = Counter((*row[:3], *row[6:9], answers.get(row[4], _NO_ANSWER)) for row in rows)
    for (client, hook, rule, strength, held_back, source, answer), cards in alike.items():
        lines = found[client, hook].lines
        for line in (branch(lines, WHOLE), lines[rule]):
            _add_cards(line, strength, held_back, answer, cards)
            if source is not None:
                _add_cards(branch(line, "sources", source), strength, held_back, answer, cards)


def _count_topics(rows: Sequence[Any], answers: Answers, found: Mapping[Pair, Figures]) -> None:
    for client, hook, rule, _, uuid, topic, _, held_back, *_ in rows:
        if held_back is None:
            asked = branch(found[client, hook].topics, rule)
            count(branch(asked, "cards"), topic)
            if outcome := answers.get(uuid, _NO_ANSWER)[0]:
                count(branch(asked, outcome), topic)


def _add_cards(line: Tree, strength: str, held_back: str | None, answer: tuple[str, str | None], cards: int) -> None:
    if held_back is not None:
        count(branch(line, "held_back"), held_back, cards)
        return
    count(line, "cards", cards)
    if strength == "prompt":
        count(line, "prompts", cards)
    outcome, reason = answer
    if outcome == "accepted":
        count(line, "accepted", cards)
    elif outcome:
        count(branch(line, "overridden"), reason or NO_REASON, cards)


def _last_answers(connection: Connection, within: ColumnElement[bool]) -> dict[str, tuple[str, str | None]]:
    """Return the last thing that was reported of each card; of two at the same time, that it was accepted."""
    query = (
        select(FEEDBACK.c.card, FEEDBACK.c.outcome, FEEDBACK.c.reason_code)
        .select_from(CARDS.join(FEEDBACK, (FEEDBACK.c.client == CARDS.c.client) & (FEEDBACK.c.card == CARDS.c.uuid)))
        .where(within)
        .order_by(FEEDBACK.c.outcome_at, FEEDBACK.c.outcome.desc())
    )
    return {card: (outcome, reason) for card, outcome, reason in connection.execute(query).all()}
