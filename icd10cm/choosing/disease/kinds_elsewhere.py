"""The kinds of a disease in other categories, for a code that leaves its kind open: "chronic HCV" at B19.20 is B18.2.

A category that names the same disease, or to which an Excludes1 note of the code sends a kind of it, is read as though
the diagnosis were coded there. What fits is then found as within the category of the code (`fitting_kinds`), if one
sentence of the texts has all words of a wording.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.choosing.disease.coded_together import are_coded_together
from icd10cm.choosing.disease.fitting_kinds import fitting_kinds
from icd10cm.choosing.disease.in_one_sentence import is_in_one_sentence
from icd10cm.choosing.disease.kind import Kind, asked_kind, is_left_over
from icd10cm.choosing.disease.kind_candidates import candidates_elsewhere, categories_elsewhere, news_of
from icd10cm.choosing.places.asked import Asked
from icd10cm.code_editor import load_code_editor
from icd10cm.evidence.another_disease import coded_category
from icd10cm.evidence.encounter_facts import read_as
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import recall_text
from icd10cm.titles.claims import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.choosing.disease.kind import AskedKind
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.wordings import Wording

Stems = frozenset[str]

_UNSPECIFIED = "unspecified"
_NOT_SPECIFIED = "not specified"
_NEOPLASM = stem("neoplasm")
_RESIDUAL = frozenset(("other", stem(_UNSPECIFIED)))


def kinds_elsewhere(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> Iterator[tuple[Asked, Kind]]:
    """Yield the kinds in other categories that the texts state in full, each with what is read there."""
    release = facts.release
    said = _said(diagnosis) if _may_be_elsewhere(node.index, release) else _RESIDUAL
    news = news_of(node, said | _of_others(diagnosis), release) if _RESIDUAL.isdisjoint(said) else frozenset()
    for category in categories_elsewhere(node, news, release) if news else ():
        read = read_as(diagnosis, release.tabular.nodes[category].code, facts)
        stated = words_stated(read, release)
        near = candidates_elsewhere(node, category, news, said if stated is None else stated.words, release)
        asked = None if stated is None else asked_kind(diagnosis.code, node, stated, release)
        there = Asked(replace(read, code=diagnosis.code, node=node), node, stated, facts)
        found = _repeated(near, said) if asked is None else _in_full(near, asked, _doubted(read))
        for kind in _without_left_over(list(found)):
            if not are_coded_together(release.tabular.nodes[kind.family].code, node, release):
                yield there, kind


def _without_left_over(kinds: Sequence[Kind]) -> Iterator[Kind]:
    """Yield the kinds that call themselves no other one, and deny nothing by which another one differs.

    "Seropositive rheumatoid arthritis" may be one "without organ involvement" or another one.
    """
    others = [kind.news for kind in kinds if is_left_over(kind.claims)]
    for kind in kinds:
        if not is_left_over(kind.claims) and not (kind.claims.denied and kind.news in others):
            yield kind


def _repeated(near: Iterable[Wording], said: Stems) -> Iterator[Kind]:
    """Yield the kinds that a text names which only repeats the title of their category, so that it is not read."""
    for each in near:
        if not any(map(said.isdisjoint, each.claims.needed)):
            yield Kind(each.family, each.node, Stems().union(*each.claims.needed), each.claims)


def _in_full(near: Iterable[Wording], asked: AskedKind, doubted: Stems) -> Iterator[Kind]:
    """Yield the kinds that fit and that one sentence states in full."""
    for kind in fitting_kinds(asked, near, beyond=True):
        if is_in_one_sentence(kind.claims, asked, doubted):
            yield kind


def _doubted(diagnosis: DiagnosisFacts) -> frozenset[str]:
    """Return the words that the texts deny, doubt or put into the past."""
    return stems_in(chain.from_iterable((text.facts.denied, text.facts.mentioned) for text in diagnosis.texts))


def _said(diagnosis: DiagnosisFacts) -> frozenset[str]:
    """Return the words of the texts, whichever disease they are said of."""
    read = (recall_text(each.text, load_lexicon()).affirmed for each in diagnosis.diagnosis.statements)
    return stems_in(chain(read, (text.facts.affirmed for text in diagnosis.texts)))


def _of_others(diagnosis: DiagnosisFacts) -> Stems:
    """Return the words that texts may say of another disease than the coded one, as titles have them."""
    return stems_in(text.facts.mentioned for text in diagnosis.texts)


@kept_with_release
def _may_be_elsewhere(index: int, release: Release) -> bool:
    """Return whether a code leaves its kind or place open; of a cancer or an injury the place says which it is."""
    node = release.tabular.nodes[index]
    if node.children or node.code.startswith(load_policy().injuries) or load_code_editor().is_manifestation(node.code):
        return False
    place, words = release.families.place(index), code_words(index, release)
    leaves_place_open = any(slot.open for slot in place.slots) and not is_left_over(words.whole)
    is_open = leaves_place_open or _UNSPECIFIED in place.template or _NOT_SPECIFIED in node.title
    return is_open and _NEOPLASM not in words.lineage and coded_category(node, release) is not None
