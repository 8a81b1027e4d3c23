"""Brings the schema up to date. Any number of processes may do so at once: they wait for each other."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cds_service.store.address import is_sqlite
from cds_service.store.engines import UNHURRIED, begin_at_once, make_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

_LOCK = 0x636F6463  # "codc": the advisory lock of migrations, on PostgreSQL
_WAL_TRIES = 100


def migrate(url: URL) -> tuple[str | None, str]:
    """Run the steps that are lacking, all in one transaction; return the revisions before and after.

    A schema that is newer than this program is left as it is.

    :raises sqlalchemy.exc.DBAPIError: the database cannot be reached or refuses.
    """
    engine = make_engine(url, UNHURRIED)
    try:
        if is_sqlite(url):
            _write_ahead(engine)
            begin_at_once(engine)
            engine.dispose()  # the next connection is set up for it
        with engine.begin() as connection:
            if not is_sqlite(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return _upgrade(connection)
    finally:
        engine.dispose()


def is_up_to_date(connection: Connection) -> bool:
    """Tell whether no step is lacking; a schema that is newer than this program lacks none."""
    current = MigrationContext.configure(connection).get_current_revision()
    newest, known = _revisions()
    return current is not None and (current == newest or current not in known)


@cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """Return the newest revision that this program knows, and all of them."""
    scripts = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    before = MigrationContext.configure(connection).get_current_revision()
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        return before, before
    command.upgrade(config, "head")
    return before, MigrationContext.configure(connection).get_current_revision() or ""


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
