"""UnspecifiedLaterality: a code that leaves the side open where the chart names it, or a prompt to name one.

Basis: the title of the code beside the titles of the codes that differ from it in side alone; for the eye, the 7th
character that stands for an unspecified eye. Guideline I.B.13: the unspecified-side code is for records that do not
say; where there is no bilateral code, both sides are coded. Guidelines I.C.6.a and I.C.9.d: where the record does not
say which side is dominant, the right one is taken for it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.evidence.dominance import of_told_dominance, of_usual_dominance
from icd10cm.evidence.open_axes import open_sides
from icd10cm.evidence.procedure_sites import procedure_sites
from icd10cm.evidence.ulcer_grade import graded
from icd10cm.issue import AddCode, Basis, ReplaceCode, Strength
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "UnspecifiedLaterality"


class Reason(StrEnum):
    """What is open apart from the side."""

    SIDE = ""
    DOMINANCE = "dominance"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis whose code leaves its side open."""
    for diagnosis, node in facts.leaves():
        sided = open_sides(diagnosis.code, facts.release)
        if not sided:
            continue
        issue = _issue(diagnosis, node, sided, facts)
        if issue is not None:
            yield issue


def _issue(
    diagnosis: DiagnosisFacts, node: Node, sided: Mapping[Side, tuple[str, ...]], facts: EncounterFacts
) -> CodingIssue | None:
    side, evidence, strength = _documented_side(diagnosis, facts)
    if strength is Strength.PROMPT and not (diagnosis.asked and _says_nothing_else(diagnosis, facts)):
        return None
    together = False
    if side is None:
        codes = tuple(code for each in _to_ask(diagnosis.code, facts.release) for code in sided.get(each, ()))
    elif side in sided:
        codes = sided[side]
    elif side is Side.BILATERAL and Side.RIGHT in sided and Side.LEFT in sided:
        codes = (*sided[Side.RIGHT], *sided[Side.LEFT])
        together = len(codes) == 2
    else:
        return None
    told = of_told_dominance(codes, diagnosis, facts.release)
    usual = of_usual_dominance(told, side, facts.release)
    codes = tuple(graded(code, diagnosis, facts.release) for code in usual)
    reference = diagnosis.diagnosis.reference
    valid = [code for code in codes if facts.release.is_valid(code)]
    options: tuple[Correction, ...] = tuple(ReplaceCode(reference, code) for code in valid)
    if together and len(valid) == 2:
        options = (ReplaceCode(reference, valid[0]), AddCode(valid[1], reference))
    return about(diagnosis).issue(
        ID,
        strength=strength,
        basis=(_basis(diagnosis, node, facts.release),),
        choices=codes,
        options=options,
        evidence=evidence,
        because=Reason.DOMINANCE if usual != told else Reason.SIDE,
        together=together,
    )


def _to_ask(code: str, release: Release) -> tuple[Side, ...]:
    """Return the sides to choose among: what the title calls unilateral is not asked to be bilateral."""
    if "unilateral" in release.title(code).lower():
        return (Side.RIGHT, Side.LEFT)
    return tuple(Side)


def _documented_side(
    diagnosis: DiagnosisFacts, facts: EncounterFacts
) -> tuple[Side | None, tuple[Evidence, ...], Strength]:
    """Return the side the chart names, the evidence for it and its strength; a prompt where it names none."""
    for sites, strength in (
        (diagnosis.documented, Strength.DOCUMENTED),
        (procedure_sites(diagnosis, facts), Strength.PROCEDURE),
    ):
        # "Homonymous bilateral field defects, unspecified side": that it is bilateral is in the title.
        own = facts.release.side_of(diagnosis.code)
        telling = [fact for fact in sites if fact.side not in (None, own) and _concerns(fact.site, diagnosis, facts)]
        sides = {fact.side for fact in telling}
        if sides >= {Side.RIGHT, Side.LEFT}:
            sides = {Side.BILATERAL}
        if len(sides) == 1:
            return sides.pop(), tuple(dict.fromkeys(fact.evidence for fact in telling)), strength
    return None, (), Strength.PROMPT


def _says_nothing_else(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether the chart puts no side to another place, so that the side of the code's is worth a question."""
    if any(carve.fact.side for carve in diagnosis.carved):
        return False
    return all(not fact.side or _concerns(fact.site, diagnosis, facts) for fact in diagnosis.documented)


def _concerns(site: str | None, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Tell whether a place may be the one that the code names, and not one with codes of its own ("knee" at S81.8).

    A side alone always may, and that of a place that the title names.
    """
    named = [each for each, _ in facts.release.places_of(diagnosis.code) if each]
    if site is None or site in named or not named:
        return True
    peers = facts.release.kin.peers(diagnosis.node.index) if diagnosis.node is not None else None
    if diagnosis.node is not None and peers is not None and site in peers.sites:
        return peers.same_place(diagnosis.node.index, peers.at(site))
    return not all(facts.anatomy.disjoint(site, each) for each in named)


def _basis(diagnosis: DiagnosisFacts, node: Node, release: Release) -> Basis:
    if release.is_valid(node.code):
        return title_basis(node)
    group = release.kin.side_group(node.index)
    seventh = release.seventh(node.index)
    if (group is not None and node.index in group.unspecified) or seventh is None:
        return title_basis(node)
    meaning = dict(seventh.meanings).get(diagnosis.code[-1], "")
    return Basis(seventh.holder, "sevenChrDef", f"{diagnosis.code[-1]} {meaning}")


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "sevenChrDef"),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT),
    reasons=Reason,
)
