"""UnspecifiedLaterality: the code leaves the side unspecified; the chart names it, or the card asks for it.

Basis: the title of the code and those of the codes that differ from it in side alone; for the eye, the 7th
character that means an unspecified eye. Guideline I.B.13: the unspecified-side code is for records that do not
say; where there is no bilateral code, both sides are coded. Guidelines I.C.6.a and I.C.9.d: where the record does not
say which side is dominant, the right one is taken for it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.chooser import Question, Silence, choose
from icd10cm.choosing.dominance import of_told_dominance
from icd10cm.choosing.open_axes import open_sides
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.evidence.documented_side import says_nothing_else
from icd10cm.evidence.prompting import AS_USUAL, OpenPlaces, asks_for_place
from icd10cm.issue import Basis, ReplaceCode, Strength
from icd10cm.policy import load_policy
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "UnspecifiedLaterality"
_PAIR = [Side.RIGHT, Side.LEFT]


class Reason(StrEnum):
    """What is open apart from the side."""

    SIDE = ""
    DOMINANCE = "dominance"


def check(facts: EncounterFacts, places: OpenPlaces = AS_USUAL) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis whose code leaves its side open; `places` widens or narrows the prompts."""
    for diagnosis, node in facts.leaves():
        sided = open_sides(diagnosis.code, facts.release)
        if not sided:
            continue
        issue = _issue(diagnosis, node, facts) or _prompt(diagnosis, node, sided, facts, places)
        if issue is not None:
            yield issue


def leaves_open(code: str, release: Release) -> bool:
    """Return whether a code leaves its side open."""
    return bool(open_sides(code, release))


def _issue(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> CodingIssue | None:
    release = facts.release
    choice = choose(diagnosis, facts)
    if choice.question is Question.SIDE:
        return about(diagnosis).issue(
            ID,
            strength=choice.strength,
            basis=(_basis(diagnosis, node, release),),
            choices=choice.codes,
            options=choice.options(diagnosis.diagnosis.reference, release),
            evidence=choice.evidence,
            because=Reason.DOMINANCE if choice.by_rule else Reason.SIDE,
            together=choice.together,
        )
    return None


def _prompt(
    diagnosis: DiagnosisFacts,
    node: Node,
    sided: Mapping[Side, tuple[str, ...]],
    facts: EncounterFacts,
    places: OpenPlaces,
) -> CodingIssue | None:
    """Return the question which side it is, where nothing in the chart is about the side."""
    release, choice = facts.release, choose(diagnosis, facts)
    if choice.codes or choice.silence is Silence.CODED or choice.sided:
        return None
    if not (asks_for_place(diagnosis, facts, places) and says_nothing_else(diagnosis, release)):
        return None
    codes = tuple(code for each in _to_ask(diagnosis.code, release) for code in sided.get(each, ()))
    codes = of_told_dominance(codes, diagnosis, release)
    return about(diagnosis).issue(
        ID,
        strength=Strength.PROMPT,
        basis=(_basis(diagnosis, node, release),),
        choices=codes,
        options=_options(diagnosis, codes, release),
    )


def _options(diagnosis: DiagnosisFacts, codes: tuple[str, ...], release: Release) -> tuple[ReplaceCode, ...]:
    """Return a replacement for each side; both sides too for what is often on both and has no bilateral code."""
    reference = diagnosis.diagnosis.reference
    valid = [code for code in codes if release.is_valid(code)]
    options = tuple(ReplaceCode(reference, code) for code in valid)
    if diagnosis.code.startswith(load_policy().often_on_both_sides) and [*map(release.side_of, valid)] == _PAIR:
        return (*options, ReplaceCode(reference, valid[0], tuple(valid[1:])))
    return options


def _to_ask(code: str, release: Release) -> tuple[Side, ...]:
    """Return the sides to choose among: what the title calls unilateral is not asked to be bilateral."""
    if "unilateral" in release.title(code).lower():
        return (Side.RIGHT, Side.LEFT)
    return tuple(Side)


def _basis(diagnosis: DiagnosisFacts, node: Node, release: Release) -> Basis:
    if release.is_valid(node.code):
        return title_basis(node)
    group = release.families.side_group(node.index)
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
    concerns=leaves_open,
)
