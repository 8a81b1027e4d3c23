"""MissingOrganism: a culture or an operative note named the organism of an infection, and its codes do not.

Basis: a "use additional code" note with codes of B95-B97, or one that asks to identify the infection or the
organism. The note's own range is kept: only what it admits is offered. Silent where nothing names an organism (there is
nothing to identify), for organisms that B95-B97 does not hold, and for combination codes, which carry no such note.
Guideline III.B: the provider says whether a result matters, so this asks.

Evidence: a culture, for the one infection that it belongs to: the one whose text names the organism, that the chart
links to the result, at the same site and side, of a kind that the specimen fits, or the one without an organism code.
Silent where several fit equally. The organism code of another infection is never replaced. Or an operative note whose
postoperative diagnosis names the cause of this very infection, where no culture and no code says which organism it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.attaching.organism_coding import StatedOrganism, UncodedOrganism, stated_organisms, uncoded_organisms
from icd10cm.evidence.about import about
from icd10cm.evidence.absence import may_conclude_absence
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.issue import AddCode, ReplaceCode
from icd10cm.rules.rule import Part, Rule, no_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue

ID = "MissingOrganism"


class Reason(StrEnum):
    """What is wrong with the organism code."""

    MISSING = ""
    CONTRADICTED = "contradicted"
    STATED = "stated"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each organism of a culture or an operative note that is not coded as it should be."""
    if not may_conclude_absence(facts.encounter):
        return
    asked: set[str | None] = set()
    for found in uncoded_organisms(facts):
        asked.add(found.culture.organism.code)
        yield _missing(found) if found.rival is None else _contradicted(found, found.rival, facts)
    for stated in stated_organisms(facts):
        if stated.organism.code not in asked:
            asked.add(stated.organism.code)
            yield _stated(stated)


def _missing(found: UncodedOrganism) -> CodingIssue:
    code = found.culture.organism.code or ""
    return about(found.diagnosis).issue(
        ID,
        basis=(note_basis(found.line),),
        choices=(code,),
        options=(AddCode(code, found.diagnosis.diagnosis.reference),),
        evidence=(found.culture.evidence,),
    )


def _stated(found: StatedOrganism) -> CodingIssue:
    code = found.organism.code or ""
    return about(found.diagnosis).issue(
        ID,
        basis=(note_basis(found.line),),
        choices=(code,),
        options=(AddCode(code, found.diagnosis.diagnosis.reference),),
        evidence=(found.evidence,),
        because=Reason.STATED,
    )


def _contradicted(found: UncodedOrganism, rival: DiagnosisFacts, facts: EncounterFacts) -> CodingIssue:
    code = found.culture.organism.code or ""
    ordered = found.diagnosis.diagnosis.ordered or rival.diagnosis.ordered
    return about(rival, ordered=ordered).issue(
        ID,
        basis=(note_basis(found.line),),
        choices=(code,),
        options=(ReplaceCode(rival.diagnosis.reference, code),),
        evidence=(found.culture.evidence, coded_as(rival, facts.release)),
        because=Reason.CONTRADICTED,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("useAdditionalCode",),
    reasons=Reason,
    may_recommend=False,
    doubts_no_code=frozenset((Reason.MISSING, Reason.STATED)),
    from_cultures=frozenset(Reason),
    concerns=no_code,
    reads=frozenset((Part.CULTURES, Part.DOCUMENTS)),
)
