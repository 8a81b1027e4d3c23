"""The side that a chart documents for the place that a code names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import Evidence, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release


_SEVERAL = 2


def documented_side(
    diagnosis: DiagnosisFacts, sites: Sequence[SiteFact], release: Release
) -> tuple[Side | None, tuple[Evidence, ...]]:
    """Return the one side that `sites` give the place of a code, with the evidence; right and left are bilateral."""
    # "Homonymous bilateral field defects, unspecified side": that it is bilateral is in the title.
    own = release.side_of(diagnosis.code)
    telling = [fact for fact in sites if fact.side not in (None, own) and concerns(fact.site, diagnosis, release)]
    telling = _at_the_place(telling, diagnosis, release) or telling
    sides = {fact.side for fact in telling}
    if sides >= {Side.RIGHT, Side.LEFT}:
        sides = {Side.BILATERAL}
    return (sides.pop(), tuple(dict.fromkeys(fact.evidence for fact in telling))) if len(sides) == 1 else (None, ())


def _at_the_place(sites: Sequence[SiteFact], diagnosis: DiagnosisFacts, release: Release) -> list[SiteFact]:
    """Return the places that lie in one that the title names, or around it, where others are near it alone.

    "Right clavicle fracture; left rib fracture" says right of the clavicle.
    """
    if len(sites) < _SEVERAL:
        return []
    anatomy = load_anatomy()
    named = anatomy.narrowest(release.sites_of(diagnosis.code))
    return [fact for fact in sites if fact.site and any(anatomy.related(fact.site, one) for one in named)]


def says_nothing_else(diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether the chart puts no side to another place, so that the side of the code's is worth a question."""
    if any(carve.fact.side for carve in diagnosis.carved):
        return False
    return all(not fact.side or concerns(fact.site, diagnosis, release) for fact in diagnosis.documented)


def concerns(site: str | None, diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether a place may be the one that the code names, and not one with its own codes ("knee" at S81.8).

    A side alone always may, and that of a place that the title names.
    """
    named = release.sites_of(diagnosis.code)
    if site is None or site in named or not named:
        return True
    by_codes = None if diagnosis.node is None else _has_codes_here(site, diagnosis.node.index, release)
    if by_codes is not None:
        return by_codes
    return not all(load_anatomy().disjoint(site, each) for each in named)


def _has_codes_here(site: str, index: int, release: Release) -> bool | None:
    """Return whether the codes that differ in place mean one place by a site and by a code; None for no such site."""
    peers = release.families.site_family(index)
    return None if peers is None or site not in peers.sites else peers.same_place(index, peers.at(site))
