"""The facts of one diagnosis as stems: what its texts state and deny, and what its coded title says.

Places are left out where a text names them; they are compared by anatomy, since a title may name what holds them
("thigh" for the femur). What a text doubts, or calls unspecified, is stated too, and not affirmed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.evidence.stated.stems import load_word_lists, names, stems_in
from icd10cm.titles.claims import KINDS, LEFT_OUT, stems_of
from icd10cm.titles.forms import DOMINANCE
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_GRAMMAR = (LEFT_OUT - SIDE_WORDS.keys() - {"other"}) | DOMINANCE | {"encounter", "initial", "s"}
"""Words that are not facts. The one side that is stated is added as one; which side is dominant is weighed with it."""

_DUE = "due"


class StatedFacts(Struct, frozen=True):
    """Stems: those that the texts affirm of the disease, all that they do not deny, those that they deny, those coded.

    `affirmed` has the words of places too, `linked` are those that a text links to the disease by "with",
    `is_caused` tells that a text names the disease's cause ("due to", "secondary"), `is_bilateral` that it says both
    sides.
    """

    affirmed: frozenset[str]
    stated: frozenset[str]
    denied: frozenset[str]
    coded: frozenset[str]
    linked: frozenset[str] = frozenset()
    is_caused: bool = False
    is_bilateral: bool = False

    @property
    def all(self) -> frozenset[str]:
        """What the texts state and the coded title says."""
        return self.stated | self.coded


def stated_facts(diagnosis: DiagnosisFacts, node: Node, release: Release) -> StatedFacts:
    """Read the facts of a diagnosis coded as `node`."""
    read = words_stated(diagnosis, release)
    coded = frozenset[str]().union(*code_words(node.index, release).claims.needed) - _GRAMMAR
    if read is None:
        return StatedFacts(frozenset(), frozenset(), frozenset(), coded)
    affirmed = _of_the_disease(read) - SIDE_WORDS.keys() | _side(read)
    mentioned = stems_in(text.facts.mentioned for text in diagnosis.texts) - read.words - load_word_lists().degrees
    stated = affirmed | (mentioned - SIDE_WORDS.keys())
    stated -= _site_names(diagnosis) | _place_heads() | _GRAMMAR
    linked = frozenset[str]().union(*(clause.linked for clause in read.clauses)) - KINDS - _GRAMMAR
    return StatedFacts(
        affirmed,
        stated,
        read.denied - stated - affirmed - _GRAMMAR,
        coded,
        linked,
        _is_caused(read),
        Side.BILATERAL in read.words,
    )


def _of_the_disease(read: StatedWords) -> frozenset[str]:
    """Return the affirmed stems; a degree or stage only where it is said of the coded disease."""
    words = (word for word in read.words if word[0].isalnum())
    return frozenset(word for word in words if not _is_degree(word) or _is_of_it(frozenset((word,)), read))


def _is_caused(read: StatedWords) -> bool:
    """Return whether a clause names the disease and its cause: "secondary arthritis", "arthritis due to dysplasia"."""
    caused = load_word_lists().causes
    return any(
        _DUE in clause.stems[at + 1 :] or not caused.isdisjoint(clause.stems[:at])
        for clause in read.clauses
        for at, word in enumerate(clause.stems)
        if names(frozenset((word,)), read.own)
    )


def _is_degree(word: str) -> bool:
    return word in load_word_lists().degrees or ":" in word


def _is_of_it(word: frozenset[str], read: StatedWords) -> bool:
    return bool(read.states(word, word, linked=False))


def _side(read: StatedWords) -> frozenset[str]:
    return frozenset(side.value for side in read.sides) if len(read.sides) == 1 else frozenset()


@cache
def _place_heads() -> frozenset[str]:
    """Return the stems that add nothing to a place: "knee joint" is the knee, so that a code need not say "joint"."""
    names = [{tuple(stems_of(words)) for words in site.words} for site in load_anatomy().sites.values()]
    return frozenset(name[-1] for alike in names for name in alike if name[:-1] in alike)


def _site_names(diagnosis: DiagnosisFacts) -> set[str]:
    sites = load_anatomy().sites
    named = {mention.site for text in diagnosis.texts for mention in text.facts.mentions if mention.site}
    return {each for site in named if site in sites for name in sites[site].words for each in stems_of(name)}
