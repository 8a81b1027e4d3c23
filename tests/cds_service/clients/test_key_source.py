"""Keys of a pinned address: cached, renewed when they are old or one is lacking, and never asked for too often."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from cds_service.clients.key_source import FetchedKeys, KeysUnavailableError
from tests.cds_service.signing import key, key_set

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = key("ES256", "old"), key("ES256", "new")


class Address:
    """Represents the pinned address; `document` is what it hands out, and an error is raised."""

    def __init__(self, document: bytes | Exception) -> None:
        self.document = document
        self.asked = 0
        self.now = 1000.0

    def fetch(self) -> bytes:
        self.asked += 1
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    def keys(self) -> FetchedKeys:
        return FetchedKeys(self.fetch, lambda: self.now)


def test_keys_are_fetched_once_and_kept() -> None:
    address = Address(key_set(OLD))
    keys = address.keys()
    assert address.asked == 0
    assert all(keys.find("old", "ES256") is not None for _ in range(100))
    assert address.asked == 1


def test_key_of_another_algorithm_is_none() -> None:
    assert Address(key_set(OLD)).keys().find("old", "RS256") is None


def test_rotated_key_is_found_at_once_and_the_old_one_goes() -> None:
    address = Address(key_set(OLD))
    keys = address.keys()
    assert keys.find("old", "ES256") is not None
    address.document = key_set(NEW)
    address.now += 40
    assert keys.find("new", "ES256") is not None
    assert keys.find("old", "ES256") is None
    assert address.asked == 2


def test_withdrawn_key_goes_within_ten_minutes() -> None:
    address = Address(key_set(OLD, NEW))
    keys = address.keys()
    assert keys.find("old", "ES256") is not None
    address.document = key_set(NEW)
    address.now += 599
    assert keys.find("old", "ES256") is not None
    address.now += 2
    until(lambda: keys.find("old", "ES256") is None)


def test_empty_key_set_withdraws_all_keys() -> None:
    address = Address(key_set(OLD))
    keys = address.keys()
    assert keys.find("old", "ES256") is not None
    address.document = b'{"keys": []}'
    address.now += 601
    until(lambda: keys.find("old", "ES256") is None)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what a thread of the keys does."""
    for _ in range(200):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come about within 2 s")


def test_invented_key_ids_fetch_no_more_than_twice_a_minute() -> None:
    address = Address(key_set(OLD))
    keys = address.keys()
    for second in range(120):
        address.now = 1000.0 + second / 2
        assert keys.find(f"invented-{second}", "ES256") is None
    assert address.asked == 2


@pytest.mark.parametrize("failure", [KeysUnavailableError("timeout"), b"<html>"])
def test_keys_outlive_an_outage_for_an_hour(failure: bytes | Exception) -> None:
    address = Address(key_set(OLD))
    keys = address.keys()
    assert keys.find("old", "ES256") is not None
    address.document = failure
    address.now += 3599
    assert keys.find("old", "ES256") is not None
    until(lambda: address.asked == 2)
    address.now += 40
    with pytest.raises(KeysUnavailableError):
        keys.find("old", "ES256")
    address.document = key_set(OLD)
    address.now += 40
    assert keys.find("old", "ES256") is not None


def test_address_that_never_answered_is_told_apart_from_an_unknown_key() -> None:
    address = Address(KeysUnavailableError("timeout"))
    keys = address.keys()
    with pytest.raises(KeysUnavailableError, match="timeout"):
        keys.find("old", "ES256")
    with pytest.raises(KeysUnavailableError, match="timeout"):
        keys.find("old", "ES256")
    assert address.asked == 1


def test_many_threads_fetch_once() -> None:
    begun, go_on = threading.Event(), threading.Event()
    address = Address(key_set(OLD))

    def fetch() -> bytes:
        begun.set()
        go_on.wait(5)
        return address.fetch()

    keys = FetchedKeys(fetch, lambda: address.now)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(keys.find("old", "ES256"))) for _ in range(8)]
    threads[0].start()
    begun.wait(5)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert address.asked == 1
    assert sum(each is not None for each in found) == len(found) == 8


class HangingAddress:
    """Represents an address that takes the request and says nothing, until it is let go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun = 0

    def fetch(self) -> bytes:
        self.begun += 1
        self.go_on.wait(10)
        return key_set(OLD)


def test_hanging_address_holds_up_few_calls_and_those_not_for_long() -> None:
    address = HangingAddress()
    keys = FetchedKeys(address.fetch, wait_s=0.05)
    start = time.monotonic()
    for _ in range(200):
        with pytest.raises(KeysUnavailableError):
            keys.find("old", "ES256")
    assert time.monotonic() - start < 2  # 10 s if each waited
    assert address.begun == 1
    address.go_on.set()
    until(lambda: found(keys))


def found(keys: FetchedKeys) -> bool:
    try:
        return keys.find("old", "ES256") is not None
    except KeysUnavailableError:
        return False


def test_address_that_hangs_later_holds_up_nobody_with_a_known_key() -> None:
    address = Address(key_set(OLD))
    keys = address.keys()
    assert keys.find("old", "ES256") is not None
    hanging = HangingAddress()
    keys._fetch = hanging.fetch
    address.now += 700
    start = time.monotonic()
    assert all(keys.find("old", "ES256") is not None for _ in range(100))
    assert time.monotonic() - start < 0.5
    hanging.go_on.set()
