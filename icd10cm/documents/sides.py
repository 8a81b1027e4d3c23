"""The sides that a document names, and whether it contradicts itself about them.

Every side word counts here, of anything and in any status: a word too many only silences a document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.documents.views import View

_ONE_SIDE = (Side.RIGHT, Side.LEFT)
_SIDES = {
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "r": Side.RIGHT,
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "l": Side.LEFT,
    "bilateral": Side.BILATERAL,
    "bilat": Side.BILATERAL,
    "both": Side.BILATERAL,
}
SIDE_WORDS = frozenset(_SIDES)
_WORDS = tuple((word, re.compile(rf"{word}\b(?<!\w{'.' * len(word)})")) for word in _SIDES if len(word) > 1)
"""Each as a whole word; written with its letters first, which `re` looks for ten times as fast as for a border."""
_LETTERS = tuple(re.compile(rf"{letter}\b(?<!\w.)(?![-/. ]*(?i:s|sp|spine|ls|\d|o)\b)") for letter in "RL")
"""A capital R or L; not "L SPINE", "L-S", "L 4" and "R/O"."""


def sides_in(text: str) -> set[Side]:
    """Return every side that a text names."""
    lower = text.lower()
    found = {_SIDES[word] for word, whole in _WORDS if word in lower and whole.search(lower)}
    return found | {side for side, letter in zip(_ONE_SIDE, _LETTERS, strict=True) if letter.search(text)}


def only_side(text: str) -> Side | None:
    """Return the one side, right or left, that a text names; None for none and for several."""
    sides = sides_in(text)
    return next(iter(sides)) if len(sides) == 1 and not sides.isdisjoint(_ONE_SIDE) else None


def contradicts_itself(view: View, stated: set[Side]) -> bool:
    """Return whether the exam's name or the findings name sides, and none of those that are stated."""
    if not stated:
        return False
    return _are_others(view.sides_of_title, stated) or _are_others(view.sides_of_findings, stated)


def _are_others(named: frozenset[Side], stated: set[Side]) -> bool:
    return bool(named) and named.isdisjoint(stated) and Side.BILATERAL not in named | stated


def leaves_side_alone(addendum: Iterable[str], stated: set[Side]) -> bool:
    """Return whether an addendum that does not name the disease names no side, or only the one that is stated."""
    named = set[Side]().union(*map(sides_in, addendum))
    return not named or named == stated
