"""The clauses of a sentence, and the statements of a dictated one: parted in one way for all who read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.side import LETTERS
from icd10cm.text.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.text.lexicon import Item, Lexicon

MARKS = frozenset((Kind.COMMA, Kind.OPEN, Kind.CLOSE, Kind.COLON))
TURNS = frozenset((Kind.TURN, Kind.EXCEPTION))
"""Words behind which a clause begins again: "but", "now", "except"."""
LINKS = TURNS | {Kind.BREAK}
"""Words that link a clause to the one before it, or turn from it."""
BORDERS = MARKS | LINKS | {Kind.AND}

_ARTICLES = frozenset(("the", "her", "his"))
_LEADS_ON = frozenset((Kind.INSIDE, Kind.FUNCTION, Kind.BREAK, Kind.AROUND, Kind.AND, Kind.OR, Kind.CUE, Kind.TURN))
"""Before a part of the body, they keep it from being a subject: "of the right hip"."""


class Clause(NamedTuple):
    """A stretch of a sentence from item `first` up to `end`, and the border before it; None at the start."""

    first: int
    end: int
    border: Item | None

    def of(self, sentence: Sequence[Item]) -> Sequence[Item]:
        """Return its items."""
        return sentence[self.first : self.end]


def clauses_in(sentence: Sequence[Item], across: Collection[Kind] = frozenset()) -> list[Clause]:
    """Return the clauses of a sentence; borders of the kinds in `across` part none."""
    clauses: list[Clause] = []
    first, border = 0, None
    for at, item in enumerate(sentence):
        if item.kind in BORDERS and item.kind not in across:
            clauses.append(Clause(first, at, border))
            first, border = at + 1, item
    clauses.append(Clause(first, len(sentence), border))
    return clauses


def statements_in(run: list[Item], lexicon: Lexicon) -> Iterator[list[Item]]:
    """Part a dictated run where a part of the body begins a statement: "hip pain left | the right hip is fine"."""
    begin = 0
    for at, item in enumerate(run):
        if item.text in lexicon.verbs and (subject := _subject_before(run, at, begin)) > begin:
            yield run[begin:subject]
            begin = subject
    yield run[begin:]


def _subject_before(run: Sequence[Item], verb: int, begin: int) -> int:
    """Return where the subject of a verb starts that is a part on a side and begins a statement; 0 for another one.

    It has an article and no preposition before it, or another side is named before: "pain in the left hip is worse".
    """
    side = _side_of_subject(run, verb - 1, begin)
    if side is None:
        return 0
    article = side > begin and run[side - 1].text in _ARTICLES
    start = side - article
    before = run[start - 1] if start > begin else None
    if before is None or before.kind in _LEADS_ON:
        return 0
    is_second = any(map(_is_side, run[begin:start]))
    return start if is_second or (article and before.kind is not Kind.COMMA) else 0


def _side_of_subject(run: Sequence[Item], at: int, begin: int) -> int | None:
    """Return the position of the side before a site, past the words that describe it; None for none."""
    if at <= begin or run[at].kind is not Kind.SITE:
        return None
    at -= 1
    while at > begin and run[at].kind is Kind.MODIFIER:
        at -= 1
    return at if _is_side(run[at]) else None


def _is_side(item: Item) -> bool:
    return item.kind is Kind.SIDE or (item.text in LETTERS and item.capital)
