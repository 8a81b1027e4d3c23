"""Worker processes: results as they come, faults and losses told, nobody left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from cds_service.audit.errors import UsageError, WorkerFailedError, WorkerLostError
from cds_service.audit.local.worker_pool import in_workers


@pytest.mark.parametrize(("tasks", "workers"), [(0, 2), (1, 4), (7, 3), (20, 1)])
def test_every_task_is_done_once(tasks: int, workers: int) -> None:
    offset = object()  # cannot be pickled to any use: the function is inherited

    def double(number: int) -> int:
        assert offset is not None
        return 2 * number

    assert sorted(in_workers(double, range(tasks), workers)) == [2 * each for each in range(tasks)]
    assert multiprocessing.active_children() == []


def test_a_fault_says_what_failed_and_where_but_quotes_nothing() -> None:
    def fail(_: int) -> None:
        raise ValueError("Jane Doe, born 1950")

    with pytest.raises(WorkerFailedError, match=r"^ValueError \(test_pool\.py:\d+") as caught:
        list(in_workers(fail, [1], 1))
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (UsageError("our own words"), "our own words"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_words_that_hold_no_data_are_told(fault: Exception, words: str) -> None:
    def fail(_: int) -> None:
        raise fault

    with pytest.raises(WorkerFailedError, match=words):
        list(in_workers(fail, [1], 1))


def test_a_worker_that_is_killed_is_noticed() -> None:
    def die(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(WorkerLostError, match="a worker process was killed"):
        list(in_workers(die, range(6), 2))
    assert multiprocessing.active_children() == []
