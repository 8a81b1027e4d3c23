"""The words of a text and the phrases among them: one tokenizer and one longest-match table for titles and charts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence

TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]", re.IGNORECASE)
"""A word, with what follows its apostrophe, or a mark."""
WORD = re.compile(r"[a-z0-9]+")
DIGITS = frozenset("0123456789")
_END = ""
Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Phrases of one or more words, each with its meaning. Immutable once made.

    Marks in `skipped` may stand between the words of a phrase: "below-knee" is "below knee".
    """

    __slots__ = ("_root", "_skipped", "firsts")

    firsts: KeysView[str]
    """The words that phrases begin with: a quick look before a phrase is sought."""

    def __init__(self, rows: Iterable[tuple[tuple[str, ...], Meaning]], skipped: Iterable[str] = ()) -> None:
        """Build the table. The last meaning of a phrase that is listed twice counts."""
        self._root: dict[str, Any] = {}
        self._skipped = frozenset(skipped)
        for phrase, meaning in rows:
            node = self._root
            for word in phrase:
                node = node.setdefault(word, {})
            node[_END] = meaning
        self.firsts = self._root.keys()

    def match(self, words: Sequence[str], first: int) -> tuple[Meaning, int] | None:
        """Return the meaning of the longest phrase that begins at `first`, and the position after it."""
        node = self._root.get(words[first])
        if node is None:  # the usual case
            return None
        best = None
        after = first + 1
        while node is not None:
            if _END in node:
                best = (node[_END], after)
            while after < len(words) and words[after] in self._skipped and words[after] not in node:
                after += 1
            if after == len(words):
                break
            node = node.get(words[after])
            after += 1
        return best

    def items(self) -> Iterator[tuple[tuple[str, ...], Meaning]]:
        """Yield each phrase with its meaning."""
        yield from _below(self._root, ())


def _below(node: Mapping[str, Any], phrase: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for word, below in node.items():
        if word == _END:
            yield phrase, below
        else:
            yield from _below(below, (*phrase, word))


def singular(word: str, plurals: Mapping[str, str]) -> str:
    """Return a lower-case word in the singular; `plurals` are the irregular ones."""
    known = plurals.get(word)
    if known is not None:
        return known
    if word[-1:] == "s" and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


_ENDINGS = ("ations", "ation", "ated", "ions", "ion", "ing", "ed", "ful", "es", "s", "e")
_BY_LETTER = {ending[-1]: tuple(each for each in _ENDINGS if each[-1] == ending[-1]) for ending in _ENDINGS}
_SHORTEST_STEM = 4


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Return a lower-case word without the ending that makes a noun or an adjective of it: "infected", "infection"."""
    for ending in _BY_LETTER.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
