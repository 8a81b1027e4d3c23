"""The stems of the titles of a category, by leaf and by stem: which of hundreds of titles say a word is asked often."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from icd10cm.titles.claims import BRACKETS, claims_of, stems_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from icd10cm.tabular.model import Node

_Numbers = dict[int, tuple[int, ...]]


class TitleStems(NamedTuple):
    """The stems of a title: those outside its brackets, all of them, and those that it denies, which it claims too.

    What is in brackets may be said or not.
    """

    claimed: frozenset[str]
    all: frozenset[str]
    denied: frozenset[str] = frozenset()


class CategoryStems(Struct, frozen=True, array_like=True, gc=False):
    """The stems of a category's leaves: all `words` once, and by the position of each leaf which of them it says.

    Few titles have words `bracketed` or `denied`.
    """

    words: tuple[str, ...]
    claimed: _Numbers
    bracketed: _Numbers
    denied: _Numbers

    def of(self, leaf: int) -> TitleStems:
        """Return the stems of a leaf."""
        claimed = self._named(self.claimed, leaf)
        return TitleStems(claimed, claimed | self._named(self.bracketed, leaf), self._named(self.denied, leaf))

    def saying(self, stems: Collection[str]) -> Collection[int]:
        """Return the leaves that say one of the stems, in brackets or not."""
        asked = {number for number, word in enumerate(self.words) if word in stems}
        said = chain(self.claimed.items(), self.bracketed.items())
        return {leaf for leaf, its in said if not asked.isdisjoint(its)} if asked else ()

    def _named(self, numbers: _Numbers, leaf: int) -> frozenset[str]:
        words = self.words
        return frozenset([words[number] for number in numbers.get(leaf, ())])


def stems_of_title(title: str) -> TitleStems:
    """Return the stems of a title, without its marks."""
    claimed = _words(BRACKETS.sub(" ", title))
    return TitleStems(claimed, _words(title) | claimed, frozenset[str]().union(*claims_of(title).denied))


def read_stems(nodes: Iterable[Node]) -> CategoryStems:
    """Return the stems of the leaves of a category (`nodes`: all nodes of it)."""
    numbers: dict[str, int] = {}
    found = CategoryStems((), {}, {}, {})
    for node in nodes:
        if not node.children:
            stems = stems_of_title(node.title)
            of_kinds = (found.claimed, stems.claimed), (found.bracketed, stems.all - stems.claimed)
            for kept, words in (*of_kinds, (found.denied, stems.denied)):
                if words:
                    kept[node.index] = tuple([numbers.setdefault(word, len(numbers)) for word in sorted(words)])
    return CategoryStems(tuple(numbers), found.claimed, found.bracketed, found.denied)


def _words(text: str) -> frozenset[str]:
    return frozenset([word for word in stems_of(text) if word[0].isalnum()])
