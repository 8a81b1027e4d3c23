"""Where the documented places lead from a code that leaves its place open ("unspecified site") or over ("other")."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.choosing.choice import Silence
from icd10cm.issue import Strength
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.overlapping import may_overlap
from icd10cm.titles.site_family import SiteChoice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.choosing.places.asked import Asked, Sites
    from icd10cm.encounter import SiteFact
    from icd10cm.releases.release import Release
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.template import Slot

_SEVERAL = 2


def of_open_place(asked: Asked, sites: Sites) -> SiteChoice | Silence | None:
    """Return where the documented places lead from a code that leaves its place open or over; None for nowhere."""
    index = asked.node.index
    peers = asked.release.families.site_family(index)
    slot = None if peers is None else peers.slots.get(index)
    if peers is None or slot is None or not _may_move(asked, sites, peers, slot):
        return None
    by_site = peers.place_of(index, sites.telling) or at_each_place(asked, sites, peers)
    if by_site is None or not _leads_on(asked, by_site, peers, slot):
        return None
    return Silence.RESIDUAL if only_left_over(index, by_site, asked.release) else by_site


def _may_move(asked: Asked, sites: Sites, peers: SiteFamily, slot: Slot) -> bool:
    told = {fact.site for fact in sites.telling if fact.site} - _named_above(asked.node.index, asked.release)
    # "Other carpometacarpal joint" is not the thumb's.
    if not told or (slot.residual and told <= set(slot.sites)):
        return False
    return peers.leaves_open(asked.node.index) or (bool(slot.residual) and _is_left_over_here(asked, sites, peers))


@kept_with_release
def _named_above(index: int, release: Release) -> frozenset[str]:
    """Return the sites that the headers of a code name: "phalanx of finger" says nothing of which finger."""
    headers = [node.index for node in release.lineage(index)][1:]
    slots = [slot for header in headers for slot in release.families.place(header).slots]
    return frozenset(slot.sites[0] for slot in slots if len(slot.sites) == 1)  # of "head, face and neck" one is news


def _is_left_over_here(asked: Asked, sites: Sites, peers: SiteFamily) -> bool:
    """Return whether a code for other places gives way: to what no note carves out, and to a procedure if alone."""
    diagnosis = asked.diagnosis
    if not all(asked.facts.names_any(carve.line) for carve in diagnosis.carved):
        return False
    if sites.strength is not Strength.PROCEDURE:
        return True
    return not diagnosis.sites and asked.node.index in peers.residual("other")


def _leads_on(asked: Asked, by_site: SiteChoice, peers: SiteFamily, slot: Slot) -> bool:
    """Return whether a choice says more than the code does; "scapula" at "other part of scapula" does not."""
    if peers.same_place(asked.node.index, by_site.leaves):
        return False
    return not slot.residual or not all(peers.leaves_open(leaf) for leaf in by_site.leaves)


def at_each_place(asked: Asked, sites: Sites, peers: SiteFamily) -> SiteChoice | None:
    """Return the leaves of several places, each of which has one, where no code is for several (I.C.13.a, I.C.19.b).

    Of reports alone, which name the disease at each: in a note the second place may be another diagnosis. Not in a
    category with a code for overlapping sites: two places of a tumor may be one lesion (I.C.2).
    """
    named = _places_of_reports(sites.telling)
    if len(named) < _SEVERAL or not _are_apart(list(named), asked) or may_overlap(asked.node.index, asked.release):
        return None
    found = (peers.place_of(asked.node.index, facts) for facts in named.values())
    leaves = {each.leaves[0] for each in found if each is not None and _is_one_place(each, peers)}
    if len(leaves) < len(named):
        return None
    return SiteChoice(tuple(sorted(leaves)), tuple(chain.from_iterable(named.values())), together=True)


def _places_of_reports(facts: Sequence[SiteFact]) -> Mapping[str, Sequence[SiteFact]]:
    """Return the facts of each place; none where something else than a report gives a place."""
    named: dict[str, list[SiteFact]] = {}
    for fact in facts:
        if fact.site:
            named.setdefault(fact.site, []).append(fact)
    return named if all(fact.evidence.source for fact in chain.from_iterable(named.values())) else {}


def _are_apart(sites: Sequence[str], asked: Asked) -> bool:
    disjoint = asked.facts.anatomy.disjoint
    return all(disjoint(one, other) for at, one in enumerate(sites) for other in sites[:at])


def _is_one_place(by_site: SiteChoice, peers: SiteFamily) -> bool:
    leaf = by_site.leaves[0]
    return len(by_site.leaves) == 1 and not peers.slots[leaf].residual and not peers.leaves_open(leaf)


def only_left_over(family: int, by_site: SiteChoice, release: Release) -> bool:
    """Return whether text alone leads to a code for other sites: it does not choose one."""
    peers = release.families.site_family(family)
    if peers is None or not by_site.facts or not all(fact.evidence.from_text for fact in by_site.facts):
        return False
    return all(leaf in peers.residual("other") for leaf in by_site.leaves)
