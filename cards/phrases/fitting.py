"""Chooses the sentence that fits: the fullest of a row's sentences that has all its phrases and enough room.

Nothing is cut from within a phrase, so that a side, a site or an organism is shown whole or in another sentence.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from cards.card import LONGEST_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WANTED = 110
"""What is read in five seconds and drawn on two lines in a side panel."""

_NAMELESS = "this code"


def fitted(sentences: Sequence[str], phrase: Callable[[str], str]) -> str:
    """Return the first sentence that fits into `WANTED` characters, else the shortest of those with all phrases.

    The last one is taken where all lack a phrase. `phrase` returns the words for a name in braces, "" where there are
    none. A name with a capital letter gets its words with one.
    """
    complete = []
    for sentence in sentences:
        text = _filled(sentence, phrase)
        if text and len(text) <= WANTED:
            return text
        if text:
            complete.append(text)
    shortest = min(complete, key=len, default="") or _filled(sentences[-1], lambda name: phrase(name) or _NAMELESS)
    return shortest if len(shortest) <= LONGEST_SUMMARY else f"{shortest[: LONGEST_SUMMARY - 1].rstrip()}…"


def _filled(sentence: str, phrase: Callable[[str], str]) -> str:
    """Return a sentence with its phrases, "" where one of them has no words."""
    parts = []
    for text, name, _, _ in Formatter().parse(sentence):
        parts.append(text)
        if name:
            words = phrase(name.lower())
            if not words:
                return ""
            parts.append(capitalized(words) if name[0].isupper() else words)
    return "".join(parts)


def capitalized(words: str) -> str:
    """Return words with a capital letter at their beginning, quotation marks skipped."""
    return words[:1].upper() + words[1:]
