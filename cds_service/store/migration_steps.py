"""Runs the steps that a schema lacks, with Alembic. Imported only then: Alembic takes a tenth of a second to load."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = threading.Lock()  # Alembic keeps what it works on in a module, so that two threads would share it


def upgrade(connection: Connection) -> str:
    """Run the steps that are lacking, within the transaction of the connection; return the revision afterwards."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")
    return MigrationContext.configure(connection).get_current_revision() or ""
