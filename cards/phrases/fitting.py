"""Chooses the sentence that fits: the fullest of a row's sentences that has all its phrases and enough room.

Nothing is cut from within a phrase, so that a side, a site or an organism is shown whole or in another sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from string import Formatter
from typing import TYPE_CHECKING

from msgspec import Struct

from cards.card import LONGEST_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WANTED = 110
"""What is read in five seconds and drawn on two lines in a side panel."""

_NAMELESS = "this code"
Phrases = Mapping[str, str]
Shorter = Callable[[], Sequence[Phrases]]
Parts = tuple[tuple[str, str, bool], ...]
"""A sentence: the words before each phrase, its name, and whether it gets a capital letter."""


class Sentence(Struct, frozen=True):
    """A sentence parsed: its parts, the names that must have words in full, and those among them that name codes."""

    parts: Parts
    needs: tuple[str, ...]
    named: frozenset[str]


class Sentences(Struct, frozen=True):
    """The sentences of a row, parsed. One is sought in each of `turns`: groups of those that name the same codes."""

    turns: tuple[tuple[tuple[Sentence, ...], ...], ...]
    last: Sentence


def sentences_of(
    sentences: Sequence[str], facts: Sequence[frozenset[str]] = (), names: Mapping[str, frozenset[str]] = {}
) -> Sentences:
    """Return sentences, the fullest first, to choose from with `fitted`.

    A sentence with a phrase of the first `facts` is taken before any without, even if it is longer, then one of the
    next: what the chart says, and what tells two codes apart, is in the summary. `names` maps the slots that name
    codes to which of them.
    """
    parsed = [(_slots(parts), _sentence(parts, names)) for parts in map(_parsed, sentences)]
    turns = [[each for slots, each in parsed if not wanted.isdisjoint(slots)] for wanted in facts]
    everything = [each for _, each in parsed]
    return Sentences(tuple(map(_in_groups, [*turns, everything])), everything[-1])


def fitted(sentences: Sentences, fullest: Sequence[Phrases], shorter: Shorter = tuple) -> str:
    """Return the first sentence that fits into `WANTED` characters, else the shortest of those with all phrases.

    Before a sentence that names fewer codes is tried, those before it are with shorter words. The last sentence is
    taken where all lack a phrase. A phrase is the words for a name in braces, "" where there are none: `fullest` has
    them in full, `shorter` returns them in fewer words, the fullest first. A name with a capital letter gets its words
    with one.
    """
    text = ""
    fewer: list[Phrases] = []

    def in_fewer() -> Sequence[Phrases]:
        """Return the words of `shorter`, worked out once, and only if all in full are too long."""
        if not fewer:
            fewer.extend(shorter())
        return fewer

    for groups in sentences.turns:
        text = _chosen(groups, fullest, in_fewer)
        if 0 < len(text) <= LONGEST_SUMMARY:
            return text
    return _cut(text or _nameless(sentences.last.parts, fullest[-1]))


def filled(sentence: str, phrases: Phrases) -> str:
    """Return a sentence of any length with its phrases, "" where one of them has no words."""
    return _filled(_parsed(sentence), phrases)


def _chosen(groups: Iterable[Sequence[Sentence]], fullest: Sequence[Phrases], shorter: Shorter) -> str:
    """Return the first sentence of the wanted length, else the shortest, "" for none; the rest are not filled in."""
    texts: list[str] = []
    for parts, each in _tries(groups, fullest, shorter):
        text = _filled(parts, each)
        if 0 < len(text) <= WANTED:
            return text
        texts.append(text)
    return min(filter(None, texts), key=len, default="")


def _tries(
    groups: Iterable[Sequence[Sentence]], fullest: Sequence[Phrases], shorter: Shorter
) -> Iterator[tuple[Parts, Phrases]]:
    """Yield each sentence with the words to fill it with, in the order in which they are tried.

    What has no words in full has none in fewer, and most sentences of a row lack some: those are passed over at once.
    """
    full = fullest[-1].__getitem__
    for group in groups:
        alike: list[Parts] = []
        for sentence in group:
            if all(map(full, sentence.needs)):
                alike.append(sentence.parts)
                for each in fullest:
                    yield sentence.parts, each
        for each in shorter() if alike else ():
            for parts in alike:
                yield parts, each


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"


def _nameless(sentence: Parts, phrases: Phrases) -> str:
    """Return a sentence whatever it lacks."""
    return _filled(sentence, {slot: phrases[slot] or _NAMELESS for slot in _slots(sentence)})


@cache
def _parsed(sentence: str) -> Parts:
    return tuple(
        (text, (name or "").lower(), bool(name and name[0].isupper()))
        for text, name, _, _ in Formatter().parse(sentence)
    )


def _slots(parts: Parts) -> tuple[str, ...]:
    return tuple(name for _, name, _ in parts if name)


def _sentence(parts: Parts, names: Mapping[str, frozenset[str]]) -> Sentence:
    slots = _slots(parts)
    needs = dict.fromkeys(each for slot in slots for each in sorted(names.get(slot, (slot,))))
    return Sentence(parts, tuple(needs), frozenset().union(*(names.get(slot, ()) for slot in slots)))


def _in_groups(sentences: Iterable[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    return tuple(tuple(group) for _, group in groupby(sentences, lambda each: each.named))


def _filled(sentence: Parts, phrases: Phrases) -> str:
    """Return a sentence with its phrases, "" where one of them has no words."""
    parts = []
    for text, name, is_capital in sentence:
        parts.append(text)
        if name:
            words = phrases[name]
            if not words:
                return ""
            parts.append(capitalized(words) if is_capital else words)
    return "".join(parts)


def capitalized(words: str) -> str:
    """Return words with a capital letter at their beginning, quotation marks skipped."""
    return words[:1].upper() + words[1:]
