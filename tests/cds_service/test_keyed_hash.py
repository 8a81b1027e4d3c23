"""The key and what is made with it."""

from __future__ import annotations

import hmac
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from cds_service.database_url import key_file, read_address
from cds_service.errors import SettingsError
from cds_service.keyed_hash import KeyedHashes, key_from_file, key_from_text

if TYPE_CHECKING:
    from pathlib import Path


def test_hash_depends_on_key_kind_and_every_part() -> None:
    hashes = KeyedHashes(key_from_text("a key"))
    made = {
        hashes.of("patient", "open", "1"),
        hashes.of("encounter", "open", "1"),
        hashes.of("patient", "epic", "1"),
        hashes.of("patient", "open", "2"),
        hashes.of("patient", "open1", ""),
        KeyedHashes(key_from_text("another key")).of("patient", "open", "1"),
    }
    assert len(made) == 6
    assert hashes.of("patient", "open", "1") == KeyedHashes(key_from_text("a key")).of("patient", "open", "1")
    assert hashes.of("patient", "\ud800")  # whatever JSON can hold


@pytest.mark.parametrize("length", [0, 1, 32, 63, 64, 65, 200])
def test_hash_is_that_of_an_hmac_whatever_the_length_of_the_key(length: int) -> None:
    key = bytes(range(length))
    assert KeyedHashes(key).of("patient", "1") == hmac.new(key, b"patient\0001", "sha256").hexdigest()[:32]


def test_key_is_not_shown() -> None:
    hashes = KeyedHashes(key_from_text("a key"))
    assert repr(hashes) == "KeyedHashes()"
    assert key_from_text("a key").hex() not in hashes.fingerprint


def test_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "cards.sqlite3.key"
    key = key_from_file(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_from_file(path) == key
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    start = threading.Barrier(8)

    def read() -> None:
        start.wait()
        keys.append(key_from_file(tmp_path / "key"))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("text", ["not a key", "abcd", "\n", "é"])
def test_file_without_a_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="holds no key"):
        key_from_file(path)


def test_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        key_from_file(tmp_path / "nowhere" / "key")


def test_key_is_beside_the_database() -> None:
    assert str(key_file(read_address("sqlite:////var/lib/cards.sqlite3"))) == "/var/lib/cards.sqlite3.key"
    assert str(key_file(read_address("postgresql://x@y/z"))) == "coding-cards.key"
