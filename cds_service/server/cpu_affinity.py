"""Keeps each worker to one processor of the machine, where the operator wants it so.

The threads of a Python process take turns. When they take them on two processors, each turn begins with waking the
other one and with an empty cache: a call takes a third more time. Only a machine that the service has to itself should
be divided so, because a worker then waits for its own processor while another one may be free.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Worker(Protocol):
    """A worker of gunicorn's, with the processor that it is given."""

    processor: int


class _Master(Protocol):
    """gunicorn's master: `WORKERS` are those that live, by process id."""

    WORKERS: Mapping[int, _Worker]


def assign_processor(master: _Master, worker: _Worker) -> None:
    """Give a worker that is about to be forked the processor that fewest of the others have."""
    taken = Counter(each.processor for each in master.WORKERS.values())
    worker.processor = min(sorted(os.sched_getaffinity(0)), key=taken.__getitem__)


def keep_to_processor(worker: _Worker) -> None:
    """Keep this process, which is the worker's, and its threads to the processor that it was given."""
    os.sched_setaffinity(0, {worker.processor})
