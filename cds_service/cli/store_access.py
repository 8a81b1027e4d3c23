"""The database of the settings, for commands: opened, up to date, and every fault told in a line."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from cds_service.cli.faults import Refused
from cds_service.cli.ready_store import unusable
from cds_service.database_url import is_sqlite, read_address
from cds_service.errors import SettingsError
from cds_service.settings import PREFIX, Settings, load_command_settings
from cds_service.store import prepare_store
from cds_service.store.engines import UNHURRIED, make_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@contextmanager
def store_engine() -> Iterator[Engine]:
    """Hand out the database of the settings, its schema up to date.

    :raises Refused: there is none, or it cannot be used.
    """
    settings = command_settings()
    url = read_address(settings.database_url)
    if is_sqlite(url) and not Path(url.database or "").is_file():
        raise Refused((f"{PREFIX}DATABASE_URL: there is no such file; the service makes it when it starts",))
    engine = make_engine(url, UNHURRIED)
    try:
        with faults_told():
            prepare_store(settings)
            yield engine
    finally:
        engine.dispose()


def command_settings() -> Settings:
    """Return the settings of the environment.

    :raises Refused: with every fault in them.
    """
    try:
        return load_command_settings()
    except SettingsError as fault:
        raise Refused(fault.faults) from None


@contextmanager
def faults_told() -> Iterator[None]:
    """End the command with the fault, in a line, when the store cannot be used."""
    try:
        yield
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    except SQLAlchemyError as error:
        raise Refused((unusable(error),)) from None
