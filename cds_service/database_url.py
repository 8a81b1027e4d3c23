"""Where the store is: a database URL that the service can use."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_POSTGRES = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_WANTED = "must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE"


def read_address(text: str) -> URL:
    """Return the URL with its driver.

    :raises ValueError: it names no database that the service can use; the message does not repeat it, since it
        can hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(_WANTED) from None
    if url.drivername in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        if not url.database or url.database == ":memory:" or url.query:
            raise ValueError(f"{_WANTED}; a database in memory would be one for each process")
        return url.set(drivername="sqlite+pysqlite")
    raise ValueError(_WANTED)


def is_sqlite(url: URL) -> bool:
    """Return whether the store is a file on this machine."""
    return url.get_backend_name() == "sqlite"


def key_file(url: URL) -> Path:
    """Return where the key of the hashes is kept when no setting gives one: beside the database.

    A PostgreSQL server has no "beside": the key is in the working directory then, and each node has to be given
    the same one.
    """
    if is_sqlite(url) and url.database:
        return Path(f"{url.database}.key")
    return Path("coding-cards.key")
