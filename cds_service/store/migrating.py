"""Brings the schema up to date. Any number of processes may do so at once: they wait for each other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from cds_service.database_url import is_sqlite
from cds_service.store.engines import UNHURRIED, WRITING, begin_at_once, make_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""The revisions that this program knows, oldest first: those of `migrations/versions`, which a test compares."""
_LOCK = 0x636F6463  # "codc": the advisory lock of migrations, on PostgreSQL
_WAL_TRIES = 100


def migrate(url: URL) -> tuple[str | None, str]:
    """Run the steps that are lacking, all in one transaction; return the revisions before and after.

    A schema that is newer than this program is left as it is. Looking whether one is lacking is soon over, also when
    the server hangs; the steps take as long as they take.

    :raises sqlalchemy.exc.DBAPIError: the database cannot be reached or refuses.
    """
    before = _known_revision(url)
    if before is not None and _is_enough(before):
        return before, before
    engine = make_engine(url, UNHURRIED)
    try:
        if is_sqlite(url):
            begin_at_once(engine)
        with engine.begin() as connection:
            if not is_sqlite(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            before = _revision(connection)  # another process may have been first
            if before is not None and _is_enough(before):
                return before, before
            from cds_service.store.migration_steps import upgrade  # noqa: PLC0415 - slow to load, and seldom needed

            return before, upgrade(connection)
    finally:
        engine.dispose()


def _known_revision(url: URL) -> str | None:
    engine = make_engine(url, WRITING)
    try:
        if is_sqlite(url):
            _write_ahead(engine)
        with engine.connect() as connection:
            return _revision(connection)
    finally:
        engine.dispose()


def is_up_to_date(connection: Connection) -> bool:
    """Return whether no step is lacking; a schema that is newer than this program lacks none."""
    revision = _revision(connection)
    return revision is not None and _is_enough(revision)


def _is_enough(revision: str) -> bool:
    return revision == REVISIONS[-1] or revision not in REVISIONS


def _revision(connection: Connection) -> str | None:
    """Return the revision that Alembic noted in the database; None for a database without any."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _write_ahead(engine: Engine) -> None:
    """Put a SQLite file into write-ahead mode, in which readers and the writer do not wait for each other.

    SQLite does not wait for its lock here, whatever the timeout, so that processes that start together try again.
    """
    for _ in range(_WAL_TRIES):
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            time.sleep(0.05)
        else:
            return
