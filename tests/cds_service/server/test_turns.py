"""Which hook calls that arrive together are answered in the worker's loop, and which get Retry-After."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.limits.call_gate import CallGate
from cds_service.server.plain_call import PlainCall
from cds_service.server.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence


class Path:
    """A short path that notes the calls, with whether they came too late."""

    def __init__(self, gate: CallGate) -> None:
        self.gate = gate
        self.answered: list[tuple[str, bool]] = []

    def may_wait(self, call: PlainCall) -> bool:
        return call.service_id == "waits"

    def answer_now(self, call: PlainCall, *, is_last: bool, is_late: bool) -> bytes:
        assert not is_last
        self.answered.append((call.service_id, is_late))
        return b""


class Line(Worker):
    """A worker without sockets, whose clock is set by hand."""

    def __init__(self, gate: CallGate) -> None:
        self.path = self.short_path = Path(gate)  # type: ignore[assignment]
        self.alive = True
        self.in_threads: list[str] = []
        self._calls = deque()

    def arrive(self, names: Sequence[str]) -> None:
        for name in names:
            self._answer(Conn(name))  # type: ignore[arg-type]

    def _answer_in_thread(self, path: Any, conn: Any, call: PlainCall) -> None:
        del path, conn
        self.in_threads.append(call.service_id)

    def _finish(self, conn: Any, *, is_further: bool) -> None:
        del conn, is_further

    def answer_all(self) -> list[tuple[str, bool]]:
        while self._calls:
            self._answer_next()
        return self.path.answered


class Conn:
    """A connection on which a call has arrived, and which takes every answer."""

    def __init__(self, name: str) -> None:
        self.sock = self
        self._name = name

    def take_plain_call(self) -> PlainCall:
        return PlainCall("", self._name, None, b"", is_last=False)

    def sendall(self, data: bytes) -> None:
        """Take it."""

    def flush(self) -> None:
        """Take it."""


@pytest.mark.parametrize(
    ("running", "waiting", "patience_s", "expected"),
    [
        (4, 0, 0.0, [("a", False), ("b", False), ("c", False), ("d", False)]),
        (1, 3, 60.0, [("a", False), ("b", False), ("c", False), ("d", False)]),
        (1, 3, 0.0, [("a", False), ("b", True), ("c", True), ("d", True)]),
        (1, 1, 60.0, [("d", True), ("c", True), ("a", False), ("b", False)]),
        (2, 0, 0.0, [("d", True), ("c", True), ("a", False), ("b", False)]),
    ],
)
def test_calls_that_arrive_together(
    running: int, waiting: int, patience_s: float, expected: list[tuple[str, bool]]
) -> None:
    line = Line(CallGate(running, waiting, patience_s))
    line.arrive("abcd")
    assert line.answer_all() == expected


def test_a_lone_call_is_never_late() -> None:
    line = Line(CallGate(1, 0, 0.0))
    for name in "ab":
        line.arrive(name)
        line.answer_all()
    assert line.path.answered == [("a", False), ("b", False)]


def test_what_may_wait_has_a_thread() -> None:
    line = Line(CallGate(1, 0, 0.0))
    line.arrive(["waits", "a"])
    assert (line.in_threads, line.answer_all()) == (["waits"], [("a", False)])
