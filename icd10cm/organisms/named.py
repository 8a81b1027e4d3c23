"""Where words name organisms of the reviewed table: by their full names, short forms and abbreviated genera."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.organisms.table import MRSA, MSSA, S_AUREUS, load_organisms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.encounter import Organism

_RESEMBLING = "like"


class Named(NamedTuple):
    """An organism and where it is named: the positions of its first word and behind its last one."""

    organism: Organism
    start: int
    end: int


def organisms_in(words: Sequence[str]) -> tuple[Named, ...]:
    """Return the organisms that lower-case words name, written out as the table has them; the longest name counts.

    "E. coli-like" names none.
    """
    names, longest = load_organisms().by_name, _longest()
    found: list[Named] = []
    at = 0
    while at < len(words):
        most = min(longest.get(words[at], 0), len(words) - at)
        length = next((length for length in range(most, 0, -1) if tuple(words[at : at + length]) in names), 0)
        if length and words[at + length : at + length + 1] != [_RESEMBLING]:
            found.append(Named(names[tuple(words[at : at + length])], at, at + length))
        at += length or 1
    return tuple(found)


def most_exact(organisms: Iterable[Organism]) -> tuple[Organism, ...]:
    """Return organisms once each, less those that another one names more exactly: MRSA beside S. aureus."""
    once = {one.id: one for one in organisms}
    return tuple(one for one in once.values() if not any(_is_closer(other, one) for other in once.values()))


def _is_closer(other: Organism, one: Organism) -> bool:
    if one.id == S_AUREUS:
        return other.id in (MRSA, MSSA)
    return other.name.startswith(f"{one.name} ") or (one.code is not None and other.general == one.code)


@cache
def _longest() -> Mapping[str, int]:
    """Return how many words the longest name has, by its first word."""
    longest: dict[str, int] = {}
    for words in load_organisms().by_name:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest
