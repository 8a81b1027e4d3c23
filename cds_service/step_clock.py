"""Times the steps of one call."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cds_service.errors import CallTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator


class StepClock:
    """Keeps how long each step took, in milliseconds, in the order in which they ended; one object a call.

    `limit_s` is how long the call may take: no step is begun later than that, and steps that may grow long look at
    `check_time` on the way.
    """

    def __init__(self, limit_s: float | None = None) -> None:
        self.durations_ms: dict[str, float] = {}
        self._end = float("inf") if limit_s is None else time.perf_counter() + limit_s

    def check_time(self) -> None:
        """Do nothing while there is time.

        :raises CallTimeoutError: the call has taken too long.
        """
        if time.perf_counter() > self._end:
            raise CallTimeoutError("the call took longer than the service allows; it was not reviewed")

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done inside; a step that fails is timed too.

        :raises CallTimeoutError: the call has taken too long already.
        """
        self.check_time()
        start = time.perf_counter()
        try:
            yield
        finally:
            self.durations_ms[name] = round((time.perf_counter() - start) * 1000, 3)
