"""Chooses the sentence that fits: the fullest of a row's sentences that has all its phrases and enough room.

Nothing is cut from within a phrase, so that a side, a site or an organism is shown whole or in another sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby
from string import Formatter
from typing import TYPE_CHECKING

from cards.card import LONGEST_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WANTED = 110
"""What is read in five seconds and drawn on two lines in a side panel."""

_NAMELESS = "this code"
Phrase = Callable[[str], str]
Parts = tuple[tuple[str, str, bool], ...]
"""A sentence: the words before each phrase, its name, and whether it gets a capital letter."""


def fitted(
    sentences: Sequence[str],
    fullest: Sequence[Phrase],
    shorter: Sequence[Phrase] = (),
    facts: Sequence[frozenset[str]] = (),
    names: Mapping[str, frozenset[str]] = {},
) -> str:
    """Return the first sentence that fits into `WANTED` characters, else the shortest of those with all phrases.

    A sentence with a phrase of the first `facts` is taken before any without, even if it is longer, then one of the
    next: what the chart says, and what tells two codes apart, is in the summary. Before a sentence that names fewer
    codes is tried, those before it are with shorter words; `names` maps the slots that name codes to which of them.
    The last sentence is taken where all lack a phrase. A phrase is the words for a name in braces, "" where there are
    none: `fullest` return them in full, `shorter` fewer words, the fullest first. A name with a capital letter gets
    its words with one.
    """
    parsed = [*map(_parsed, sentences)]
    texts = (
        _chosen([parts for parts in parsed if not wanted.isdisjoint(_slots(parts))], fullest, shorter, names)
        for wanted in facts
    )
    text = next((each for each in texts if 0 < len(each) <= LONGEST_SUMMARY), "")
    text = text or _chosen(parsed, fullest, shorter, names)
    return _cut(text or _filled(_parsed(sentences[-1]), lambda name: fullest[-1](name) or _NAMELESS))


def filled(sentence: str, phrase: Phrase) -> str:
    """Return a sentence of any length with its phrases, "" where one of them has no words."""
    return _filled(_parsed(sentence), phrase)


def _chosen(
    parsed: Sequence[Parts], fullest: Sequence[Phrase], shorter: Sequence[Phrase], names: Mapping[str, frozenset[str]]
) -> str:
    """Return the first sentence of the wanted length, else the shortest, "" for none; the rest are not filled in."""
    texts: list[str] = []
    for parts, each in _tries(parsed, fullest, shorter, names):
        text = _filled(parts, each)
        if 0 < len(text) <= WANTED:
            return text
        texts.append(text)
    return _shortest(texts)


def _tries(
    parsed: Sequence[Parts], fullest: Sequence[Phrase], shorter: Sequence[Phrase], names: Mapping[str, frozenset[str]]
) -> Iterator[tuple[Parts, Phrase]]:
    """Yield each sentence with the words to fill it with, in the order in which they are tried."""
    for _, group in groupby(parsed, lambda parts: {name for slot in _slots(parts) for name in names.get(slot, ())}):
        alike = tuple(group)
        yield from ((parts, each) for parts in alike for each in fullest)
        yield from ((parts, each) for each in shorter for parts in alike)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"


def _shortest(texts: Iterable[str]) -> str:
    """Return the shortest text that there is, "" for none."""
    return min(filter(None, texts), key=len, default="")


@cache
def _parsed(sentence: str) -> Parts:
    return tuple(
        (text, (name or "").lower(), bool(name and name[0].isupper()))
        for text, name, _, _ in Formatter().parse(sentence)
    )


@cache
def _slots(parts: Parts) -> frozenset[str]:
    return frozenset(name for _, name, _ in parts if name)


def _filled(sentence: Parts, phrase: Phrase) -> str:
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
