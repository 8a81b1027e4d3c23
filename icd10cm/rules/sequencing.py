"""Sequencing: a code that cannot be listed first is listed first.

Basis: the note that makes the code a supplementary one (B95-B97, Z16), or the chapter's or code's own words. Guidelines
I.C.1.b (organisms), I.C.1.d.4 (severe sepsis), I.C.20 (external causes are never first), I.C.21.c.3 (status codes),
I.C.21.c.11 (outcome of delivery), I.B.14 (body mass index, social determinants), I.A.13 (manifestations) and I.B.10
(the residual condition is listed before the code of a sequela). Silent without ranks, and for a code alone that says
a status, an external cause, a sequela or what is always secondary.

Evidence: the order of the encounter's diagnoses. Manifestations are known by their title, or by the list of
the Medicare Code Editor; they are asked about here where no disease that their note names is coded, and no other code
is offered in their place. For an organism, the infection that it may identify is offered.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.attaching.infections import infection, may_be_identified
from icd10cm.code_editor import load_code_editor
from icd10cm.evidence.about import about
from icd10cm.evidence.absence import may_conclude_absence
from icd10cm.evidence.basis import coded_as, note_basis, title_basis
from icd10cm.evidence.sequence import (
    first_ranked,
    is_sequela,
    is_unacceptable_principal,
    never_first,
    says_elsewhere,
)
from icd10cm.issue import Basis, Resequence
from icd10cm.policy import load_policy, never_first_codes
from icd10cm.rules.rule import Rule
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

ID = "Sequencing"


class Reason(StrEnum):
    """Why a code cannot be listed first."""

    NEVER = ""
    SEQUELA = "sequela"


_SEQUELA = "S"
_SUPPLEMENTARY = re.compile(r"\b(?:supplementary|secondary|additional)\b")


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis that is ranked first and cannot be."""
    if not may_conclude_absence(facts.encounter):
        return
    for diagnosis in in_time(first_ranked(facts), facts.check_time):
        if not facts.release.is_valid(diagnosis.code) or _circumstance_alone(diagnosis, facts):
            continue
        if never_first(diagnosis) or _manifestation_alone(diagnosis, facts) or _late_effect_first(diagnosis, facts):
            following = _next(diagnosis, facts)
            # Of two with one rank, the chart does not say which is first.
            if following is None or following.diagnosis.rank != diagnosis.diagnosis.rank:
                yield _issue(diagnosis, following, facts)


def is_barred(code: str, release: Release) -> bool:
    """Return whether a code cannot be listed first, or only beside a disease that is coded too."""
    node = release.node(code)
    by_title = node is not None and says_elsewhere(node.title)
    barred = never_first_codes() + load_policy().severe_sepsis
    late = code.endswith(_SEQUELA) and node is not None and release.seventh(node.index) is not None
    return by_title or late or code.startswith(barred) or load_code_editor().is_manifestation(code)


