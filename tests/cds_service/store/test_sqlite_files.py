"""A SQLite database whose files are taken away while it is open, or whose disk is full: nothing is acknowledged."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import event

from cds_service.errors import StoreUnreachableError
from cds_service.settings import Settings
from cds_service.store import open_store
from cds_service.store.schema.tables import FEEDBACK
from tests.cds_service.store.records import call, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cds_service.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cards.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    made = open_store(Settings(database_url=f"sqlite:///{file}", hash_key="a key for the tests"))
    made.prepare()
    made.record_feedback([feedback(str(uuid4()))])
    assert made.overridden_topics(made.subject("open", "p", "e", "i")) == frozenset()
    yield made
    made.close()


def remove(path: Path) -> None:
    path.unlink()


def replace(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copyfile(path, copy)
    copy.rename(path)


@pytest.mark.parametrize("suffix", ["", "-wal"])
@pytest.mark.parametrize("take_away", [remove, replace])
def test_nothing_is_acknowledged_that_nobody_could_open(
    store: Store, file: Path, suffix: str, take_away: Callable[[Path], None]
) -> None:
    take_away(file.with_name(file.name + suffix))
    with pytest.raises(StoreUnreachableError):
        store.record_feedback([feedback(str(uuid4()))])
    assert not store.is_reachable()
    assert store.overridden_topics(store.subject("open", "p", "e", "i")) is None
    assert store.record_call(call())  # kept in memory, as long as the store is away
    assert file.exists() == bool(suffix or take_away is replace)  # and no empty database takes the place of the old


def fill(store: Store) -> int:
    """Send feedback until it is refused; return how much was taken."""
    for taken in range(0, 2000, 20):
        try:
            store.record_feedback([feedback(str(uuid4())) for _ in range(20)])
        except StoreUnreachableError:
            return taken
    raise AssertionError("it was never full")


def test_full_disk_is_503_until_there_is_room(store: Store, file: Path) -> None:
    full = True

    def limit(connection: object, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        connection.execute(f"PRAGMA max_page_count={pages if full else 2**30}").close()  # type: ignore[attr-defined]

    event.listen(store._writing, "checkout", limit)
    stored = 1 + fill(store)
    assert len(rows(f"sqlite:///{file}", FEEDBACK)) == stored
    full = False
    store._rest.end()
    store.record_feedback([feedback(str(uuid4()))])
    assert len(rows(f"sqlite:///{file}", FEEDBACK)) == stored + 1
