"""The part of a text that says what a choice adds, in the words of the chart.

A text of several clauses may name another disease, or the other side; the detail of a card shows all of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.text.assertion import asserted
from icd10cm.text.laterality import with_sides
from icd10cm.text.lexicon import Kind, load_lexicon
from icd10cm.text.status import Status
from icd10cm.text.tokens import sentences_of
from icd10cm.titles.words import SIDE_WORDS, significant_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.text.lexicon import Item

LONGEST = 400
"""Characters of a text that is parted; of a longer one no summary quotes anything."""
_MOST_CLAUSES = 16
_BORDER = re.compile(r"(?<=[.,;:]) +| - |(?<=;)")
_ENDS = " .,;:-"


def excerpt(text: str, title: str, other: str) -> str:
    """Return the shortest run of clauses that says all that a text says of `other` and not of the code's own `title`.

    It names the disease, too, where a clause does. The whole text where nothing of what is sought is said.

    >>> excerpt("RLE cellulitis; acute DVT L leg, on apixaban", "thrombosis of leg", "thrombosis of left leg")
    'acute DVT L leg'
    """
    spans = tuple(_clauses(text)) if len(text) <= LONGEST else ()
    if not 1 < len(spans) <= _MOST_CLAUSES:
        return text
    items = [_affirmed(text[first:end]) for first, end in spans]
    said = [_all(map(_words, each)) for each in items]
    own = significant_words(title).difference(SIDE_WORDS)
    wanted = (significant_words(other) - own) & _all(said)
    if not wanted:
        return text
    diseases = _all(_words(item) for each in items for item in each if item.kind is Kind.DISEASE)
    first, end = _shortest(said, wanted, own & diseases or own & _all(said))
    return text[spans[first][0] : spans[end - 1][1]].strip(_ENDS)


def _shortest(said: Sequence[frozenset[str]], wanted: frozenset[str], own: frozenset[str]) -> tuple[int, int]:
    """Return the fewest clauses in a row that say all that is wanted, and something of the disease itself."""
    runs = (
        (end - first, -len(own & words), first, end)
        for first in range(len(said))
        for end in range(first + 1, len(said) + 1)
        if wanted <= (words := _all(said[first:end])) and (own & words or not own)
    )
    *_, first, end = min(runs)  # all clauses together are one of them
    return first, end


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each clause of a text begins and ends."""
    first = 0
    for border in _BORDER.finditer(text):
        if border.start() > first:
            yield first, border.start()
            first = border.end()
    if first < len(text):
        yield first, len(text)


def _all(said: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*said)


def _affirmed(clause: str) -> list[Item]:
    """Return the words and phrases of a clause, short forms in full, without what it denies."""
    items = (item for each in sentences_of(clause, load_lexicon()) for item in asserted(with_sides(each)))
    return [each for each in items if each.status is Status.AFFIRMED]


def _words(item: Item) -> frozenset[str]:
    """Return the words of an item as titles have them; they are of a chart, so that no cache may keep them."""
    meant = item.value if item.kind is Kind.DISEASE else (str(item.value),) if item.kind is Kind.SIDE else ()
    return frozenset(words_of(" ".join((*item.words, *meant))))
