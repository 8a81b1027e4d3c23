"""Which topics were set aside in an encounter: they are not asked about again."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from cds_service.logs import log
from cds_service.store.tables import CARDS, FEEDBACK

if TYPE_CHECKING:
    from sqlalchemy import Engine

_REST_S = 2.0

_TOPICS = (
    select(CARDS.c.topic)
    .distinct()
    .join(FEEDBACK, FEEDBACK.c.card == CARDS.c.uuid)
    .where(
        CARDS.c.encounter_hash == bindparam("encounter"),
        CARDS.c.client == bindparam("client"),
        FEEDBACK.c.outcome == "overridden",
        FEEDBACK.c.outcome_at >= bindparam("since"),
    )
)


class OverrideMemory:
    """Looks overrides up, within a window of time; a store that is away is not asked again for two seconds."""

    def __init__(self, engine: Engine, window: timedelta) -> None:
        self._engine = engine
        self._window = window
        self._rests_until = 0.0

    def topics(self, client: str, encounter_hash: str) -> frozenset[str] | None:
        """Return the topics that this client's clinicians set aside in this encounter; None = cannot be told."""
        if not self._window:
            return frozenset()
        if time.monotonic() < self._rests_until:
            return None
        asked = {"client": client, "encounter": encounter_hash, "since": datetime.now(UTC) - self._window}
        for attempt in range(2):
            try:
                with self._engine.connect() as connection:
                    return frozenset(connection.execute(_TOPICS, asked).scalars())
            except SQLAlchemyError as error:
                if attempt or not getattr(error, "connection_invalidated", False):
                    self._rest(error)
                    return None
        return None

    def _rest(self, error: SQLAlchemyError) -> None:
        self._rests_until = time.monotonic() + _REST_S
        log("overrides cannot be looked up", logging.WARNING, error=type(error).__name__)
