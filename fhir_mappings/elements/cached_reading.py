"""Reads parts of resources that repeat only once.

Charts repeat themselves: one status, one code with its display, one result without growth occur in thousands of
resources. Such a part is known by its JSON text, which is written in less time than it takes to look at its elements
one by one. Only the newest few thousand parts are remembered, in the memory of the process.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import orjson

from fhir_mappings.elements.reading import Element, UnreadLog
from fhir_mappings.elements.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhir_mappings.elements.unread import Json

_MOST = 4096
_Read = TypeVar("_Read")


def cached_by_content(read: Callable[[Element], _Read]) -> Callable[[Element], _Read]:
    """Return a reader of elements that calls `read` only for content that it does not remember.

    `read` must depend on the element's content and path alone, and return an immutable value. It sees no reference; its
    notes get that of the element.
    """

    @lru_cache(maxsize=_MOST)
    def by_text(text: bytes) -> tuple[_Read, tuple[Unread, ...]]:
        path, content = orjson.loads(text)
        return newly(path, content)

    def newly(path: str, content: Json) -> tuple[_Read, tuple[Unread, ...]]:
        log = UnreadLog()
        return read(Element(content, "", log, path)), tuple(log.entries)

    def reader(element: Element) -> _Read:
        try:
            text = orjson.dumps((element.path, element.json))
        except orjson.JSONEncodeError:  # nested too deeply, or a number too large
            found, notes = newly(element.path, element.json)
        else:
            found, notes = by_text(text)
        for note in notes:
            element.log.entries.append(Unread(element.reference, note.reason, note.faulty))
        return found

    return reader
