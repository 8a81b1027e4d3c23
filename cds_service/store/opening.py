"""Opens the store that the settings name: its key, its schema and the store itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from cds_service.database_url import key_file, read_address
from cds_service.errors import SettingsError
from cds_service.keyed_hash import KeyedHashes, key_from_file, key_from_text
from cds_service.store.engines import WRITING, make_engine
from cds_service.store.migrating import migrate
from cds_service.store.rows import insert_new
from cds_service.store.schema.tables import FACTS
from cds_service.store.store import Store

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from cds_service.settings import Settings

_FINGERPRINT = "fingerprint of the hash key"
_OTHER_KEY = (
    "the database was written with another key, so that its hashes would not be recognized: give this node the key "
    "of the others (CODING_CARDS_HASH_KEY, or the key file)"
)


def open_store(settings: Settings) -> Store:
    """Return the store; nothing is opened yet.

    :raises SettingsError: the key file can be neither read nor made.
    """
    url = read_address(settings.database_url)
    hashes = _hashes(settings, url)
    return Store(
        url,
        hashes,
        lambda: _prepare(url, hashes),
        override_window=timedelta(hours=settings.override_window_h),
        is_strict=settings.store_strict,
        readers=settings.threads,
    )


def prepare_store(settings: Settings) -> tuple[str | None, str]:
    """Bring the schema up to date and check the key; return the revisions before and after.

    :raises SettingsError: the key is not that of the database.
    :raises sqlalchemy.exc.DBAPIError: the database cannot be reached.
    """
    url = read_address(settings.database_url)
    return _prepare(url, _hashes(settings, url))


def _hashes(settings: Settings, url: URL) -> KeyedHashes:
    if settings.hash_key is not None:
        return KeyedHashes(key_from_text(settings.hash_key.get_secret_value()))
    return KeyedHashes(key_from_file(key_file(url)))


def _prepare(url: URL, hashes: KeyedHashes) -> tuple[str | None, str]:
    revisions = migrate(url)
    engine = make_engine(url, WRITING)
    try:
        with engine.begin() as connection:
            row = {"name": _FINGERPRINT, "value": hashes.fingerprint}
            connection.execute(insert_new(FACTS, connection.dialect.name), row)
            known = connection.execute(select(FACTS.c.value).where(FACTS.c.name == _FINGERPRINT)).scalar_one()
    finally:
        engine.dispose()
    if known != hashes.fingerprint:
        raise SettingsError((_OTHER_KEY,))
    return revisions
