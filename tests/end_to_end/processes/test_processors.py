"""Workers that keep to a processor each, as real processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from cds_service.settings import Settings
from tests.service_process import RunningService, running_service

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="for Linux alone")


def processors(service: RunningService) -> dict[int, set[int]]:
    """Return the processors of each worker and of all its threads, by process id."""
    master = service.process.pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return {
        int(worker): {
            processor
            for thread in Path(f"/proc/{worker}/task").iterdir()
            for processor in _processors_of(int(thread.name))
        }
        for worker in workers
    }


def _processors_of(thread: int) -> set[int]:
    """Return the processors of a thread; none if it has just ended."""
    try:
        return os.sched_getaffinity(thread)
    except ProcessLookupError:
        return set()


def settled(service: RunningService, expected: list[set[int]]) -> dict[int, set[int]]:
    """Return the processors of the workers, once they are as expected or time is up."""
    end = time.monotonic() + 20
    while (found := processors(service)) and sorted(found.values(), key=min) != expected and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_each_worker_has_one_and_a_new_one_takes_what_is_free() -> None:
    available = os.sched_getaffinity(0)
    with running_service(WORKERS=str(len(available)), PIN_WORKERS="true") as service:
        one_each = [{each} for each in sorted(available)]
        before = settled(service, one_each)
        assert sorted(before.values(), key=min) == one_each
        killed = next(iter(before))
        os.kill(killed, signal.SIGKILL)
        end = time.monotonic() + 20
        while killed in processors(service) and time.monotonic() < end:
            time.sleep(0.05)
        after = settled(service, one_each)
        assert killed not in after
        assert sorted(after.values(), key=min) == one_each
        assert os.sched_getaffinity(service.process.pid) == available


def test_more_workers_than_processors_share_them_evenly() -> None:
    available = os.sched_getaffinity(0)
    with running_service(WORKERS=str(2 * len(available)), PIN_WORKERS="true") as service:
        two_each = [{each} for each in sorted(available) for _ in range(2)]
        found = settled(service, two_each)
    assert sorted(found.values(), key=min) == two_each


def test_unasked_none_is_kept_to_any() -> None:
    available = os.sched_getaffinity(0)
    with running_service(WORKERS="1") as service:
        assert list(processors(service).values()) == [available]


def test_a_system_that_cannot_do_it_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity")
    with pytest.raises(ValueError, match="cannot keep a process to a processor"):
        Settings(pin_workers=True)
