"""The store as the rest of the service sees it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cds_service.store.engines import LOOKING_UP, WRITING, make_engine
from cds_service.store.entries import Subject
from cds_service.store.migrating import is_up_to_date
from cds_service.store.overrides import OverrideMemory
from cds_service.store.rows import call_rows, feedback_rows, insert_new
from cds_service.store.schema.tables import SEEN_TOKENS
from cds_service.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

    from sqlalchemy import Connection
    from sqlalchemy.engine import URL
    from sqlalchemy.sql.dml import ReturningInsert

    from cds_service.store.entries import CallEntry, FeedbackEntry
    from cds_service.store.keyed_hash import KeyedHashes

_WAIT_S = 5.0
# A hook call waits for this, and a clinician for the call.
_TOKEN_WAIT_S = 1.0
_CLOSE_S = 8.0


@cache
def _note_token(dialect: str) -> ReturningInsert[tuple[str]]:
    """Return the INSERT of a token, which gives a row back where the token is new."""
    return insert_new(SEEN_TOKENS, dialect).returning(SEEN_TOKENS.c.token_hash)


class Store:
    """Records calls, cards and feedback, and remembers what was set aside.

    `prepare` brings the schema up to date; it is called before the first write. Nothing is opened and no thread
    starts until something is recorded or looked up, so that a store may be made before a process forks.
    """

    def __init__(
        self,
        url: URL,
        hashes: KeyedHashes,
        prepare: Callable[[], object],
        *,
        override_window: timedelta,
        is_strict: bool = False,
        readers: int = 4,
    ) -> None:
        self._hashes = hashes
        self._is_strict = is_strict
        self._reading = make_engine(url, LOOKING_UP, readers)
        self._writing = make_engine(url, WRITING)
        self._overrides = OverrideMemory(self._reading, override_window)
        self._writer = Writer(self._writing, prepare)

    def prepare(self) -> None:
        """Bring the schema up to date and check the key now, and not only before the first write.

        :raises SettingsError: the key is not that of the database.
        :raises sqlalchemy.exc.DBAPIError: the database cannot be reached.
        """
        self._writer.prepare()

    def subject(self, client: str, patient_id: str, encounter_id: str | None, hook_instance: str) -> Subject:
        """Return whom a call is about, hashed. Two clients may use the same ids for different people."""
        return Subject(
            patient=self._hashes.of("patient", client, patient_id),
            encounter=self._hashes.of("encounter", client, encounter_id) if encounter_id else None,
            hook_instance=self._hashes.of("hook instance", client, hook_instance),
        )

    def overridden_topics(self, subject: Subject) -> frozenset[str] | None:
        """Return the topics set aside in the encounter; none without an encounter, None when it cannot be told."""
        if subject.encounter is None:
            return frozenset()
        return self._overrides.topics(subject.encounter)

    def record_call(self, call: CallEntry) -> bool:
        """Record a call and its cards; False when there is no room to keep it until the store is back.

        Returns at once, unless the store is strict.

        :raises StoreUnreachableError: the store is strict, and the call is not known to be stored.
        """
        rows = call_rows(call)
        if not self._is_strict:
            return self._writer.offer(rows)
        self._writer.store(rows, _WAIT_S)
        return True

    def record_feedback(self, entries: Iterable[FeedbackEntry]) -> None:
        """Record feedback; it is on disk when this returns. What is there already is passed over.

        :raises StoreUnreachableError: it is not known to be stored.
        """
        if rows := feedback_rows(entries):
            self._writer.store(rows, _WAIT_S)

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new, on this node and on all others.

        :raises StoreUnreachableError: nothing can be noted now.
        """
        row = {"token_hash": self._hashes.of("token", client, jti), "expires_at": expires}

        def work(connection: Connection) -> bool:
            return connection.execute(_note_token(connection.dialect.name), row).first() is not None

        return bool(self._writer.store((), _TOKEN_WAIT_S, work))

    @property
    def lost(self) -> int:
        """How many records this process could not keep; they are nowhere."""
        return self._writer.lost

    @property
    def waiting(self) -> int:
        """How many records this process keeps that are not on disk yet."""
        return self._writer.waiting

    def is_reachable(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self._reading.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def is_migrated(self) -> bool:
        """Tell whether the schema is the one that this program writes to."""
        try:
            with self._reading.connect() as connection:
                return is_up_to_date(connection)
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Write what is waiting and let go of the database."""
        self._writer.close(_CLOSE_S)
        self._writing.dispose()
        self._reading.dispose()
