"""Deletes what is older than it may be kept."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, not_, or_, select, tuple_

from cds_service.store.schema.tables import (
    ACCEPTED_SUGGESTIONS,
    CALLS,
    CARDS,
    FEEDBACK,
    KEPT_BLOCKS,
    KEPT_FIGURES,
    SEEN_TOKENS,
    SET_ASIDE,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine, Table

_AT_ONCE = 500
"""Rows deleted in one transaction: the service goes on writing in between."""

_PAUSE_S = 0.03


def prune(engine: Engine, before: datetime) -> dict[str, int]:
    """Delete what was recorded before a moment; return how many rows went, by table.

    Feedback goes with its card, and by its own age where the card is not known. What was counted of days goes with
    their records. Token ids go when the tokens have expired, whatever `before` is.
    """
    on_card = (CARDS.c.client == FEEDBACK.c.client) & (CARDS.c.uuid == FEEDBACK.c.card)
    old_feedback = or_(
        exists().where(on_card, CARDS.c.at < before),
        (FEEDBACK.c.received_at < before) & not_(exists().where(on_card)),
    )
    old_blocks = KEPT_BLOCKS.c.first_day < before.date()
    kept_blocks = select(KEPT_BLOCKS.c.block)
    has_feedback = exists().where(
        FEEDBACK.c.client == ACCEPTED_SUGGESTIONS.c.client, FEEDBACK.c.card == ACCEPTED_SUGGESTIONS.c.card
    )
    steps: tuple[tuple[Table, ColumnElement[bool]], ...] = (
        (FEEDBACK, old_feedback),
        (ACCEPTED_SUGGESTIONS, not_(has_feedback)),
        (SET_ASIDE, SET_ASIDE.c.at < before),
        (CARDS, CARDS.c.at < before),
        (CALLS, CALLS.c.at < before),
        (KEPT_BLOCKS, old_blocks),
        (KEPT_FIGURES, not_(KEPT_FIGURES.c.block.in_(kept_blocks))),
        (SEEN_TOKENS, SEEN_TOKENS.c.expires_at < datetime.now(UTC)),
    )
    return {table.name: _delete(engine, table, condition) for table, condition in steps}


def _delete(engine: Engine, table: Table, condition: ColumnElement[bool]) -> int:
    keys = list(table.primary_key.columns)
    some = select(*keys).where(condition).limit(_AT_ONCE)
    statement = delete(table).where(tuple_(*keys).in_(some))
    deleted = 0
    while True:
        start = time.monotonic()
        with engine.begin() as connection:
            rows = connection.execute(statement).rowcount
        deleted += rows
        if rows < _AT_ONCE:
            return deleted
        if connection.dialect.name == "sqlite":
            # One may write at a time, and those that wait look now and then: a call waits 0.3 s for its token.
            time.sleep(max(_PAUSE_S, time.monotonic() - start))
