"""Random UUIDs as text (RFC 9562, version 4).

A call needs about ten. Asking the system for randomness lets another thread take over each time, so it is asked once.
"""

from __future__ import annotations

from os import urandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = 32
_AT_ONCE = 16
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit that tells the variant, by a random one: its two upper bits are 10."""


def random_uuids() -> Iterator[str]:
    """Yield new ones without end.

    >>> import uuid
    >>> uuid.UUID(next(random_uuids())).version
    4
    """
    while True:
        block = urandom(_AT_ONCE * _DIGITS // 2).hex()
        for at in range(0, len(block), _DIGITS):
            one = block[at : at + _DIGITS]
            yield f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{_VARIANTS[one[16]]}{one[17:20]}-{one[20:]}"
