"""How many calls run, wait and are refused."""

from __future__ import annotations

import threading
import time

import pytest

from cds_service.errors import BusyError
from cds_service.limits.call_gate import CallGate


class Calls:
    """Threads that go through a gate and stay until they are let go."""

    def __init__(self, gate: CallGate) -> None:
        self.gate = gate
        self.let_go = threading.Event()
        self.inside = threading.Semaphore(0)
        self.refused = 0
        self.threads: list[threading.Thread] = []

    def start(self, number: int) -> None:
        for _ in range(number):
            self.threads.append(threading.Thread(target=self._go))
            self.threads[-1].start()

    def _go(self) -> None:
        try:
            with self.gate.admit():
                self.inside.release()
                self.let_go.wait(5)
        except BusyError:
            self.refused += 1

    def end(self) -> None:
        self.let_go.set()
        for thread in self.threads:
            thread.join(5)


def test_calls_beyond_running_and_waiting_are_refused_at_once() -> None:
    gate = CallGate(running=2, waiting=3, patience_s=5)
    calls = Calls(gate)
    calls.start(2)
    assert all(calls.inside.acquire(timeout=5) for _ in range(2))
    calls.start(3)
    time.sleep(0.1)
    start = time.monotonic()
    with pytest.raises(BusyError) as raised, gate.admit():
        pass
    assert time.monotonic() - start < 5
    assert raised.value.retry_after_s >= 1
    calls.end()
    assert calls.refused == 0
    with gate.admit():
        pass


def test_waiting_has_an_end() -> None:
    gate = CallGate(running=1, waiting=1, patience_s=0.1)
    with gate.admit():
        start = time.monotonic()
        with pytest.raises(BusyError), gate.admit():
            pass
        assert 0.09 < time.monotonic() - start < 10
    with gate.admit():
        pass


def test_nobody_waits_where_there_is_no_queue() -> None:
    gate = CallGate(running=1, waiting=0, patience_s=5)
    with gate.admit(), pytest.raises(BusyError), gate.admit():
        pass


def test_place_is_given_back_after_a_fault() -> None:
    gate = CallGate(running=1, waiting=0, patience_s=0)
    for _ in range(3):
        with pytest.raises(ValueError, match="fault"), gate.admit():
            raise ValueError("fault")
