"""New UUIDs as text, in the order of time (RFC 9562, version 7): milliseconds, 58 random bits and a count.

In the order of time, because the store keeps them in an index: random ones would touch a page of it each. A call needs
about ten. Asking the system for randomness lets another thread take over each time, so it is asked once.
"""

from __future__ import annotations

from os import urandom
from time import time_ns
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED = 1 << 16
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit that tells the variant, by a random one: its two upper bits are 10."""


def new_uuids() -> Iterator[str]:
    """Yield new ones without end, each after the one before it.

    >>> import uuid
    >>> uuid.UUID(next(new_uuids())).version
    7
    """
    while True:
        now = f"{time_ns() // 1_000_000:012x}"
        chance = urandom(8).hex()
        head = f"{now[:8]}-{now[8:]}-7{chance[:3]}-{_VARIANTS[chance[3]]}{chance[4:7]}-{chance[7:15]}"
        for number in range(_COUNTED):
            yield f"{head}{number:04x}"
