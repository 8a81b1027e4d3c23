"""The sides that a document names, and whether they are others than those that it states.

Every side word counts here, of anything and in any status: a word too many only silences a document.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.documents.cues import any_of, load_cues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ONE_SIDE = (Side.RIGHT, Side.LEFT)
_WORDS: Mapping[Side, tuple[str, ...]] = {
    Side.RIGHT: ("right", "rt"),
    Side.LEFT: ("left", "lt"),
    Side.BILATERAL: ("bilateral", "bilat", "both"),
}
SIDE_WORDS = frozenset(("r", "l", *(word for words in _WORDS.values() for word in words)))


def _whole(word: str) -> re.Pattern[str]:
    """Return a pattern of a whole word; it begins with the letters, which `re` looks for ten times as fast."""
    return re.compile(rf"{word}\b(?<!\w{'.' * len(word)})")


_PATTERNS = {side: tuple((word, _whole(word)) for word in words) for side, words in _WORDS.items()}
_LETTERS = {
    side: (letter, re.compile(rf"{letter}\b(?<!\w.)(?![-/. ]*(?i:s|sp|spine|ls|\d|o)\b)"))
    for side, letter in zip(_ONE_SIDE, "RL", strict=True)
}
"""A capital R or L; not "L SPINE", "L-S", "L 4" and "R/O"."""


def sides_in(text: str) -> set[Side]:
    """Return every side that a text names."""
    lower = _lower(text)
    return {side for side in _PATTERNS if _is_named(side, lower, text)}


def _lower(text: str) -> str:
    """Return a text in lower case, less what is both of one side: "both joints of the forearm"."""
    lower = text.lower()
    return _both_of_one().sub(" ", lower) if "both " in lower else lower


@cache
def _both_of_one() -> re.Pattern[str]:
    return re.compile(rf"\bboth (?:of )?(?:the )?{any_of(load_cues()['both']['parts'])}\b")


def _is_named(side: Side, lower: str, text: str) -> bool:
    for word, whole in _PATTERNS[side]:
        if word in lower and whole.search(lower) is not None:
            return True
    letter = _LETTERS.get(side)
    return letter is not None and letter[0] in text and letter[1].search(text) is not None


def only_side(text: str) -> Side | None:
    """Return the one side, right or left, that a text names; None for none and for several."""
    sides = sides_in(text)
    return next(iter(sides)) if len(sides) == 1 and not sides.isdisjoint(_ONE_SIDE) else None


def names_others(text: str, stated: set[Side]) -> bool:
    """Return whether a text names a side, and none of those that are stated; "bilateral" does not count."""
    if not stated or Side.BILATERAL in stated:
        return False
    lower = _lower(text)
    if not any(_is_named(side, lower, text) for side in _ONE_SIDE if side not in stated):  # the usual case
        return False
    return not any(_is_named(side, lower, text) for side in (*stated, Side.BILATERAL))


def leaves_side_alone(addendum: Iterable[str], stated: set[Side]) -> bool:
    """Return whether an addendum that does not name the disease names no side, or only the one that is stated."""
    named = set[Side]().union(*map(sides_in, addendum))
    return not named or named == stated
