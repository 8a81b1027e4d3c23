"""ResidualCode: an "other", "multiple sites" or "unspecified" code where the chart supports a more specific one.

Basis: the title of the code beside the title of the more specific one. Guideline I.B.18 (highest specificity
documented), I.B.13 (two sides of one bone are not multiple sites), the note at M99 ("should not be used if the
condition can be classified elsewhere"), and for diabetes I.A.15 ("with"), whose pairs stand in the Index and are
asked, never stated. "Acute on chronic" is two codes, the acute one first (I.B.8).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.evidence.open_axes import open_sides
from icd10cm.evidence.procedure_sites import corrections_to, procedure_sites
from icd10cm.evidence.title_match import Match, more_specific
from icd10cm.evidence.ulcer_grade import graded
from icd10cm.issue import AddCode, ReplaceCode, Strength
from icd10cm.rules.diabetes_with import with_questions
from icd10cm.rules.lesions import lesion_questions
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import Peers

ID = "ResidualCode"


class Reason(StrEnum):
    """What supports a more specific code."""

    PLACE = ""
    TEXT = "text"
    ELSEWHERE = "elsewhere"
    WITH = "with"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each residual code for which the chart supports a more specific one."""
    for diagnosis, node in facts.leaves():
        issue = _by_place(diagnosis, node, facts)
        if issue is None and diagnosis.texts:
            issue = _by_text(diagnosis, node, facts) or _by_grade(diagnosis, node, facts)
        if issue is not None:
            yield issue
    yield from lesion_questions(facts, ID, Reason.ELSEWHERE)
    yield from with_questions(facts, ID, Reason.WITH)


def _by_place(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> CodingIssue | None:
    """Find "other site" and "multiple sites" where the documented places have a code of their own."""
    peers = facts.release.kin.peers(node.index)
    if peers is None:
        return None
    slot = peers.slots.get(node.index)
    if slot is None or not slot.residual:
        return None
    return _placed(diagnosis, node, peers, facts) if _carved_are_coded(diagnosis, facts) else None


def _carved_are_coded(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether the places that belong to another category are coded there already: then the rest can be judged."""
    return all(facts.names_any(carve.line) for carve in diagnosis.carved)


def _placed(diagnosis: DiagnosisFacts, node: Node, peers: Peers, facts: EncounterFacts) -> CodingIssue | None:
    placing, strength = peers.place_of(node.index, diagnosis.telling), Strength.DOCUMENTED
    if placing is None and not diagnosis.sites and node.index in peers.residual("other"):
        placing, strength = peers.place_of(node.index, procedure_sites(diagnosis, facts)), Strength.PROCEDURE
    if placing is None or peers.same_place(node.index, placing.leaves):
        return None
    if all(peers.leaves_open(leaf) for leaf in placing.leaves):  # "scapula" at "other part of scapula"
        return None
    codes, options = corrections_to(diagnosis, placing, facts.release)
    return about(diagnosis).issue(
        ID,
        strength=strength,
        basis=(title_basis(node),),
        choices=codes,
        options=options,
        evidence=tuple(dict.fromkeys(fact.evidence for fact in placing.facts)),
        together=placing.together,
    )


def _by_text(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> CodingIssue | None:
    """Find an unspecified disease whose text has all words of a more specific title of the same category."""
    found = more_specific(diagnosis, facts)
    return None if found is None else _text_issue(diagnosis, node, found, facts)


def _by_grade(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> CodingIssue | None:
    """Find an ulcer of unspecified stage or severity whose text states it, where the code leaves nothing else open."""
    peers = facts.release.kin.peers(node.index)
    if open_sides(diagnosis.code, facts.release) or (peers is not None and peers.leaves_open(node.index)):
        return None
    code = graded(diagnosis.code, diagnosis, facts.release)
    if code == diagnosis.code:
        return None
    evidence = tuple(dict.fromkeys(text.evidence for text in diagnosis.texts))
    return _text_issue(diagnosis, node, Match((code,), evidence, together=False), facts)


def _text_issue(diagnosis: DiagnosisFacts, node: Node, found: Match, facts: EncounterFacts) -> CodingIssue:
    reference = diagnosis.diagnosis.reference
    valid = [code for code in found.codes if facts.release.is_valid(code)]
    corrections = [
        AddCode(code, reference) if found.together and place else ReplaceCode(reference, code)
        for place, code in enumerate(valid)
    ]
    return about(diagnosis).issue(
        ID,
        basis=(title_basis(node),),
        choices=found.codes,
        options=tuple(corrections),
        evidence=found.evidence,
        because=Reason.TEXT,
        together=found.together,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "notes"),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality")),
)
