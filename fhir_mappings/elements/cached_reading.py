"""Reads parts of resources that say the same only once.

Charts repeat themselves: one status, one code with its display, one result without growth stand in thousands of
resources. Such a part is known by its JSON text, which is written in less time than it takes to look at its elements
one by one. Only the newest few thousand parts are remembered, in the memory of the process.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from fhir_mappings.elements.reading import UnreadLog
from fhir_mappings.elements.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 4096
_Read = TypeVar("_Read")


def remembered(read: Callable[[Any, UnreadLog], _Read]) -> Callable[[Any, str, UnreadLog], _Read]:
    """Return a reader of parts that calls `read` for those that it does not remember.

    `read` must depend on the part alone, and return what nobody changes. What it notes, it notes of no resource; the
    reader is given the one that the part belongs to.
    """

    @lru_cache(maxsize=_MOST)
    def by_text(text: bytes) -> tuple[_Read, tuple[Unread, ...]]:
        return afresh(orjson.loads(text))

    def afresh(part: object) -> tuple[_Read, tuple[Unread, ...]]:
        log = UnreadLog()
        return read(part, log), tuple(log.entries)

    def reader(part: object, reference: str, log: UnreadLog) -> _Read:
        try:
            text = orjson.dumps(part)
        except orjson.JSONEncodeError:  # nested too deeply, or a number too large
            found, notes = afresh(part)
        else:
            found, notes = by_text(text)
        for note in notes:
            log.entries.append(Unread(reference, note.reason, note.faulty))
        return found

    return reader
