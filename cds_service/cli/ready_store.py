"""The store at the start of the service."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from cds_service.cli.faults import Refused
from cds_service.database_url import is_sqlite, read_address
from cds_service.errors import SettingsError
from cds_service.observability.logs import log
from cds_service.settings import PREFIX
from cds_service.store import Store, open_store

if TYPE_CHECKING:
    from cds_service.settings import Settings


def ready_store(settings: Settings) -> Store:
    """Return the store, its schema up to date.

    A database server that does not answer now may answer later: the service starts, and keeps what it can until
    then. A file that cannot be opened will not mend itself.

    :raises Refused: the store cannot be used; or it cannot be reached, and has to be.
    """
    try:
        store = open_store(settings)
        store.prepare()
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    except SQLAlchemyError as error:
        if settings.store_strict or is_sqlite(read_address(settings.database_url)):
            raise Refused((unusable(error),)) from None
        log("store is unreachable", logging.WARNING, error=type(error).__name__)
    return store


def unusable(error: SQLAlchemyError) -> str:
    """Return why the database cannot be used, in the first line of its message, which holds no password."""
    words = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()
    return f"{PREFIX}DATABASE_URL: the database cannot be used: {words[0] if words else type(error).__name__}"
