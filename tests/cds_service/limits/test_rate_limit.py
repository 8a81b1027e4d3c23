"""How often a client may call."""

from __future__ import annotations

import os

import pytest

from cds_service.errors import TooManyCallsError
from cds_service.limits.rate_limit import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


def calls_until_refused(limit: RateLimit, client: str, most: int = 1000) -> int:
    for number in range(most):
        try:
            limit.count(client)
        except TooManyCallsError:
            return number
    return most


def test_burst_is_ten_seconds_worth() -> None:
    limit = RateLimit({"a": 60, "b": 600}, Clock())
    assert calls_until_refused(limit, "a") == 10
    assert calls_until_refused(limit, "b") == 100


def test_rate_holds_over_time() -> None:
    clock = Clock()
    limit = RateLimit({"a": 60}, clock)
    taken = 0
    for _ in range(6000):
        clock.now += 0.1
        try:
            limit.count("a")
            taken += 1
        except TooManyCallsError:
            pass
    assert 600 <= taken <= 611


def test_refusal_says_when_to_come_again() -> None:
    clock = Clock()
    limit = RateLimit({"a": 60}, clock)
    calls_until_refused(limit, "a")
    with pytest.raises(TooManyCallsError) as raised:
        limit.count("a")
    assert raised.value.retry_after_s == pytest.approx(1.0)
    clock.now += raised.value.retry_after_s
    limit.count("a")


def test_clients_do_not_take_from_each_other() -> None:
    limit = RateLimit({"a": 60, "b": 60}, Clock())
    calls_until_refused(limit, "a")
    assert calls_until_refused(limit, "b") == 10


@pytest.mark.parametrize("client", ["free", "open"])
def test_without_a_limit_all_calls_are_let_in(client: str) -> None:
    assert calls_until_refused(RateLimit({"a": 1, "free": 0}, Clock()), client) == 1000


def test_one_call_a_minute_is_one() -> None:
    assert calls_until_refused(RateLimit({"a": 1}, Clock()), "a") == 1


def test_processes_count_together() -> None:
    limit = RateLimit({"a": 60})
    children = []
    for _ in range(4):
        if (child := os.fork()) == 0:
            os._exit(calls_until_refused(limit, "a"))
        children.append(child)
    taken = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sum(taken) == 10
