"""What two releases say differently about one code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.phrases.note_words import ELEMENTS
from icd10cm.tabular.model import NOTE_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.release import Release

_KINDS = {True: "a valid code", False: "a header or incomplete"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed, in words: what it is, how it was and how it is; "" = it was or is not there."""

    what: str
    before: str
    after: str


def differences(code: str, before: Release, after: Release) -> tuple[Difference, ...]:
    """Return how `after` differs from `before` about `code`: being there, title, validity and effective notes."""
    if before.position(code) is None:
        return (Difference("the code", "", after.title(code)),) if after.position(code) is not None else ()
    if after.position(code) is None:
        return (Difference("the code", before.title(code), ""),)
    found = []
    if before.title(code) != after.title(code):
        found.append(Difference("title", before.title(code), after.title(code)))
    if before.is_valid(code) != after.is_valid(code):
        found.append(Difference("status", _KINDS[before.is_valid(code)], _KINDS[after.is_valid(code)]))
    return (*found, *_notes(code, before, after))


def _notes(code: str, before: Release, after: Release) -> Iterator[Difference]:
    """Yield the notes that went and came, by kind."""
    for element in NOTE_ELEMENTS:
        old, new = _lines(code, element, before), _lines(code, element, after)
        name = ELEMENTS.get(element, element)
        yield from (Difference(name, line, "") for line in old if line not in new)
        yield from (Difference(name, "", line) for line in new if line not in old)


def _lines(code: str, element: str, release: Release) -> dict[str, None]:
    return {f"{line.holder}: {line.line}": None for line in release.notes_for(code, element)}
