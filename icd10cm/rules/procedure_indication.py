"""ProcedureIndication: antibiotic beads or a spacer without a diagnosis that explains them, or at a different joint.

There is no diagnosis code for placing beads; the diagnosis says why. Basis: the titles of the coded diagnoses, none
of which is an infection, an ulcer, an open wound or an open fracture (whose 7th character or text says so). Beads in
an open fracture are prophylaxis: the fracture supports them and no infection code is asked for. Removals are not looked
at.

Evidence: a procedure or order that the reviewed table knows as the placing of beads or a spacer, against the diagnoses
that it names as its reason, or against all of the encounter where it names none.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.attaching.nearness import elsewhere, places_of
from icd10cm.evidence.about import about
from icd10cm.evidence.absence import may_conclude_absence
from icd10cm.evidence.basis import coded_as, title_basis
from icd10cm.policy import load_policy
from icd10cm.rules.procedure_kinds import INSERTIONS
from icd10cm.rules.rule import Rule
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import Procedure
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.tabular.model import Node

ID = "ProcedureIndication"


class Reason(StrEnum):
    """What is wrong with the diagnoses behind a procedure."""

    NO_INDICATION = "no-indication"
    OTHER_JOINT = "other-joint"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each insertion that no diagnosis supports, or that is at another joint."""
    insertions = _insertions(facts)
    if not insertions or not may_conclude_absence(facts.encounter):
        return
    if not facts.diagnoses or any(one.node is None for one in facts.diagnoses):
        return  # unfinished, or a code that the release does not hold may be the reason
    supporting = [one for one in facts.diagnoses if _supports(one, facts)]
    for procedure in in_time(insertions, facts.check_time):
        yield from _questions(procedure, _linked(procedure, supporting), facts)


def _insertions(facts: EncounterFacts) -> tuple[Procedure, ...]:
    """Return the procedures and orders that place beads or a spacer, one of each code."""
    insertions = [one for one in facts.encounter.procedures if not INSERTIONS.isdisjoint(one.kinds)]
    first_of_code = {procedure.code: procedure for procedure in reversed(insertions)}
    return tuple(reversed(first_of_code.values()))


def _questions(procedure: Procedure, supporting: list[DiagnosisFacts], facts: EncounterFacts) -> Iterator[CodingIssue]:
    if not supporting:
        yield _no_indication(procedure, facts)
    elif all(_is_at_another_joint(procedure, one, facts) for one in supporting):
        yield _other_joint(procedure, supporting[0], facts)


def _linked(procedure: Procedure, supporting: list[DiagnosisFacts]) -> list[DiagnosisFacts]:
    """Return the supporting diagnoses that a procedure names as its reason; all of them where it names none."""
    named = [one for one in supporting if one.diagnosis.reference in procedure.reasons]
    return named or supporting


def _supports(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    code = diagnosis.code
    if code.startswith(_prefixes()):
        return True
    if any(text.facts.open_fracture or text.facts.gustilo for text in diagnosis.texts):
        # A 7th character that says otherwise is another rule's question.
        return True
    return diagnosis.node is not None and _may_be_open(code, diagnosis.node, facts)


def _may_be_open(code: str, node: Node, facts: EncounterFacts) -> bool:
    """Return whether a code is one of an open fracture, or a fracture whose 7th character is missing."""
    seventh = facts.release.seventh(node.index)
    if seventh is None:
        return False
    if len(code.replace(".", "")) < 7:
        return any("open fracture" in meaning for _, meaning in seventh.meanings)
    return "open fracture" in dict(seventh.meanings).get(code[-1], "") or "open" in node.title.lower().split()


def _is_at_another_joint(procedure: Procedure, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a diagnosis names a joint, and a procedure surely is at another one or on the other side."""
    if not diagnosis.code.startswith(load_policy().joint_procedures):
        return False
    places = facts.release.places_of(diagnosis.code) or places_of(diagnosis, facts)
    return elsewhere(procedure.sites, places, facts.anatomy)


def _no_indication(procedure: Procedure, facts: EncounterFacts) -> CodingIssue:
    coded = [one for one in facts.diagnoses if one.node is not None]
    return about(procedure).issue(
        ID,
        basis=tuple(dict.fromkeys(title_basis(one.node) for one in coded if one.node is not None)),
        evidence=(procedure.evidence, *(coded_as(one, facts.release) for one in coded)),
        because=Reason.NO_INDICATION,
    )


def _other_joint(procedure: Procedure, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> CodingIssue:
    node = diagnosis.node
    return about(procedure, diagnosis, ordered=procedure.is_order).issue(
        ID,
        basis=() if node is None else (title_basis(node),),
        evidence=(procedure.evidence, coded_as(diagnosis, facts.release)),
        because=Reason.OTHER_JOINT,
    )


@cache
def _prefixes() -> tuple[str, ...]:
    """Return the prefixes of supporting codes, read once per process."""
    text = files("icd10cm").joinpath("data/indications.toml").read_text(encoding="utf-8")
    return tuple(prefix for group in tomllib.loads(text)["infections"].values() for prefix in group)


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc",),
    reasons=Reason,
    doubts_no_code=frozenset((Reason.NO_INDICATION,)),
    other_place=frozenset((Reason.OTHER_JOINT,)),
)
