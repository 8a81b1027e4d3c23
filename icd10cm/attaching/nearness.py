"""How near a stated place (of a specimen, a procedure) is to the places of a diagnosis."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts

Place = tuple[str | None, "Side | None"]


class Nearness(IntEnum):
    """How near two places are, as far as the chart says; nearest first."""

    SAME_PLACE = 0
    SAME_SITE = 1
    """The same site, and the side of one of them is not known."""
    SAME_SIDE = 2
    UNKNOWN = 3


def places_of(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[Place, ...]:
    """Return the sites and sides of a diagnosis: the documented ones, else those of its title."""
    return tuple((fact.site, fact.side) for fact in diagnosis.sites) or facts.release.places_of(diagnosis.code)


def opposite(one: Side | None, other: Side | None) -> bool:
    """Return whether two sides are right and left."""
    return {one, other} == {"left", "right"}


def elsewhere(stated: Iterable[SiteFact], places: Iterable[Place], anatomy: Anatomy) -> bool:
    """Return whether what is stated surely is at another site than all `places`, or on the other side."""
    pairs = [(fact, place) for fact in stated for place in places]
    return bool(pairs) and all(
        (fact.site and site and anatomy.disjoint(fact.site, site)) or opposite(fact.side, side)
        for fact, (site, side) in pairs
    )


def nearness(stated: Iterable[SiteFact], places: Iterable[Place], anatomy: Anatomy) -> Nearness:
    """Return how near what is stated is to the nearest of `places`."""
    pairs = [(fact, place) for fact in stated for place in places]
    return min((_nearness(fact, place, anatomy) for fact, place in pairs), default=Nearness.UNKNOWN)


def _nearness(fact: SiteFact, place: Place, anatomy: Anatomy) -> Nearness:
    site, side = place
    if opposite(fact.side, side):
        return Nearness.UNKNOWN
    same_side = fact.side is not None and fact.side == side
    if fact.site and site and anatomy.related(fact.site, site):
        return Nearness.SAME_PLACE if same_side else Nearness.SAME_SITE
    return Nearness.SAME_SIDE if same_side else Nearness.UNKNOWN
