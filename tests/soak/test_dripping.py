"""What 2,000 connections that send a byte a second cost the others: rounds with and without them, side by side.

`make soak` runs it. The measure is the processor time that the service takes for a call, which other programs on the
machine do not change; the calls a second are reported beside it.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.examples import example
from tests.service_process import ORDER_SIGN, running_service
from tests.soak.faults import dripping
from tests.soak.process_figures import workers_of

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

CONNECTIONS = 2000
PAIRS = int(os.environ.get("SOAK_PAIRS", "6"))
ROUND_S = 4.0
SENDERS = 4
BODY = example("order-sign-osteomyelitis.json").read_bytes()


@dataclass(frozen=True, slots=True)
class Round:
    """Calls a second, the service's processor time for each in milliseconds, the slowest health check in seconds."""

    rate: float
    cpu_ms: float
    health_s: float


def drip(port: int, ready: Event, over: Event) -> None:
    with dripping("127.0.0.1", port, CONNECTIONS, ready):
        over.wait()


def processor_time_s(processes: tuple[int, ...]) -> float:
    """Return the user and system time that processes have taken (proc(5), /proc/PID/stat)."""
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in processes]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def measure(port: int, workers: tuple[int, ...]) -> Round:
    over, calls, slowest = threading.Event(), [0] * SENDERS, [0.0]

    def send(own: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while not over.is_set():
            connection.request("POST", ORDER_SIGN, BODY, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            calls[own] += 1
        connection.close()

    def look() -> None:
        while not over.wait(0.2):
            connection, asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30), time.monotonic()
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
            slowest[0] = max(slowest[0], time.monotonic() - asked)
            connection.close()

    threads = [threading.Thread(target=send, args=(own,)) for own in range(SENDERS)] + [threading.Thread(target=look)]
    before, start = processor_time_s(workers), time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(ROUND_S)
    over.set()
    for thread in threads:
        thread.join()
    took_s, cpu_s = time.monotonic() - start, processor_time_s(workers) - before
    return Round(sum(calls) / took_s, 1000 * cpu_s / sum(calls), slowest[0])


def measure_dripping(port: int, workers: tuple[int, ...]) -> Round:
    context = multiprocessing.get_context("spawn")
    ready, over = context.Event(), context.Event()
    process = context.Process(target=drip, args=(port, ready, over))
    process.start()
    assert ready.wait(60)
    try:
        return measure(port, workers)
    finally:
        over.set()
        process.join(30)


@pytest.mark.soak
def test_dripping_connections_cost_the_others_little() -> None:
    with running_service(LOG_LEVEL="ERROR", WORKERS="2") as service:
        port = int(service.url.rpartition(":")[2])
        while len(workers := workers_of(service.process.pid)) < 2:
            time.sleep(0.1)
        measure(port, workers)  # warms up
        pairs = [(measure(port, workers), measure_dripping(port, workers)) for _ in range(PAIRS)]
    without, with_them = zip(*pairs, strict=True)
    cpu, rate = (
        statistics.median(getattr(wet, name) / getattr(dry, name) for dry, wet in pairs) for name in ("cpu_ms", "rate")
    )
    print(  # noqa: T201
        f"\n{CONNECTIONS} dripping: processor time a call x {cpu:.3f}, calls a second x {rate:.3f}, slowest /healthz "
        f"{max(each.health_s for each in with_them):.2f} s\nwithout {without}\nwith    {with_them}"
    )
    assert cpu < 1.10
    assert max(each.health_s for each in with_them) < 1
