"""The clauses of a text as stems: which of them name the coded disease, and which link something to it."""

from __future__ import annotations

from itertools import chain, takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.evidence.stated.stems import names, nouns_of_adjectives
from icd10cm.titles.claims import ACUTE, stem, stems_of
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AND = frozenset(("and", "&", "+"))
_OF = "of"
_WITH = frozenset(("with", "w"))
_MEANS = frozenset((ACUTE, stem("controlled")))
"""Words to which "on" belongs: "acute on chronic", "controlled on insulin"."""
_ADJUNCTS = frozenset(("on", "after", "since", "per", "via", "despite"))
TRIMESTER, DEGREE = stem("trimester"), stem("degree")
ORDINALS = frozenset(("first", "second", "third"))
_COUNTING = ORDINALS | {"or", "to", "and", "-"}


class StatedClause(Struct, frozen=True):
    """One clause: its stems in order, and whether it names the coded disease.

    `leads` tells that a text begins with it, `has_link` that it links two things ("with", "due to"), `goes_on` that a
    clause before it does.
    """

    stems: tuple[str, ...]
    words: frozenset[str]
    sentence: int
    names_disease: bool
    has_link: bool
    goes_on: bool
    leads: bool = False

    @property
    def is_linked(self) -> bool:
        """Whether it links something to the disease, or goes on with what is linked."""
        return self.has_link or self.goes_on

    @property
    def linked(self) -> frozenset[str]:
        """The stems behind its "with"."""
        at = next((at for at, word in enumerate(self.stems) if word in _WITH), len(self.stems))
        return frozenset(self.stems[at + 1 :])

    @property
    def said(self) -> frozenset[str]:
        """Its words less how the disease is treated or was found: "in full remission | on sertraline"."""
        body = self.body
        return self.words if len(body) == len(self.stems) else _with_nouns(body)

    @property
    def body(self) -> tuple[str, ...]:
        """Its stems in order, up to how the disease is treated or was found."""
        return self.stems[: next((at for at, _ in enumerate(self.stems) if at and self._is_adjunct(at)), None)]

    def _is_adjunct(self, at: int) -> bool:
        return self.stems[at] in _ADJUNCTS and self.stems[at - 1] not in _MEANS

    @property
    def is_cut(self) -> bool:
        """Whether it ends before what it is about, which is not affirmed: "nonunion of", an old fracture."""
        return self.stems[-1] == _OF


def clauses_of(
    stretch: Sequence[str],
    number: int,
    own: frozenset[str],
    included: Sequence[frozenset[str]] = (),
    *,
    leads: bool = False,
) -> Iterator[StatedClause]:
    """Read the clauses of the `number`th stretch of the texts; `own` are the stems that name the coded disease.

    Those of each of the `included` lines name it together. `leads` tells that a text begins with the stretch.
    """
    goes_on = linked = False
    for clause in stretch:
        written = stems_of(clause)
        stems = without_and(written)
        if not stems:
            continue
        words = _with_nouns(stems)
        is_named = _names_disease(words, own, included) or (goes_on and written[0] in _AND)
        has_link = not load_word_lists().links.isdisjoint(words)
        yield StatedClause(stems, words, number, is_named, has_link, linked, leads)
        leads = False
        # "Varicose veins with ulcer and inflammation": what "with" begins goes on behind "and".
        linked = linked or has_link
        goes_on = has_link


def without_and(written: Sequence[str]) -> tuple[str, ...]:
    """Return the stems of a clause without those that join it to another one."""
    return tuple(word for word in written if word not in _AND)


def _names_disease(words: frozenset[str], own: frozenset[str], included: Sequence[frozenset[str]]) -> bool:
    return names(words, own) or any(line <= words for line in included)


def _with_nouns(body: Sequence[str]) -> frozenset[str]:
    nouns = nouns_of_adjectives()
    return frozenset(body).union(*(nouns[word] for word in body if word in nouns))


def trimesters_in(clause: StatedClause) -> frozenset[str]:
    """Return the ordinals that count trimesters, as in "second or third trimester"; "first visit" does not."""
    return counted_in(clause, TRIMESTER)


def counted_in(clause: StatedClause, noun: str) -> frozenset[str]:
    """Return the ordinals that stand before a noun, as in "second and third degree"."""
    ends = [at for at, word in enumerate(clause.stems) if word == noun]
    runs = (takewhile(_COUNTING.__contains__, reversed(clause.stems[:end])) for end in ends)
    return ORDINALS.intersection(chain.from_iterable(runs))
