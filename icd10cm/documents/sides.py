"""The sides that a document names, and whether they are others than those that it states.

Every side word counts here, of anything and in any status: a word too many only silences a document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ONE_SIDE = (Side.RIGHT, Side.LEFT)
_WORDS: Mapping[Side, Mapping[str, tuple[str, ...]]] = {
    Side.RIGHT: {"right": ("right",), "rt": ("rt",)},
    Side.LEFT: {"left": ("left",), "lt": ("lt",)},
    Side.BILATERAL: {"bilat": ("bilateral", "bilat"), "both": ("both",)},
}
"""The words for each side, by letters that all of them have."""
SIDE_WORDS = frozenset(("r", "l", *(word for words in _WORDS.values() for each in words.values() for word in each)))


def _whole(word: str) -> re.Pattern[str]:
    """Return a pattern of a whole word; it begins with the letters, which `re` looks for ten times as fast."""
    return re.compile(rf"{word}\b(?<!\w{'.' * len(word)})")


_PATTERNS = {side: {look: tuple(map(_whole, words)) for look, words in looks.items()} for side, looks in _WORDS.items()}
_LETTERS = {
    side: re.compile(rf"{letter}\b(?<!\w.)(?![-/. ]*(?i:s|sp|spine|ls|\d|o)\b)")
    for side, letter in zip(_ONE_SIDE, "RL", strict=True)
}
"""A capital R or L; not "L SPINE", "L-S", "L 4" and "R/O"."""


def sides_in(text: str) -> set[Side]:
    """Return every side that a text names."""
    lower = text.lower()
    return {side for side in _PATTERNS if _is_named(side, lower, text)}


def _is_named(side: Side, lower: str, text: str) -> bool:
    for look, patterns in _PATTERNS[side].items():
        if look in lower and any(whole.search(lower) for whole in patterns):
            return True
    letter = _LETTERS.get(side)
    return letter is not None and letter.search(text) is not None


def only_side(text: str) -> Side | None:
    """Return the one side, right or left, that a text names; None for none and for several."""
    sides = sides_in(text)
    return next(iter(sides)) if len(sides) == 1 and not sides.isdisjoint(_ONE_SIDE) else None


def are_others(named: frozenset[Side], stated: set[Side]) -> bool:
    """Return whether sides are named where others are stated; "bilateral" on either hand is no other side."""
    return bool(stated) and bool(named) and named.isdisjoint(stated) and Side.BILATERAL not in named | stated


def leaves_side_alone(addendum: Iterable[str], stated: set[Side]) -> bool:
    """Return whether an addendum that does not name the disease names no side, or only the one that is stated."""
    named = set[Side]().union(*map(sides_in, addendum))
    return not named or named == stated
