"""Finds entries of the Index by their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.index.model import AlphabeticIndex, IndexTable

_BETWEEN_WORDS = str.maketrans(dict.fromkeys("([-/'\",;)]", " "))
_WORD = re.compile(r"[a-z0-9]+")
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class IndexHit:
    """An entry that has all words of a query, with the codes that it leads to and its cross references."""

    part: str
    path: tuple[str, ...]
    codes: tuple[str, ...]
    see: str = ""
    see_also: str = ""


def search_index(query: str, index: AlphabeticIndex, most: int) -> tuple[IndexHit, ...]:
    """Return the entries whose path has every word of a query, the shortest first.

    A word may be the beginning of one. Of entries below each other only the first is returned.
    """
    words = [f" {word}" for word in _WORD.findall(query.lower())[:_MOST_WORDS]]
    found = [hit for table in index.tables for hit in _hits(words, table)] if words else []
    best = nsmallest(most, found, key=lambda hit: (hit[0], hit[1]))
    return tuple(_hit(position, table) for _, position, table in best)


def _hits(words: Sequence[str], table: IndexTable) -> Iterator[tuple[int, int, IndexTable]]:
    """Yield length, position and table of each entry at which the last of the words comes in."""
    whole = (1 << len(words)) - 1
    masks: list[int] = []
    for position, entry in enumerate(table.entries):
        above = masks[entry.parent] if entry.parent >= 0 else 0
        mask = above
        if mask != whole:
            line = f" {entry.title} {entry.modifiers}".lower().translate(_BETWEEN_WORDS)
            for bit, word in enumerate(words):
                if word in line:
                    mask |= 1 << bit
        masks.append(mask)
        if mask == whole and above != whole and (entry.all_codes or entry.see):
            yield len(", ".join(table.path(position))), position, table


def _hit(position: int, table: IndexTable) -> IndexHit:
    entry = table.entries[position]
    see = "" if entry.all_codes else entry.see
    return IndexHit(table.part, table.path(position), table.codes_of(position), see, entry.see_also)
