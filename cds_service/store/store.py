"""The store as the rest of the service sees it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, event, text
from sqlalchemy.exc import SQLAlchemyError

from cds_service.database_url import is_sqlite
from cds_service.errors import StoreUnreachableError
from cds_service.limits.bounded_wait import BoundedWait
from cds_service.limits.rest import Rest
from cds_service.store.engines import LOOKING_UP, WRITING, make_engine
from cds_service.store.entries import Subject
from cds_service.store.migrating import is_up_to_date
from cds_service.store.overrides import OverrideMemory
from cds_service.store.rows import call_rows, feedback_rows, insert_new
from cds_service.store.schema.tables import SEEN_TOKENS
from cds_service.store.sqlite_files import SqliteFiles
from cds_service.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL
    from sqlalchemy.sql.dml import ReturningInsert

    from cds_service.keyed_hash import KeyedHashes
    from cds_service.store.entries import CallEntry, FeedbackEntry
    from cds_service.store.rows import Row

# A client waits for these, and a clinician for the call that waits for its token.
_WAIT_S = 2.0
_TOKEN_WAIT_S = 0.3
_HEALTH_WAIT_S = 0.5
_REST_S = 2.0
_FEW_WAITING = 1000
_CLOSE_S = 8.0


@cache
def _note_token(dialect: str) -> ReturningInsert[tuple[str]]:
    """Return the INSERT of a token, which gives a row back where the token is new."""
    return insert_new(SEEN_TOKENS, dialect).returning(SEEN_TOKENS.c.token_hash)


def _file_writer(engine: Engine, prepare: Callable[[], object], files: SqliteFiles) -> Writer:
    """Return a writer that acknowledges nothing once the files are gone, and makes no new ones."""

    def prepare_files() -> None:
        files.check()
        prepare()

    event.listen(engine, "connect", lambda *_: files.opened())
    return Writer(engine, prepare_files, confirm=files.confirm)


class Store:
    """Records calls, cards and feedback, and remembers what was dismissed.

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
        files = SqliteFiles(url.database or "") if is_sqlite(url) else None
        self._reading = make_engine(url, LOOKING_UP, readers, files, is_reader=True)
        self._writing = make_engine(url, WRITING, files=files)
        self._waiting = None if files else BoundedWait(readers, "store-reader")
        self._rest = Rest(_REST_S)
        self._overrides = OverrideMemory(self._reading, override_window, self._waiting)
        self._writer = Writer(self._writing, prepare) if files is None else _file_writer(self._writing, prepare, files)

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
        """Return the topics dismissed in the encounter; none without an encounter, None when it cannot be told."""
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
        self._write(rows)
        return True

    def record_feedback(self, entries: Iterable[FeedbackEntry]) -> None:
        """Record feedback; it is on disk when this returns. What is there already is passed over.

        :raises StoreUnreachableError: it is not known to be stored.
        """
        if rows := feedback_rows(entries):
            self._write(rows)

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new, on this node and on all others.

        :raises StoreSlowError: it was not known in time; the token is left unspent, unless another node has taken it.
        :raises StoreUnreachableError: nothing can be noted now.
        """
        noting, forgetting = self._noting(client, jti, expires), self._forgetting(client, jti)
        return bool(self._writer.store((), _TOKEN_WAIT_S, noting, undo=forgetting))

    def note_use(self, client: str, jti: str, expires: datetime) -> None:
        """Note a token's id as soon as the store can, unless much is waiting for it already: calls come first."""
        if self._writer.waiting < _FEW_WAITING:
            self._writer.offer((), self._noting(client, jti, expires))

    def _noting(self, client: str, jti: str, expires: datetime) -> Callable[[Connection], bool]:
        row = {"token_hash": self._hashes.of("token", client, jti), "expires_at": expires}

        def work(connection: Connection) -> bool:
            return connection.execute(_note_token(connection.dialect.name), row).first() is not None

        return work

    def forget_use(self, client: str, jti: str) -> None:
        """Forget a token's id, whose call was not answered, as soon as the store can; nobody waits for it."""
        self._writer.offer((), self._forgetting(client, jti))

    def _forgetting(self, client: str, jti: str) -> Callable[[Connection], object]:
        token_hash = self._hashes.of("token", client, jti)
        return lambda connection: connection.execute(delete(SEEN_TOKENS).where(SEEN_TOKENS.c.token_hash == token_hash))

    def _write(self, rows: tuple[Row, ...]) -> None:
        """Write and wait for it, unless the store has failed just now.

        :raises StoreUnreachableError: it is not known to be stored.
        """
        if not self._rest.may_ask():
            raise StoreUnreachableError
        try:
            self._writer.store(rows, _WAIT_S)
        except StoreUnreachableError:
            self._rest.begin()
            raise
        self._rest.end()

    @property
    def may_wait(self) -> bool:
        """Whether a call may have to wait: for a database that is not a file of this machine, or for the disk."""
        return self._is_strict or self._waiting is not None

    @property
    def lost(self) -> int:
        """How many records this process could not keep; they are nowhere."""
        return self._writer.lost

    @property
    def waiting(self) -> int:
        """How many records this process keeps that are not on disk yet."""
        return self._writer.waiting

    def is_reachable(self) -> bool:
        """Return whether the database answers."""
        return self._holds(lambda connection: connection.execute(text("SELECT 1")) is not None)

    def is_migrated(self) -> bool:
        """Return whether the schema is the one that this program writes to."""
        return self._holds(is_up_to_date)

    def _holds(self, question: Callable[[Connection], bool]) -> bool:
        """Return whether the database says yes, within a time."""

        def ask() -> bool:
            with self._reading.connect() as connection:
                return question(connection)

        try:
            return ask() if self._waiting is None else self._waiting.run(ask, _HEALTH_WAIT_S)
        except (SQLAlchemyError, TimeoutError):
            return False

    def close(self) -> None:
        """Write what is waiting and let go of the database."""
        self._writer.close(_CLOSE_S)
        if self._waiting is not None:
            self._waiting.close()
        self._writing.dispose()
        self._reading.dispose()
