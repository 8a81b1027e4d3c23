"""The places that the rules about sites go by."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.attaching.procedure_attachment import procedures_by_diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts


def procedure_sites(
    diagnosis: DiagnosisFacts, facts: EncounterFacts, *, leave_out: frozenset[str] = frozenset()
) -> tuple[SiteFact, ...]:
    """Return what the procedures and orders that are for a diagnosis say of its place.

    At a site that the title does not name, they say the side alone: an amputation below the knee leaves a foot ulcer
    one of the foot. Where they differ in site or side, they say nothing. `leave_out` are kinds of procedures not asked.
    """
    if not facts.sited_procedures:
        return ()
    attached = procedures_by_diagnosis(facts).get(diagnosis.diagnosis.reference, ())
    asked = [procedure for procedure in attached if leave_out.isdisjoint(procedure.kinds)]
    own = [site for site, _ in facts.release.places_of(diagnosis.code) if site]
    stated = chain.from_iterable(procedure.sites for procedure in asked)
    said = tuple(_as_far_as_named(stated, own, facts.anatomy))
    return () if _differ(said, facts.anatomy) else said


def _as_far_as_named(stated: Iterable[SiteFact], own: Sequence[str], anatomy: Anatomy) -> Iterator[SiteFact]:
    """Yield what is said about places, without a site where the title names another."""
    for fact in stated:
        if not own or fact.site is None or any(anatomy.related(fact.site, site) for site in own):
            yield fact
        elif fact.side is not None:
            yield replace(fact, site=None)


def _differ(said: Sequence[SiteFact], anatomy: Anatomy) -> bool:
    """Return whether procedures name several sides, or sites that are not one within the other."""
    sites = {fact.site for fact in said if fact.site}
    return len({fact.side for fact in said if fact.side}) > 1 or any(
        not anatomy.related(one, other) for one in sites for other in sites
    )
