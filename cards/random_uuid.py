"""Random UUIDs as text (RFC 9562, version 4).

A call needs about ten. Asking the system for randomness lets another thread take over each time, so it is asked once.
"""

from __future__ import annotations

from os import urandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES = 16
_AT_ONCE = 16
_VERSION = (0xF << 76, 4 << 76)
_VARIANT = (0b11 << 62, 0b10 << 62)


def random_uuids() -> Iterator[str]:
    """Yield new ones without end.

    >>> import uuid
    >>> uuid.UUID(next(random_uuids())).version
    4
    """
    while True:
        block = urandom(_BYTES * _AT_ONCE)
        for start in range(0, len(block), _BYTES):
            number = int.from_bytes(block[start : start + _BYTES], "big")
            for mask, value in (_VERSION, _VARIANT):
                number = number & ~mask | value
            digits = f"{number:032x}"
            yield f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
