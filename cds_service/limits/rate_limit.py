"""How often each client may call: one count for all workers of a node.

The generic cell rate algorithm keeps one moment for each client: when its next call would be due if all came evenly.
A client may be ahead of that by a burst (ten seconds' worth of calls). The moments are on the machine's monotonic
clock, which all processes share, in memory that the workers inherit from their master.
"""

from __future__ import annotations

import mmap
import struct
import time
from typing import TYPE_CHECKING

from cds_service.errors import TooManyCallsError
from cds_service.limits.node_lock import NodeLock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BURST_S = 10.0
_ROUNDING_S = 1e-6
_MOMENT = struct.Struct("d")


class RateLimit:
    """Counts the calls of each client; to be made before the workers are forked.

    `calls_per_minute` is by client; 0 or a client that it lacks: no limit.
    """

    def __init__(self, calls_per_minute: Mapping[str, int], clock: Callable[[], float] = time.monotonic) -> None:
        limited = sorted(name for name, calls in calls_per_minute.items() if calls)
        self._gap_s = {name: 60 / calls_per_minute[name] for name in limited}
        self._place = {name: index * _MOMENT.size for index, name in enumerate(limited)}
        self._clock = clock
        self._due = mmap.mmap(-1, max(1, len(limited)) * _MOMENT.size)
        self._lock = NodeLock()

    def count(self, client: str) -> None:
        """Count a call of a client.

        :raises TooManyCallsError: it may not call yet; the call is not counted.
        """
        gap_s = self._gap_s.get(client)
        if gap_s is None:
            return
        place, burst_s = self._place[client], max(_BURST_S - gap_s, 0.0)
        with self._lock:
            now = self._clock()
            due = max(now, _MOMENT.unpack_from(self._due, place)[0])
            ahead_s = due - now
            if ahead_s > burst_s + _ROUNDING_S:
                raise TooManyCallsError(retry_after_s=ahead_s - burst_s)
            _MOMENT.pack_into(self._due, place, due + gap_s)
