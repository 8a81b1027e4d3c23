"""The store at the start of the service."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.cli.faults import Refused
from cds_service.cli.ready_store import ready_store
from cds_service.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a key for the tests"


def settings(url: str, **more: Any) -> Settings:
    return Settings(database_url=url, **({"hash_key": KEY} | more))


def test_store_is_ready_with_a_key_of_its_own(tmp_path: Path) -> None:
    store = ready_store(settings(f"sqlite:///{tmp_path}/cards.sqlite3", hash_key=None))
    assert store.is_reachable()
    assert (tmp_path / "cards.sqlite3.key").is_file()
    assert store.overridden_topics(store.subject("open", "p", "e", "i")) == frozenset()
    store.close()


def test_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="DATABASE_URL: the database cannot be used: unable to open"):
        ready_store(settings(f"sqlite:///{tmp_path}/nowhere/cards.sqlite3"))


def test_key_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"key file cards\.sqlite3\.key beside the database"):
        ready_store(settings(f"sqlite:///{tmp_path}/nowhere/cards.sqlite3", hash_key=None))


def test_other_key_than_the_databases_is_refused(tmp_path: Path) -> None:
    ready_store(settings(f"sqlite:///{tmp_path}/cards.sqlite3")).close()
    with pytest.raises(Refused, match="another key"):
        ready_store(settings(f"sqlite:///{tmp_path}/cards.sqlite3", hash_key="another key of enough length"))


def test_server_that_is_not_there_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="cds_service")
    store = ready_store(settings(f"postgresql://someone:hunter2@/x?host={tmp_path}"))
    assert not store.is_reachable()
    assert [record.msg for record in caplog.records] == ["store is unreachable"]
    assert "hunter2" not in str([vars(record) for record in caplog.records])
    store.close()


def test_strict_service_does_not_start_without_its_server(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be used") as raised:
        ready_store(settings(f"postgresql://someone:hunter2@/x?host={tmp_path}", store_strict=True))
    assert "hunter2" not in str(raised.value)
