"""The order of the diagnoses, where the chart ranks them; ranks are compared within one use only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.code_editor import load_code_editor
from icd10cm.policy import never_first_codes

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts

_ELSEWHERE = "classified elsewhere"


def comes_before(one: DiagnosisFacts, other: DiagnosisFacts) -> bool:
    """Return whether the chart ranks one diagnosis before another; False without ranks or across uses."""
    first, second = one.diagnosis, other.diagnosis
    return first.rank is not None and second.rank is not None and first.use == second.use and first.rank < second.rank


def first_ranked(facts: EncounterFacts) -> list[DiagnosisFacts]:
    """Return the diagnoses that are ranked first within their use, in the order of the chart."""
    lowest: dict[str, int] = {}
    for one in facts.in_turn():
        rank = one.diagnosis.rank
        if rank is not None and rank < lowest.get(one.diagnosis.use, rank + 1):
            lowest[one.diagnosis.use] = rank
    ranks = set(lowest.values())
    return [
        one
        for one in facts.diagnoses
        if one.diagnosis.rank in ranks and one.diagnosis.rank == lowest[one.diagnosis.use]
    ]


def is_manifestation(diagnosis: DiagnosisFacts) -> bool:
    """Return whether the title says that the disease is classified elsewhere (guideline I.A.13)."""
    return diagnosis.node is not None and says_elsewhere(diagnosis.node.title)


def is_unacceptable_principal(diagnosis: DiagnosisFacts) -> bool:
    """Return whether a code is a manifestation by its title or by the list of the Medicare Code Editor."""
    return is_manifestation(diagnosis) or load_code_editor().is_manifestation(diagnosis.code)


def says_elsewhere(title: str) -> bool:
    """Return whether a title speaks of diseases classified elsewhere, and not of what is "not elsewhere classified"."""
    return _ELSEWHERE in title and _ELSEWHERE in title.replace("not elsewhere classified", "")


def is_sequela(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the 7th character says sequela: the residual condition overrides it (guideline I.B.10)."""
    seventh = facts.release.seventh(diagnosis.node.index) if diagnosis.node is not None else None
    return seventh is not None and dict(seventh.meanings).get(diagnosis.code[-1]) == "sequela"


def never_first(diagnosis: DiagnosisFacts) -> bool:
    """Return whether a code can never be first-listed, whatever else is coded.

    Organisms (B95-B97), resistance (Z16), presence of orthopedic joint implants (Z96.6), external causes (chapter 20)
    and what is reported as a secondary diagnosis only (outcome of delivery, body mass index, coma scale).
    """
    return diagnosis.code.startswith(never_first_codes())
