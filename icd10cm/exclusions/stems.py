"""The beginnings of words, by which titles and notes are compared: gonococcus and gonococcal are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.titles.words import EMPTY, title_words

if TYPE_CHECKING:
    from collections.abc import Callable

_STEM = 6
# Titles and notes say one for the other: "with hemorrhage (K57.-)" and "with bleeding", hypoxemia and hypoxia.
_SAME = {"bleedi": "hemorr", "hypoxe": "hypoxi"}
_OTHERWISE = frozenset(_SAME.values())


def stems(text: str, split: Callable[[str], tuple[str, ...]] = title_words) -> set[str]:
    """Return the beginnings of the words that say something."""
    beginnings = {word.rstrip("'")[:_STEM] for word in split(text) if word not in EMPTY}
    return beginnings if _SAME.keys().isdisjoint(beginnings) else {_SAME.get(stem, stem) for stem in beginnings}


def may_have(stem: str, text: str) -> bool:
    """Return whether a text may have a stem, by its letters alone: a quick look before its words are read."""
    if stem in _OTHERWISE or not text.isascii():
        return True
    return stem.removesuffix("y") in text.lower()  # "bodies" have the stem "body"
