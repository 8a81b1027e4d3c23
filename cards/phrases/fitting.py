"""Chooses the sentence that fits: the fullest of a row's sentences that has all its phrases and enough room.

Nothing is cut from within a phrase, so that a side, a site or an organism is shown whole or in another sentence.
"""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from cards.card import LONGEST_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

WANTED = 110
"""What is read in five seconds and drawn on two lines in a side panel."""

_NAMELESS = "this code"


def fitted(sentences: Sequence[str], phrase: Callable[[str], str], facts: frozenset[str] = frozenset()) -> str:
    """Return the first sentence that fits into `WANTED` characters, else the shortest of those with all phrases.

    A sentence with a phrase of `facts` is taken before any without, even if it is longer: what the chart says is in the
    summary. The last sentence is taken where all lack a phrase. `phrase` returns the words for a name in braces, ""
    where there are none. A name with a capital letter gets its words with one.
    """
    parsed = [*map(_parsed, sentences)]
    with_facts: list[str] = []
    for parts in parsed:
        if any(name in facts for _, name, _ in parts):
            text = _filled(parts, phrase)
            if 0 < len(text) <= WANTED:  # the usual case: the rest need not be filled in
                return text
            with_facts.append(text)
    best = _shortest([text for text in with_facts if len(text) <= LONGEST_SUMMARY]) or _first(parsed, phrase)
    return _cut(best or _filled(_parsed(sentences[-1]), lambda name: phrase(name) or _NAMELESS))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"


def _first(parsed: Iterable[tuple[tuple[str, str, bool], ...]], phrase: Callable[[str], str]) -> str:
    """Return the first sentence of the wanted length, else the shortest; those behind it are not filled in."""
    longer: list[str] = []
    for parts in parsed:
        text = _filled(parts, phrase)
        if 0 < len(text) <= WANTED:
            return text
        longer.append(text)
    return _shortest(longer)


def _shortest(texts: Iterable[str]) -> str:
    """Return the shortest text that there is, "" for none."""
    return min(filter(None, texts), key=len, default="")


@cache
def _parsed(sentence: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the parts of a sentence: the words before a phrase, its name, and whether it gets a capital letter."""
    return tuple(
        (text, (name or "").lower(), bool(name and name[0].isupper()))
        for text, name, _, _ in Formatter().parse(sentence)
    )


def _filled(sentence: tuple[tuple[str, str, bool], ...], phrase: Callable[[str], str]) -> str:
    """Return a sentence with its phrases, "" where one of them has no words."""
    parts = []
    for text, name, is_capital in sentence:
        parts.append(text)
        if name:
            words = phrase(name)
            if not words:
                return ""
            parts.append(capitalized(words) if is_capital else words)
    return "".join(parts)


def capitalized(words: str) -> str:
    """Return words with a capital letter at their beginning, quotation marks skipped."""
    return words[:1].upper() + words[1:]
