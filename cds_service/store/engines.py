"""Connections to the database, SQLite and PostgreSQL alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import create_engine, event

from cds_service.database_url import is_sqlite
from cds_service.store.timed_connection import TimedConnection

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from cds_service.store.sqlite_files import SqliteFiles


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection or a lock, and for one statement (0 = as long as it takes)."""

    connect_s: float
    statement_s: float


WRITING = Patience(connect_s=3, statement_s=5)
LOOKING_UP = Patience(connect_s=0.25, statement_s=0.25)
"""A hook call waits, and a clinician for the call."""
REPORTING = Patience(connect_s=3, statement_s=60)
"""A reader of the report waits; a day of a large store takes less than a second, a year is many statements."""
UNHURRIED = Patience(connect_s=10, statement_s=0)


_MARGIN_S = 0.25
"""How much longer the client waits for a statement than the server's own clock allows it."""
_NOTICE_A_DEAD_MACHINE = {
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def make_engine(
    url: URL, patience: Patience, connections: int = 1, files: SqliteFiles | None = None, *, is_reader: bool = False
) -> Engine:
    """Return an engine of at most so many connections; none is opened yet.

    `files` is asked about each connection of SQLite's that is handed out. A reader asks single questions: it needs no
    transactions, whose ends would be two more exchanges with a server.
    """
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience.connect_s,
        connect_args=_sqlite_arguments(patience) if is_sqlite(url) else _postgres_arguments(patience, url),
        isolation_level="AUTOCOMMIT" if is_reader and not is_sqlite(url) else None,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )
    if not is_sqlite(url):
        event.listen(engine, "do_connect", partial(_connect_timed, patience))
        return engine
    event.listen(engine, "connect", _set_up_sqlite)
    if files is not None:
        # Before each connection is opened, which would make an empty file, and before each is used.
        for moment in ("do_connect", "checkout"):
            event.listen(engine, moment, lambda *_: files.check())
    return engine


def commit_to_disk(connection: Connection, *, is_promised: bool, has_records: bool) -> None:
    """Have the commit that follows wait for the disk where that is worth it; to be called first in a transaction.

    A client has been promised that what `is_promised` is stored. A call's record is not promised, and SQLite keeps it
    through the end of any process; only the machine's power must not fail in the next moment (PRAGMA synchronous, in
    WAL mode). PostgreSQL could lose it when its server ends (synchronous_commit), so that there only a token's id,
    which is of no use after some minutes, is not waited for. Either way the database stays whole.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if is_promised else 'NORMAL'}")
    elif not is_promised and not has_records:
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def begin_at_once(engine: Engine) -> None:
    """Let every transaction of a SQLite engine take the write lock when it begins, statements of DDL included.

    The driver by itself begins none before DDL (SQLAlchemy documentation, "Pysqlite: Serializable isolation").
    """
    event.listen(engine, "connect", _leave_transactions_alone)
    event.listen(engine, "begin", _begin_immediate)


def _sqlite_arguments(patience: Patience) -> dict[str, Any]:
    return {"timeout": patience.connect_s, "check_same_thread": False}


def _postgres_arguments(patience: Patience, url: URL) -> dict[str, Any]:
    return {
        **{name: value for name, value in _NOTICE_A_DEAD_MACHINE.items() if name not in url.query},
        "connect_timeout": max(2, round(patience.connect_s)),  # libpq knows no less
        "application_name": "coding-cards",
        "options": f"-c statement_timeout={round(patience.statement_s * 1000)}",
    }


def _connect_timed(patience: Patience, _: object, __: object, given: Any, named: Any) -> TimedConnection:  # noqa: ANN401 - the driver's arguments
    """Open a connection that keeps to its time (SQLAlchemy documentation, "do_connect")."""
    connection = TimedConnection.connect(*given, **named)
    connection.patience_s = patience.statement_s + _MARGIN_S if patience.statement_s else None
    return connection


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's connection
    """Commit means on disk, also when the machine loses its power (SQLite documentation, PRAGMA synchronous)."""
    del record
    connection.execute("PRAGMA synchronous=FULL").close()
    # In KiB. Each connection has its own cache, and the operating system caches the file for all of them.
    connection.execute("PRAGMA cache_size=-512").close()


def _leave_transactions_alone(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's connection
    del record
    connection.isolation_level = None


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
