"""New UUIDs as text, in the order of time (RFC 9562, version 7): the time in milliseconds, then 74 random bits.

In the order of time, because the store keeps them in an index: random ones would touch a page of it each. A call needs
about ten. Asking the system for randomness lets another thread take over each time, so it is asked once.
"""

from __future__ import annotations

from os import urandom
from time import time_ns
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = 20
_AT_ONCE = 16
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit that tells the variant, by a random one: its two upper bits are 10."""


def new_uuids() -> Iterator[str]:
    """Yield new ones without end; those of one iterator bear the time at which the first was asked for.

    >>> import uuid
    >>> uuid.UUID(next(new_uuids())).version
    7
    """
    now = f"{time_ns() // 1_000_000:012x}"
    head = f"{now[:8]}-{now[8:]}-7"
    while True:
        block = urandom(_AT_ONCE * _DIGITS // 2).hex()
        for at in range(0, len(block), _DIGITS):
            one = block[at : at + _DIGITS]
            yield f"{head}{one[:3]}-{_VARIANTS[one[3]]}{one[4:7]}-{one[7:19]}"
