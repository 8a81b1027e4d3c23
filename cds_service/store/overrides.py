"""Which topics were set aside in an encounter: they are not asked about again."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from cds_service.observability.logs import log
from cds_service.store.schema.tables import SET_ASIDE

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Engine

_REST_S = 2.0

_TOPICS = (
    select(SET_ASIDE.c.topic)
    .distinct()
    .where(SET_ASIDE.c.encounter_hash == bindparam("encounter"), SET_ASIDE.c.at >= bindparam("since"))
)


class OverrideMemory:
    """Looks overrides up, within a window of time; a store that is away is not asked again for two seconds.

    The statement is made once and handed to the driver as it is, on a connection of the engine's pool: a call waits for
    this one look, and SQLAlchemy's part of it takes five times as long as the database's.
    """

    def __init__(self, engine: Engine, window: timedelta) -> None:
        self._engine = engine
        self._window = window
        self._rests_until = 0.0
        self._statement = _Statement(engine.dialect)

    def topics(self, encounter_hash: str) -> frozenset[str] | None:
        """Return the topics that were set aside in this encounter; None = cannot be told."""
        if not self._window:
            return frozenset()
        if time.monotonic() < self._rests_until:
            return None
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        asked = self._statement.filled(encounter_hash, minute - self._window)
        dialect = self._engine.dialect
        for attempt in range(2):
            try:
                connection = self._engine.raw_connection()
            except (SQLAlchemyError, dialect.loaded_dbapi.Error) as error:
                self._rest(error)
                break
            try:
                cursor = connection.cursor()
                cursor.execute(self._statement.sql, asked)
                return frozenset(topic for (topic,) in cursor.fetchall())
            except dialect.loaded_dbapi.Error as error:
                is_stale = dialect.is_disconnect(error, connection, None)
                connection.invalidate(error)
                if attempt or not is_stale:
                    self._rest(error)
                    break
            finally:
                connection.close()
        return None

    def _rest(self, error: Exception) -> None:
        self._rests_until = time.monotonic() + _REST_S
        log("overrides cannot be looked up", logging.WARNING, error=type(error).__name__)


class _Statement:
    """The statement as a driver takes it: its SQL, and its parameters in a row or by name."""

    def __init__(self, dialect: Dialect) -> None:
        compiled = _TOPICS.compile(dialect=dialect)
        self.sql = str(compiled)
        self._order = compiled.positiontup
        process = SET_ASIDE.c.at.type.dialect_impl(dialect).bind_processor(dialect)
        # The same for a minute of calls.
        self._moment = lru_cache(maxsize=2)(process or _as_it_is)

    def filled(self, encounter_hash: str, since: datetime) -> Any:  # noqa: ANN401 - as the driver takes it
        """Return the parameters."""
        values = {"encounter": encounter_hash, "since": self._moment(since)}
        return values if self._order is None else tuple([values[name] for name in self._order])


def _as_it_is(moment: datetime) -> datetime:
    return moment
