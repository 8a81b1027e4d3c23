"""SeventhCharacter: the 7th character is missing, or does not match the fracture in the chart.

Basis: the 7th-character definition that applies to the code. Guidelines I.A.4 and I.A.5 (placeholder X, 7th character
required), I.C.19.a (A is active treatment, not the first visit) and I.C.19.c (open fractures, Gustilo). Only the codes
of a closed fracture are offered where the chart does not say that it is open (I.C.19.c), and of an open one without its
type those of type I or II, which "open fracture NOS" is printed with.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.chooser import Question, choose
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.seventh import fitting_sevenths
from icd10cm.choosing.usual_sevenths import LeftOpen, left_open, usual_sevenths
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as
from icd10cm.issue import Basis, ReplaceCode
from icd10cm.releases.validity import CodeStatus, status_on
from icd10cm.rules.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import Evidence, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node, SeventhCharacters

ID = "SeventhCharacter"


class Reason(StrEnum):
    """What is wrong with the 7th character."""

    MISSING = ""
    CLOSED = LeftOpen.STATE.value
    OPEN = LeftOpen.TYPE.value
    CONTRADICTED = "contradicted"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each code without its 7th character, and each that the chart contradicts."""
    release, day = facts.release, facts.encounter.date_of_service
    for diagnosis, node in facts.leaves():
        seventh = release.seventh(node.index)
        if seventh is None:
            continue
        if diagnosis.code == node.code and not release.is_valid(node.code):
            if status_on(node.code, day, release) is CodeStatus.INCOMPLETE:
                yield _missing(diagnosis, node, seventh, facts)
        elif choose(diagnosis, facts).question is Question.SEVENTH:
            yield _contradicted(diagnosis, seventh, facts)


def has_seventh(code: str, release: Release) -> bool:
    """Return whether a code has, or lacks, a 7th character."""
    node = release.node(code)
    return node is not None and release.seventh(node.index) is not None


def _missing(diagnosis: DiagnosisFacts, node: Node, seventh: SeventhCharacters, facts: EncounterFacts) -> CodingIssue:
    release = facts.release
    fitting, evidence = _fitting(diagnosis, node, release)
    reference = diagnosis.diagnosis.reference
    other_side = _on_other_side(diagnosis, node, release)
    usual = () if other_side else usual_sevenths(fitting, release)
    return about(diagnosis).issue(
        ID,
        basis=(Basis(seventh.holder, "sevenChrDef", _printed(seventh)),),
        choices=fitting,
        options=tuple(ReplaceCode(reference, code) for code in usual),
        evidence=(coded_as(diagnosis, release), *evidence, *(fact.evidence for fact in other_side)),
        because=left_open(fitting, release),
    )


def _on_other_side(diagnosis: DiagnosisFacts, node: Node, release: Release) -> tuple[SiteFact, ...]:
    """Return the sites on the other side than the code's: that has to be settled first."""
    own = release.side_of(node.code)
    if {own, diagnosis.side} != {Side.RIGHT, Side.LEFT}:
        return ()
    return tuple(fact for fact in diagnosis.sites if fact.side not in (None, own))


def _fitting(diagnosis: DiagnosisFacts, node: Node, release: Release) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the full codes that fit the texts and the side, and what has narrowed them."""
    choices = release.codes_at(node.index)
    fitting = fitting_sevenths(choices, diagnosis, words_stated(diagnosis, release), release)
    evidence = () if fitting == choices else tuple(text.evidence for text in diagnosis.texts)
    sited = tuple(code for code in fitting if diagnosis.side and release.side_of(code) is diagnosis.side)
    if sited and release.side_of(node.code) is None:
        return sited, (*evidence, *(fact.evidence for fact in diagnosis.sites if fact.side))
    return fitting, evidence


def _contradicted(diagnosis: DiagnosisFacts, seventh: SeventhCharacters, facts: EncounterFacts) -> CodingIssue:
    """Return the issue of a 7th character that says other than the text."""
    choice = choose(diagnosis, facts)
    meanings = dict(seventh.meanings)
    characters = [code[-1] for code in (diagnosis.code, *choice.codes)]
    return about(diagnosis).issue(
        ID,
        basis=tuple(Basis(seventh.holder, "sevenChrDef", f"{each} {meanings[each]}") for each in characters),
        choices=choice.codes,
        options=choice.options(diagnosis.diagnosis.reference, facts.release),
        evidence=choice.evidence,
        because=Reason.CONTRADICTED,
    )


def _printed(seventh: SeventhCharacters) -> str:
    return "; ".join(f"{character} {meaning}" for character, meaning in seventh.meanings)


RULE = Rule(
    id=ID,
    check=check,
    elements=("sevenChrDef",),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality", "SiteMismatch", "ResidualCode")),
    severity=Severity.UNREPORTABLE,
    milder=frozenset((Reason.CONTRADICTED,)),
    concerns=has_seventh,
)
