"""The facts of one diagnosis as stems: what its texts state and deny, and what its coded title says.

Places are left out where a text names them; they are compared by anatomy, since a title may name what holds them
("thigh" for the femur). What a text doubts, or calls unspecified, is stated too, and not affirmed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.choosing.comparing.reading import Reading
from icd10cm.evidence.stated.stems import names, stems_in
from icd10cm.titles.claims import KINDS, LEFT_OUT, stems_of
from icd10cm.titles.forms import DOMINANCE
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from icd10cm.choosing.comparing.claimed import Claimed
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
from icd10cm.titles.packed.word_lists import load_word_lists

_GRAMMAR = LEFT_OUT.difference(SIDE_WORDS, {"other"}) | DOMINANCE | {"encounter", "initial", "s"}
"""Words that are not facts. The one side that is stated is added as one; which side is dominant is weighed with it."""

_DUE = "due"
_NON = "non"
"""Before a word it may be the denial itself: "non-ABO incompatibility" denies none of a title that says so."""


class StatedFacts(Struct, frozen=True):
    """Stems: those that the texts affirm of the disease, all that they do not deny, those that they deny, those coded.

    `affirmed` has the words of places too, `linked` are those that a text links to the disease by "with",
    `is_caused` tells that a text names the disease's cause ("due to", "secondary"), `is_bilateral` that it says both
    sides. `reading` knows of which disease a word is said.
    """

    affirmed: frozenset[str]
    stated: frozenset[str]
    denied: frozenset[str]
    coded: frozenset[str]
    linked: frozenset[str] = frozenset()
    is_caused: bool = False
    is_bilateral: bool = False
    reading: Reading | None = None

    @property
    def all(self) -> frozenset[str]:
        """What the texts state and the coded title says."""
        return self.stated | self.coded

    @property
    def denied_alone(self) -> frozenset[str]:
        """What the texts deny and nowhere state."""
        return self.denied - self.stated - self.affirmed

    def stated_of(self, group: frozenset[str], offered: Claimed, coded: Claimed) -> frozenset[str]:
        """Return the words of a claim of the offer that the texts state of the disease."""
        return self.affirmed & group if self.reading is None else self.reading.stated_of(group, offered, coded)


def facts_affirmed(read: StatedWords, index: int, release: Release) -> StatedFacts:
    """Return what texts affirm and deny of the disease coded at a position, without what they only mention."""
    affirmed = _of_the_disease(read).difference(SIDE_WORDS) | _side(read)
    linked = frozenset[str]().union(*(clause.linked for clause in read.clauses)) - KINDS - _GRAMMAR
    return StatedFacts(
        affirmed,
        affirmed - _GRAMMAR,
        frozenset(word for word in read.denied - _GRAMMAR if not word.startswith(_NON)),
        frozenset[str]().union(*code_words(index, release).claims.needed) - _GRAMMAR,
        linked,
        _is_caused(read),
        Side.BILATERAL in read.words,
        Reading(read, release),
    )


def stated_facts(diagnosis: DiagnosisFacts, node: Node, release: Release) -> StatedFacts:
    """Read the facts of a diagnosis coded as `node`, with what its texts only mention; places are none of them."""
    read = words_stated(diagnosis, release)
    if read is None:
        coded = frozenset[str]().union(*code_words(node.index, release).claims.needed) - _GRAMMAR
        return StatedFacts(frozenset(), frozenset(), frozenset(), coded)
    facts = facts_affirmed(read, node.index, release)
    mentioned = stems_in(text.facts.mentioned for text in diagnosis.texts) - read.words - load_word_lists().degrees
    stated = facts.affirmed | mentioned.difference(SIDE_WORDS)
    stated -= _site_names(diagnosis) | _place_heads() | _GRAMMAR
    return replace(facts, stated=stated)


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
