"""Finds the entry that a "see" of the Index names: "see Otitis, media, suppurative"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.index.model import IndexEntry

_MOST_HOPS = 3
# "see Fracture, by site" names no entry: the reader has to know the site.
_OPEN = "by "


class CrossReferences:
    """The entries of one part of the Index by their titles."""

    __slots__ = ("_below", "_entries")

    def __init__(self, entries: Sequence[IndexEntry]) -> None:
        self._entries = entries
        self._below: dict[tuple[int, str], int] = {}
        for position, entry in enumerate(entries):
            # "Diabetes, diabetic" is named by its whole title or by its first form; the first entry keeps a name.
            for name in (entry.title, entry.title.partition(",")[0]):
                self._below.setdefault((entry.parent, _plain(name)), position)

    def targets(self, see: str) -> tuple[int, ...]:
        """Return the positions of the entries that the words of a "see" name, in one step or a few."""
        found = (self._follow(words) for words in see.split(";"))
        return tuple(target for target in found if target is not None)

    def _follow(self, see: str) -> int | None:
        entries = self._entries
        for _ in range(_MOST_HOPS):
            target = self._find(see)
            if target is None or entries[target].all_codes or not entries[target].see:
                return target
            see = entries[target].see.partition(";")[0]
        return None

    def _find(self, see: str) -> int | None:
        """Return the entry at the end of a path; None for one that is not there, or that leaves a step open."""
        at, steps = -1, [_plain(step) for step in see.split(",")]
        while steps:
            if steps[0].startswith(_OPEN):
                return None
            # A title may have its own commas.
            taken = next((size for size in range(len(steps), 0, -1) if (at, ", ".join(steps[:size])) in self._below), 0)
            if not taken:
                return None
            at, steps = self._below[at, ", ".join(steps[:taken])], steps[taken:]
        return None if at < 0 else at


def _plain(words: str) -> str:
    return " ".join(words.lower().split())
