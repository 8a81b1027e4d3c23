"""No token twice: in a process, and with the store for all."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cds_service.clients.seen_tokens import NodeSeenTokens, StoredSeenTokens
from cds_service.errors import StoreSlowError, StoreUnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


class Store:
    """A store that other processes use too, and that can be away or slow."""

    def __init__(self) -> None:
        self.is_away = False
        self.is_slow = False
        self.asked = 0
        self._seen = NodeSeenTokens()

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        self.asked += 1
        if self.is_away:
            raise StoreUnreachableError
        if self.is_slow:
            raise StoreSlowError
        return self._seen.first_use(client, jti, expires)

    def note_use(self, client: str, jti: str, expires: datetime) -> None:
        self._seen.first_use(client, jti, expires)

    def forget_use(self, client: str, jti: str) -> None:
        self._seen.forget_use(client, jti)


def node(
    store: Store, unchecked: list[int], *, is_strict: bool = False, clock: Callable[[], float] = time.monotonic
) -> StoredSeenTokens:
    return StoredSeenTokens(store, is_strict=is_strict, unchecked=lambda: unchecked.append(1), clock=clock)


def in_process(work: Callable[[], int]) -> int:
    """Start a process that exits with what `work` returns; return its id."""
    if (child := os.fork()) == 0:
        os._exit(work())
    return child


def test_second_use_is_told() -> None:
    seen = NodeSeenTokens()
    assert [seen.first_use("a", "1", LATER), seen.first_use("a", "1", LATER)] == [True, False]
    assert seen.first_use("b", "1", LATER)


def test_ten_thousand_ids_are_all_remembered() -> None:
    seen = NodeSeenTokens()
    assert all(seen.first_use("a", str(number), LATER) for number in range(10_000))
    assert not any(seen.first_use("a", str(number), LATER) for number in range(10_000))


def test_id_that_expires_first_gives_way() -> None:
    seen = NodeSeenTokens(rows=1)
    order = [3, 1, 7, 0, 5, 2, 6, 4]
    assert all(seen.first_use("a", str(number), NOW + timedelta(seconds=number)) for number in order)
    assert [seen.first_use("a", str(number), LATER) for number in range(8)] == [False] * 8
    assert seen.first_use("a", "new", LATER)
    assert [seen.first_use("a", str(number), LATER) for number in range(1, 8)] == [False] * 7
    assert seen.first_use("a", "0", LATER)


def test_processes_of_a_node_remember_together() -> None:
    seen = NodeSeenTokens()
    children = [in_process(lambda: sum(seen.first_use("a", str(each), LATER) for each in range(100))) for _ in range(4)]
    taken = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sum(taken) == 100


def test_process_that_dies_leaves_the_others_what_it_saw() -> None:
    store, unchecked = Store(), list[int]()
    store.is_away = True
    one = node(store, unchecked)
    assert os.waitpid(in_process(lambda: one.first_use("a", "1", LATER) - 1), 0)[1] == 0
    assert not one.first_use("a", "1", LATER)


def test_nodes_share_what_they_have_seen() -> None:
    store, unchecked = Store(), list[int]()
    assert node(store, unchecked).first_use("a", "1", LATER)
    assert not node(store, unchecked).first_use("a", "1", LATER)
    assert unchecked == []


def test_without_the_store_memory_decides_and_it_is_counted() -> None:
    store, unchecked = Store(), list[int]()
    one, other = node(store, unchecked), node(store, unchecked)
    store.is_away = True
    assert one.first_use("a", "1", LATER)
    assert not one.first_use("a", "1", LATER)
    assert other.first_use("a", "1", LATER)
    assert len(unchecked) == 2


def test_store_that_was_away_knows_the_token_in_the_end() -> None:
    store, unchecked = Store(), list[int]()
    store.is_away = True
    assert node(store, unchecked).first_use("a", "1", LATER)
    store.is_away = False
    assert not node(store, unchecked).first_use("a", "1", LATER)


def test_store_that_is_away_is_left_alone_for_a_while() -> None:
    store, now = Store(), [100.0]
    seen = node(store, [], clock=lambda: now[0])
    store.is_away = True
    assert all(seen.first_use("a", str(number), LATER) for number in range(50))
    assert store.asked == 1
    store.is_away = False
    now[0] += 0.6
    assert seen.first_use("a", "x", LATER)
    assert seen.first_use("a", "y", LATER)
    assert store.asked == 3


def test_slow_store_lets_no_second_node_take_a_token() -> None:
    """One node is slow to hear of the store, the other is not: the token is good with one of them, in the end."""
    store, unchecked, now = Store(), list[int](), [100.0]
    one, other = (node(store, unchecked, clock=lambda: now[0]) for _ in range(2))
    store.is_slow = True
    for _ in range(3):
        with pytest.raises(StoreUnreachableError):
            one.first_use("a", "1", LATER)
    assert store.asked == 1  # it rests
    store.is_slow = False
    assert other.first_use("a", "1", LATER)
    now[0] += 0.6
    assert not one.first_use("a", "1", LATER)
    assert one.first_use("a", "2", LATER)
    assert unchecked == []


def ask_for(seconds: float, seen: StoredSeenTokens, now: list[float]) -> list[bool]:
    """Use a new token every half second; return for each whether it was taken or turned away for now."""
    taken, end = [], now[0] + seconds
    while now[0] < end:
        try:
            taken.append(seen.first_use("a", str(now[0]), LATER))
        except StoreSlowError:
            taken.append(False)
        now[0] += 0.5
    return taken


@pytest.mark.parametrize(("seconds", "is_away"), [(4.9, False), (5.1, True)])
def test_store_that_has_not_answered_for_five_seconds_is_away(seconds: float, *, is_away: bool) -> None:
    store, unchecked, now = Store(), list[int](), [100.0]
    seen = node(store, unchecked, clock=lambda: now[0])
    store.is_slow = True
    assert not any(ask_for(0.1, seen, now))
    now[0] = 100.0 + seconds
    assert ask_for(0.1, seen, now) == [is_away]
    assert len(unchecked) == is_away


def test_answer_in_between_starts_the_five_seconds_again() -> None:
    store, unchecked, now = Store(), list[int](), [100.0]
    seen = node(store, unchecked, clock=lambda: now[0])
    for _ in range(3):
        store.is_slow = True
        assert not any(ask_for(3, seen, now))
        store.is_slow = False
        now[0] += 0.6
        assert all(ask_for(1, seen, now))
    assert unchecked == []


def test_store_that_answers_slowly_once_it_was_away_is_away_still() -> None:
    store, now = Store(), [100.0]
    seen = node(store, [], clock=lambda: now[0])
    store.is_away = True
    assert seen.first_use("a", "1", LATER)
    store.is_away, store.is_slow = False, True
    now[0] += 0.6
    assert seen.first_use("a", "2", LATER)
    assert not seen.first_use("a", "2", LATER)


@pytest.mark.parametrize("is_strict", [False, True])
def test_token_that_a_slow_store_turned_away_may_come_again(*, is_strict: bool) -> None:
    store, now = Store(), [100.0]
    seen = node(store, [], is_strict=is_strict, clock=lambda: now[0])
    store.is_slow = True
    with pytest.raises(StoreSlowError):
        seen.first_use("a", "1", LATER)
    store.is_slow = False
    now[0] += 0.6
    assert [seen.first_use("a", "1", LATER), seen.first_use("a", "1", LATER)] == [True, False]


def test_strict_service_takes_no_token_without_the_store() -> None:
    store = Store()
    strict = node(store, [], is_strict=True)
    store.is_away = True
    with pytest.raises(StoreUnreachableError):
        strict.first_use("a", "1", LATER)


def test_token_that_a_strict_service_turned_away_may_come_again() -> None:
    store, now = Store(), [100.0]
    strict = node(store, [], is_strict=True, clock=lambda: now[0])
    store.is_away = True
    for _ in range(2):
        with pytest.raises(StoreUnreachableError):
            strict.first_use("a", "1", LATER)
    assert store.asked == 1  # it rests
    store.is_away = False
    now[0] += 6
    assert [strict.first_use("a", "1", LATER), strict.first_use("a", "1", LATER)] == [True, False]


def test_forgotten_token_is_new_again_and_no_other_is() -> None:
    store = Store()
    seen = node(store, [])
    assert seen.first_use("a", "1", LATER)
    assert seen.first_use("a", "2", LATER)
    seen.forget_use("a", "1")
    seen.forget_use("b", "2")
    assert [seen.first_use("a", jti, LATER) for jti in ("1", "1", "2")] == [True, False, False]
