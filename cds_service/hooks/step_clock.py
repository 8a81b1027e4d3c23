"""Times the steps of one call."""

from __future__ import annotations

import time

from cds_service.errors import CallTimeoutError


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

    def step(self, name: str) -> Step:
        """Return what times the code that is run within it; a step that fails is timed too.

        :raises CallTimeoutError: the call has taken too long already.
        """
        self.check_time()
        return Step(self.durations_ms, name)


class Step:
    """Times one step, from where it is entered to where it is left."""

    __slots__ = ("_durations_ms", "_name", "_start")

    def __init__(self, durations_ms: dict[str, float], name: str) -> None:
        self._durations_ms = durations_ms
        self._name = name
        self._start = 0.0

    def __enter__(self) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        """Note how long it took."""
        self._durations_ms[self._name] = round((time.perf_counter() - self._start) * 1000, 3)
