"""The places that the rules about sites go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.attaching.procedure_attachment import LIMBS, procedures_by_diagnosis, same_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.encounter import Procedure, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts

    _SaysSide = Callable[[Procedure, str, str, Anatomy], bool]


def procedure_sites(
    diagnosis: DiagnosisFacts, facts: EncounterFacts, *, leave_out: frozenset[str] = frozenset()
) -> tuple[SiteFact, ...]:
    """Return what the procedures and orders that are for a diagnosis say of its place.

    Only one whose own place is that of the diagnosis, or holds it or lies in it, speaks: an order for an image of the
    knee that names a kidney as its reason says nothing of its side. An amputation takes all that is below it, so one at
    a site that the title does not name says the side alone: the foot ulcer stays one of the foot. Where procedures
    differ in site or side, they say nothing. `leave_out` are kinds of procedures not asked.
    """
    attached = _attached(diagnosis, facts)
    asked = [procedure for procedure in attached if leave_out.isdisjoint(procedure.kinds)]
    return _said_of(asked, _places_of_code(diagnosis.code, facts), facts.anatomy) if asked else ()


def places_added(told: Sequence[SiteFact], diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[SiteFact, ...]:
    """Return what procedures and orders add to the told places of a diagnosis.

    Where there is one place, without a side ("heel ulcer"), they give it their side, and no other place. What is next
    to the place in a limb says the side: an image of the wrist, of a fracture of the distal radius.
    """
    asked = _attached(diagnosis, facts)
    if not asked:  # the usual case
        return ()
    sites = [fact.site for fact in told if fact.site]
    said = _said_of(asked, sites or _places_of_code(diagnosis.code, facts), facts.anatomy, _beside)
    return _sides_alone(said, told) if sites else said


def _sides_alone(said: Sequence[SiteFact], told: Sequence[SiteFact]) -> tuple[SiteFact, ...]:
    """Return the sides that procedures say, of the one told place that has none."""
    if len(told) > 1 or told[0].side:
        return ()
    return tuple(replace(fact, site=told[0].site) for fact in said if fact.side)


def _attached(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[Procedure, ...]:
    if not facts.sited_procedures:
        return ()
    return procedures_by_diagnosis(facts).get(diagnosis.diagnosis.reference, ())


def _said_of(
    asked: Sequence[Procedure], own: Sequence[str], anatomy: Anatomy, says_side: _SaysSide = same_site
) -> tuple[SiteFact, ...]:
    """Return what procedures say of a place, if they do not differ."""
    said = tuple(fact for procedure in asked for fact in _as_far_as_named(procedure, own, anatomy, says_side))
    return () if _differ(said, anatomy) else said


def _beside(procedure: Procedure, one: str, other: str, anatomy: Anatomy) -> bool:
    """Return whether two sites are the same, or next to each other in one limb."""
    if same_site(procedure, one, other, anatomy):
        return True
    in_one_limb = any(anatomy.is_part_of(one, limb) and anatomy.is_part_of(other, limb) for limb in LIMBS)
    return in_one_limb and not anatomy.disjoint(one, other)


def _places_of_code(code: str, facts: EncounterFacts) -> Sequence[str]:
    """Return the sites that a title names; where it leaves its site open, those that the codes beside it name."""
    named = facts.release.sites_of(code)
    index = facts.release.position(code)
    peers = None if named or index is None else facts.release.families.site_family(index)
    return named if peers is None else sorted(peers.sites)


def _as_far_as_named(
    procedure: Procedure, own: Sequence[str], anatomy: Anatomy, says_side: _SaysSide
) -> Iterator[SiteFact]:
    """Yield what a procedure says of the place of a diagnosis: nothing elsewhere, and where no place is known."""
    for fact in procedure.sites:
        if fact.site is None or any(anatomy.related(fact.site, site) for site in own):
            yield fact
        elif fact.side is not None and any(says_side(procedure, fact.site, site, anatomy) for site in own):
            yield replace(fact, site=None)


def _differ(said: Sequence[SiteFact], anatomy: Anatomy) -> bool:
    """Return whether procedures name several sides, or sites that are not one within the other."""
    sites = {fact.site for fact in said if fact.site}
    return len({fact.side for fact in said if fact.side}) > 1 or any(
        not anatomy.related(one, other) for one in sites for other in sites
    )
