"""Times the steps of one call."""

from __future__ import annotations

import time

from msgspec import Struct

from cds_service.errors import CallTimeoutError

_TOO_LONG = "the call took longer than the service allows; it was not reviewed"


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
            raise CallTimeoutError(_TOO_LONG)

    def step(self, name: str) -> Step:
        """Return what times the code that is run within it; a step that fails is timed too.

        :raises CallTimeoutError: the call has taken too long already.
        """
        start = time.perf_counter()
        if start > self._end:
            raise CallTimeoutError(_TOO_LONG)
        return Step(self.durations_ms, name, start)


class Step(Struct, gc=False):
    """Times one step, from `start` to where it is left."""

    durations_ms: dict[str, float]
    name: str
    start: float

    def __enter__(self) -> None:
        """Do nothing: the clock runs."""

    def __exit__(self, *_: object) -> None:
        """Note how long it took."""
        # To whole microseconds: to round to places takes five times as long.
        self.durations_ms[self.name] = round((time.perf_counter() - self.start) * 1e6) / 1000
