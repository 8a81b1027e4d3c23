"""Which topics were dismissed in an encounter: they are not asked about again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from cds_service.limits.rest import Rest
from cds_service.observability.logs import log
from cds_service.store.schema.tables import SET_ASIDE

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Engine

    from cds_service.limits.bounded_wait import BoundedWait

WAIT_S = 0.3
_REST_S = 2.0

_TOPICS = (
    select(SET_ASIDE.c.topic)
    .distinct()
    .where(SET_ASIDE.c.encounter_hash == bindparam("encounter"), SET_ASIDE.c.at >= bindparam("since"))
)


class OverrideMemory:
    """Looks overrides up, within a window of time and within its own clock.

    A store that is away or hangs is not asked again for two seconds. The statement is made once and handed to the
    driver as it is, on a connection of the engine's pool: a call waits for this one look, and SQLAlchemy's part of it
    takes five times as long as the database's. A file of SQLite's is asked in the thread of the call; a server may
    hang in ways that no setting of a connection ends, so that it is asked in a thread that the call can leave.
    """

    def __init__(self, engine: Engine, window: timedelta, waiting: BoundedWait | None) -> None:
        self._engine = engine
        self._window = window
        self._waiting = waiting
        self._rest = Rest(_REST_S)
        self._statement = _Statement(engine.dialect)

    def topics(self, encounter_hash: str) -> frozenset[str] | None:
        """Return the topics that were dismissed in this encounter; None = cannot be told."""
        if not self._window:
            return frozenset()
        if not self._rest.may_ask():
            return None
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        asked = self._statement.filled(encounter_hash, minute - self._window)
        try:
            wait = self._waiting
            topics = self._ask(asked) if wait is None else wait.run(lambda: self._ask(asked), WAIT_S)
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, TimeoutError) as error:
            self._rest.begin()
            log("overrides cannot be looked up", logging.WARNING, error=type(error).__name__)
            return None
        self._rest.end()
        return topics

    def _ask(self, asked: Any) -> frozenset[str]:  # noqa: ANN401 - as the driver takes it
        """Ask; once more where the connection turns out to have gone stale."""
        try:
            return self._fetch(asked)
        except _StaleError:
            return self._fetch(asked)

    def _fetch(self, asked: Any) -> frozenset[str]:  # noqa: ANN401 - as the driver takes it
        dialect = self._engine.dialect
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._statement.sql, asked)
            return frozenset(topic for (topic,) in cursor.fetchall())
        except dialect.loaded_dbapi.Error as error:
            is_stale = dialect.is_disconnect(error, connection, None)
            connection.invalidate(error)
            if is_stale:
                raise _StaleError from error
            raise
        finally:
            connection.close()


class _StaleError(SQLAlchemyError):
    """The connection had ended before it was used."""


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
