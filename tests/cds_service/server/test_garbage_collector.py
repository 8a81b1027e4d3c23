"""When the collector looks at what requests leave: often enough that no request waits long for it."""

from __future__ import annotations

import gc
import weakref
from itertools import count
from typing import TYPE_CHECKING

import pytest

from cds_service.server import garbage_collector

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def seldom(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the collector the threshold that the service gives it, and begin to count requests."""
    before = gc.get_threshold()
    monkeypatch.setattr(garbage_collector, "_served", count(1))
    gc.collect()
    gc.set_threshold(200_000)
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("kept", "requests", "looks", "why"),
    [
        (1_000, 1, False, "a usual request"),
        (25_000, 1, True, "the first sight of many codes, which is left to itself"),
        (1_000, 63, False, "there were few requests"),
        (1_000, 64, True, "every 64th"),
    ],
)
def test_the_collector_looks_at_what_many_requests_or_one_left(
    kept: int, requests: int, *, looks: bool, why: str
) -> None:
    left = [[number] for number in range(kept)]
    for _ in range(requests):
        garbage_collector.after_request()
    assert (gc.get_count()[0] < len(left)) == looks, why


@pytest.mark.parametrize(
    ("kept", "requests", "goes", "why"),
    [
        (0, 64, True, "every 64th request has the collector look at what is new"),
        (0, 63, False, "nobody looks before"),
        (25_000, 1, False, "much that is kept is not looked at"),
    ],
)
def test_what_refers_to_itself_goes_when_the_collector_looks(kept: int, requests: int, *, goes: bool, why: str) -> None:
    class Circle:
        """Refers to itself."""

    circle = Circle()
    vars(circle)["itself"] = circle
    gone = weakref.ref(circle)
    left = [[number] for number in range(kept)]
    del circle
    for _ in range(requests):
        garbage_collector.after_request()
    assert (gone() is None) == goes, (why, len(left))
