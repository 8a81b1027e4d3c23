"""The places that the rules about sites go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts

# Chapters whose diagnoses a procedure without a stated reason may be thought to treat when there is only one.
_LOCAL_CHAPTERS = ("M", "S", "T", "L")


def procedure_sites(
    diagnosis: DiagnosisFacts, facts: EncounterFacts, *, leave_out: frozenset[str] = frozenset()
) -> tuple[SiteFact, ...]:
    """Return the places of the procedures and orders that treat a diagnosis.

    A procedure treats the diagnoses that it names as its reason; one that names none is taken for the only
    diagnosis of the encounter that has a place, if there is only one. `leave_out` are kinds of procedures not asked.
    """
    if not facts.sited_procedures:
        return ()
    reference = diagnosis.diagnosis.reference
    alone = all(code == diagnosis.code or not code.startswith(_LOCAL_CHAPTERS) for code in facts.codes)
    return tuple(
        fact
        for procedure in facts.sited_procedures
        if (reference in procedure.reasons or (alone and not procedure.reasons))
        and not leave_out.intersection(procedure.kinds)
        for fact in procedure.sites
    )
