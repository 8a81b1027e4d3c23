"""A circuit breaker: after a failure nobody asks for some seconds, then one caller tries."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Rest:
    """Decides whether something that failed may be asked again. One object serves all threads of a process."""

    def __init__(self, for_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._for_s = for_s
        self._clock = clock
        self._lock = threading.Lock()
        self._until: float | None = None

    def may_ask(self) -> bool:
        """Return whether the caller may ask; after a failure one caller may, each time the rest is over."""
        if self._until is None:
            return True
        with self._lock:
            if self._until is None:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._for_s
            return True

    def begin(self) -> None:
        """Rest after a failure."""
        self._until = self._clock() + self._for_s

    def end(self) -> None:
        """Ask as usual again: there was an answer."""
        self._until = None
