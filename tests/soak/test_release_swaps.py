"""A release that is fetched under load: live within seconds, no call fails, and ten swaps hold no more than one.

`make soak` runs it.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import orjson
import pytest
import requests

from tests import april_2025
from tests.examples import example
from tests.https_server import Answer, https_server
from tests.service_process import COMMAND, ORDER_SIGN, environment, running_service
from tests.soak.process_figures import figures, workers_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.service_process import RunningService

SWAPS = 10
LIVE_WITHIN_S = 10
FETCHED_WITHIN_S = 60
CALL = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())


@contextlib.contextmanager
def load(service: RunningService, connections: int) -> Iterator[Counter[int]]:
    """Send calls one after another on several connections; what is yielded counts their statuses."""
    statuses: Counter[int] = Counter()
    ended, counting = threading.Event(), threading.Lock()

    def send() -> None:
        with requests.Session() as session:
            while not ended.is_set():
                answer = session.post(f"{service.url}{ORDER_SIGN}", json=CALL, timeout=30)
                with counting:
                    statuses[answer.status_code] += 1

    threads = [threading.Thread(target=send) for _ in range(connections)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def reads(service: RunningService) -> list[str]:
    """Return the lines that say that a worker has read the releases."""
    return [line for line in service.log.read_text().splitlines() if "releases read" in line]


def wait_for_reads(service: RunningService, number: int) -> float:
    """Wait until so many reads are logged and return the seconds that it took."""
    started = time.monotonic()
    while len(reads(service)) < number:
        assert time.monotonic() - started < FETCHED_WITHIN_S, f"{len(reads(service))} of {number} reads"
        time.sleep(0.1)
    return time.monotonic() - started


def both_workers(service: RunningService) -> tuple[int, ...]:
    """Return both workers; the second starts a moment after the service has answered."""
    for _ in range(100):
        if len(workers := workers_of(service.process.pid)) == 2:
            return workers
        time.sleep(0.1)
    raise AssertionError("two workers did not start within 10 s")


@pytest.mark.soak
def test_a_fetched_release_is_live_under_load_and_ten_swaps_hold_no_more(tmp_path: Path) -> None:
    tables = april_2025.published_zip(tmp_path / "tables.zip", with_order_file=False).read_bytes()
    codes = april_2025.codes_zip(tmp_path / "codes.zip").read_bytes()
    home, away, served = (tmp_path / name for name in ("releases", "away", "server"))
    for folder in (home, away, served):
        folder.mkdir()
    with (
        https_server(served) as server,
        running_service(RELEASES_DIR=str(home), WORKERS="2") as service,
        load(service, 4) as statuses,
    ):
        server.answers |= {"/2025-tables.zip": Answer(tables), "/2025-codes.zip": Answer(codes)}
        settings = {
            "RELEASES_DIR": str(home),
            "RELEASE_TABLE_URLS": f"{server.url}/{{year}}-tables.zip",
            "RELEASE_CODE_URLS": f"{server.url}/{{year}}-codes.zip",
        }
        trusted = {"REQUESTS_CA_BUNDLE": str(served / "ca.pem"), "NO_PROXY": "127.0.0.1"}
        workers = both_workers(service)
        before, started = len(reads(service)), time.monotonic()
        command = [COMMAND, "release", "fetch", "2025", "--april"]
        subprocess.run(command, env=environment(**settings) | trusted, check=True)  # noqa: S603 - our own command
        fetched_s = time.monotonic() - started
        live_s = wait_for_reads(service, before + len(workers))
        memory: list[int] = []
        for _ in range(SWAPS):
            for source, target in ((home, away), (away, home)):
                number = len(reads(service))
                shutil.move(source / "2025-04-01", target / "2025-04-01")
                wait_for_reads(service, number + len(workers))
            memory.append(figures(workers).memory_kb)
    print(f"fetched in {fetched_s:.0f} s, live after {live_s:.1f} s, {statuses}, kB after each swap: {memory}")  # noqa: T201
    assert statuses.keys() == {200}
    assert fetched_s < FETCHED_WITHIN_S
    assert live_s < LIVE_WITHIN_S
    assert memory[-1] < memory[0] * 1.05
