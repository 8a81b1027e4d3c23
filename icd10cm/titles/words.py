"""The words of titles and notes, as they are compared, and the side that they name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIDE_WORDS = {"right": Side.RIGHT, "left": Side.LEFT, "bilateral": Side.BILATERAL}
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# What "finger(s)" leaves standing alone.
_PLURAL = "s"
# "Foreign body accidentally left in body": the verb, not the side.
_LEFT_BEHIND = "accidentally"
# "Left anterior descending coronary artery": the name of an artery of the heart, which has no sides.
_OF_THE_HEART = "coronary"
_LONGEST_NAME = 4


@lru_cache(maxsize=1 << 16)
def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title or note in lower case and singular. Not for a chart's text: what is asked is kept."""
    return words_of(title)


def words_of(title: str) -> tuple[str, ...]:
    """Return the words of any text as `title_words` does, keeping nothing."""
    words = _WORD.findall(plain_letters(title).lower())
    return tuple([_singular(word) if word[-1] == _PLURAL else word for word in words if word != _PLURAL])


def plain_letters(title: str) -> str:
    """Return a title without the accents of its letters, as texts are read: "M\u00e9ni\u00e8re's disease"."""
    if title.isascii():  # the usual case
        return title
    return "".join(letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


def side_in(words: Iterable[str]) -> Side | None:
    """Return the one side that the words name; None for no side, or for several.

    "Bilateral field defects, right side" names the right side: the defects are in both eyes whatever the side.
    """
    named = tuple(words)
    sides = {side for at, word in enumerate(named) if (side := SIDE_WORDS.get(word)) and _is_side(named, at)}
    if len(sides) > 1:
        sides.discard(Side.BILATERAL)
    return sides.pop() if len(sides) == 1 else None


def names_heart_artery(words: Sequence[str]) -> bool:
    """Return whether "right" or "left" in a title is part of the name of an artery of the heart."""
    return any(word in SIDE_WORDS and _begins_heart_artery(words, at) for at, word in enumerate(words))


def _is_side(words: Sequence[str], at: int) -> bool:
    return not (at and words[at - 1] == _LEFT_BEHIND) and not _begins_heart_artery(words, at)


def _begins_heart_artery(words: Sequence[str], at: int) -> bool:
    return _OF_THE_HEART in words[at + 1 : at + _LONGEST_NAME]


EMPTY = frozenset(
    [
        "other",
        "unspecified",
        "specified",
        "not",
        "elsewhere",
        "classified",
        "nos",
        "nec",
        "of",
        "the",
        "a",
        "an",
        "and",
        "or",
        "in",
        "with",
        "to",
        "due",
        "site",
        "part",
        "by",
        "for",
        "disease",
        "disorder",
    ]
)
"""Words of a title that say nothing of the disease."""


def significant_words(title: str) -> frozenset[str]:
    """Return the words of a title that say something, those in brackets left out."""
    words = title_words(_BRACKETS.sub(" ", title))
    return frozenset(word.rstrip("'") for word in words) - EMPTY  # "Brodie's" has lost its s already
