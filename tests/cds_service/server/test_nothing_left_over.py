"""A call leaves nothing to Python's collector: its chart goes with it, and its memory is used again while warm."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING

import orjson
import pytest

from benchmarks.reference_request import reference_requests
from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.server.plain_call import PlainCall
from cds_service.server.short_path import ShortPath
from cds_service.settings import Settings
from tests.examples import example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS = {path.name: path.read_bytes() for path in sorted(example("").glob("*.json"))}
CALLS["reference"] = next(reference_requests(1))  # its summaries take fewer words than those of the examples


def left_over_by(work: Callable[[], object]) -> Counter[str]:
    """Return what the collector finds behind some work, by type."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        work()
        gc.collect()
        return Counter(type(each).__name__ for each in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.fixture(scope="module")
def short_path() -> Iterator[ShortPath]:
    path = ShortPath(create_app(Settings(), load_releases(None)))
    gc.collect()
    gc.freeze()  # what was there before the calls is none of theirs: looking through it each time takes a second
    yield path
    gc.unfreeze()


@pytest.mark.parametrize("body", CALLS.values(), ids=CALLS.keys())
def test_a_call_leaves_no_circles(short_path: ShortPath, body: bytes) -> None:
    service = f"coding-review-{orjson.loads(body)['hook']}"
    call = PlainCall(f"/cds-services/{service}", service, None, body, is_last=False)

    def answer() -> bytes:
        return short_path.answer_now(call, is_last=False, is_late=False)

    if answer().startswith(b"HTTP/1.1 200 "):  # errors are not what calls are made of
        # A thread of another test may end meanwhile; what a call leaves, it leaves each time.
        assert any(left_over_by(answer) == {} for _ in range(3))