def _circumstance_alone(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a code of a circumstance is the only one: nothing says that more was meant to be listed."""
    policy = load_policy()
    circumstances = policy.status + policy.external_causes + policy.secondary_only
    return len(facts.diagnoses) == 1 and diagnosis.code.startswith(circumstances)


def _manifestation_alone(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a manifestation is first and its note names no code of the encounter (else the order rule asks).

    Severe sepsis (R65.2-) is like one: it is never the principal diagnosis (guideline I.C.1.d.4).
    """
    if not is_unacceptable_principal(diagnosis) and not diagnosis.code.startswith(load_policy().severe_sepsis):
        return False
    lines = [
        line
        for line in facts.release.notes_for(diagnosis.code, "codeFirst")
        if line.level in ("category", "subcategory")
    ]
    open_ended = any(line.such_as or not line.references for line in lines)
    return open_ended and not any(facts.names_any(line) for line in lines) and _next(diagnosis, facts) is not None


def _late_effect_first(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the 7th character says sequela, and a disease that may be what it left is coded too."""
    return is_sequela(diagnosis, facts) and bool(_residuals(diagnosis, facts))


def _residuals(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> list[DiagnosisFacts]:
    """Return the diseases of the same use, one of which may be what a sequela has left."""
    others = facts.starting(load_policy().residuals_of_injury)
    return [one for one in others if one is not diagnosis and _may_be_first(one, diagnosis)]


def _only_residual(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return the one disease that a sequela may have left; of a disease of the same chapters, none is sure."""
    found = _residuals(diagnosis, facts)
    unsure = diagnosis.code.startswith(load_policy().residuals_of_injury)  # M84.4-S with the osteoporosis behind it
    return found[0] if len(found) == 1 and not unsure else None


def _next(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return the diagnosis ranked next that can be first-listed; for an organism, the infection that it identifies."""
    candidates = [
        (rank, place, other)
        for place, other in enumerate(facts.diagnoses)
        if (rank := other.diagnosis.rank) is not None and other is not diagnosis and _may_be_first(other, diagnosis)
    ]
    if diagnosis.code.startswith(load_policy().organisms):  # the infection goes first, not whatever is next in the list
        identified = [each for each in candidates if _may_be_identified(each[2], diagnosis.code, facts)]
        candidates = identified or candidates
    return min(candidates, key=lambda each: each[:2])[2] if candidates else None


def _may_be_first(other: DiagnosisFacts, diagnosis: DiagnosisFacts) -> bool:
    """Return whether a diagnosis of the same use can be first-listed."""
    if other.node is None or other.diagnosis.use != diagnosis.diagnosis.use:
        return False
    if other.code.startswith(load_policy().weeks_of_gestation):  # CodeFirst asks about their order
        return False
    return not never_first(other) and not is_unacceptable_principal(other)


def _may_be_identified(diagnosis: DiagnosisFacts, organism: str, facts: EncounterFacts) -> bool:
    known = infection(diagnosis.code, facts.release)
    return known is not None and may_be_identified(known, organism, facts.release)


def _issue(diagnosis: DiagnosisFacts, following: DiagnosisFacts | None, facts: EncounterFacts) -> CodingIssue:
    reference = diagnosis.diagnosis.reference
    late = is_sequela(diagnosis, facts)
    if late:
        following = _only_residual(diagnosis, facts)
    elif is_unacceptable_principal(diagnosis) and not never_first(diagnosis):
        following = None  # what follows may be unrelated: only the provider knows the cause
    return about(diagnosis).issue(
        ID,
        basis=(_basis(diagnosis, facts),),
        choices=() if following is None else (following.code,),
        options=(() if following is None else (Resequence(following.diagnosis.reference, reference, following.code),)),
        evidence=(coded_as(diagnosis, facts.release),),
        because=Reason.SEQUELA if late else Reason.NEVER,
    )


def _basis(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Basis:
    """Return the note that keeps the code from being first, else its title."""
    release = facts.release
    seventh = release.seventh(diagnosis.node.index) if diagnosis.node and is_sequela(diagnosis, facts) else None
    if seventh is not None:
        return Basis(seventh.holder, "sevenChrDef", f"{diagnosis.code[-1]} sequela")
    lines = release.notes_for(diagnosis.code, "codeFirst")
    if diagnosis.code.startswith(load_policy().organisms) or not lines:
        notes = release.notes_for(diagnosis.code, "notes")
        lines = tuple(line for line in notes if _SUPPLEMENTARY.search(line.line))
    if lines:
        return note_basis(lines[0])
    assert diagnosis.node is not None  # noqa: S101 - the caller has looked
    return title_basis(diagnosis.node)


RULE = Rule(
    id=ID,
    check=check,
    elements=("codeFirst", "notes", "desc", "sevenChrDef"),
    reasons=Reason,
    doubts_no_code=frozenset(Reason),
    concerns=is_barred,
)
