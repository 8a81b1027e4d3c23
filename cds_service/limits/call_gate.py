"""How many calls a worker answers at a time, and how many may wait for their turn."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from cds_service.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator


class CallGate:
    """Lets `running` calls in at a time and `waiting` wait, each no longer than `patience_s`; refuses the rest at once.

    One object a worker. A bounded queue is short on purpose: a clinician waits for the answer, and one that comes
    late is of no use.
    """

    def __init__(self, running: int, waiting: int, patience_s: float) -> None:
        self._running = threading.BoundedSemaphore(running)
        self._waiting = threading.BoundedSemaphore(waiting) if waiting else None
        self.patience_s = patience_s
        self.running = running
        self.places = running + waiting

    def busy(self) -> BusyError:
        """Return the refusal of a call for which there is no place."""
        return BusyError(retry_after_s=max(1.0, self.patience_s))

    @contextlib.contextmanager
    def admit(self) -> Iterator[None]:
        """Hold a place for what is done inside.

        :raises BusyError: there is none, or none became free in time.
        """
        if not self._running.acquire(blocking=False) and not self._wait():
            raise self.busy()
        try:
            yield
        finally:
            self._running.release()

    def _wait(self) -> bool:
        if self._waiting is None or not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._running.acquire(timeout=self.patience_s)
        finally:
            self._waiting.release()
