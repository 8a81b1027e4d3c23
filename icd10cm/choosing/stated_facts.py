"""The facts that an offer has to keep: stems that the texts of a diagnosis state, and those of its coded title.

Places are left out where a text names them; they are compared by anatomy, since a title may name what holds them
("thigh" for the femur).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.evidence.stated_words import stems_in
from icd10cm.titles.claims import KINDS, LEFT_OUT, stem, stems_of
from icd10cm.titles.forms import DOMINANCE
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_GRAMMAR = (LEFT_OUT - SIDE_WORDS.keys() - {"other"}) | DOMINANCE | {"encounter", "initial", "status", "s"}
"""Words that are not facts. The one side that is stated is added as one; which side is dominant is weighed with it."""
_MODIFIERS = KINDS | {stem(word) for word in ("mild", "moderate", "severe", "recurrent", "persistent")}


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """Stems: those that the texts affirm, all that they do not deny, those that they deny, those of the coded title."""

    affirmed: frozenset[str]
    stated: frozenset[str]
    denied: frozenset[str]
    coded: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """What the texts state and the coded title says."""
        return self.stated | self.coded


def stated_facts(diagnosis: DiagnosisFacts, node: Node, release: Release) -> StatedFacts:
    """Read the facts of a diagnosis coded as `node`."""
    read = words_stated(diagnosis, release)
    code = code_words(node.index, release)
    affirmed = frozenset[str]() if read is None else read.words
    mentioned = stems_in(text.facts.mentioned for text in diagnosis.texts)
    denied = frozenset[str]() if read is None else read.denied
    stated = (_of_the_disease(read) | mentioned - affirmed - _MODIFIERS) - SIDE_WORDS.keys()
    stated -= _site_names(diagnosis) | _place_heads()
    return StatedFacts(
        affirmed=affirmed,
        stated=frozenset(word for word in stated | _side(read) if word[0].isalnum()) - _GRAMMAR,
        denied=denied - stated - _GRAMMAR,
        coded=frozenset[str]().union(*code.claims.needed) - _GRAMMAR,
    )


def _of_the_disease(read: StatedWords | None) -> frozenset[str]:
    """Return the affirmed stems; a modifier only where it is said of the coded disease."""
    if read is None:
        return frozenset()
    return frozenset(
        word
        for word in read.words
        if not _is_modifier(word) or read.states(frozenset((word,)), frozenset(), linked=False)
    )


def _is_modifier(word: str) -> bool:
    return word in _MODIFIERS or ":" in word


def _side(read: StatedWords | None) -> frozenset[str]:
    return frozenset(side.value for side in read.sides) if read is not None and len(read.sides) == 1 else frozenset()


@cache
def _place_heads() -> frozenset[str]:
    """Return the stems that add nothing to a place: "knee joint" is the knee, so that a code need not say "joint"."""
    names = [{tuple(stems_of(words)) for words in site.words} for site in load_anatomy().sites.values()]
    return frozenset(name[-1] for alike in names for name in alike if name[:-1] in alike)


def _site_names(diagnosis: DiagnosisFacts) -> set[str]:
    sites = load_anatomy().sites
    named = {mention.site for text in diagnosis.texts for mention in text.facts.mentions if mention.site}
    return {each for site in named if site in sites for name in sites[site].words for each in stems_of(name)}
