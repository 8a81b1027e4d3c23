"""When Python's collector looks for cycles: seldom at what is new, and never at what lives as long as the process.

A call makes some thousands of objects and lets go of them by itself. At a threshold of 700 new objects, the collector's
own, or of 10,000 it walked through the charts of the calls in hand again and again.
"""

from __future__ import annotations

import gc
from itertools import count

from cds_service.server.allocator import give_back

_MOST_NEW_OBJECTS = 200_000
_REQUESTS = 64
_MOST_KEPT = 20_000
_served = count(1)


def settle() -> None:
    """Leave what is there by now to itself; to be called before workers are forked.

    Their collectors need not walk it again, and its pages stay shared. What else reading needed goes back to the
    system.
    """
    gc.collect()
    give_back()
    gc.freeze()
    gc.set_threshold(_MOST_NEW_OBJECTS)


def after_request() -> None:
    """Look at what is new after every 64th request; after one that left much, leave that to itself instead.

    What is kept of codes and texts at their first sight is not garbage: to look at 20,000 objects takes 8 ms, to leave
    them to themselves nothing. They go when nothing refers to them any more, as all objects do.
    """
    if next(_served) % _REQUESTS == 0:
        gc.collect(1)
    elif gc.get_count()[0] > _MOST_KEPT:
        gc.freeze()
