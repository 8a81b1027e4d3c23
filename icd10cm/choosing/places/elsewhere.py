"""Whether a chart documents a disease at a place that the code surely does not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.places.named_sites import named_sites

if TYPE_CHECKING:
    from icd10cm.choosing.places.asked import Asked, Sites
    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.tabular.model import Node


def lies_elsewhere(asked: Asked, sites: Sites) -> bool:
    """Return whether every documented site surely lies outside every site that the code names.

    What its title names beside its place is the code's too: "saphenous vein at lower leg level".
    """
    node, facts = asked.node, asked.facts
    title = named_sites(asked.diagnosis.code, asked.release)
    own = _own_sites(node, title, facts)
    documented = [fact.site for fact in sites.all if fact.site]
    if not own or not documented:
        return False
    named = own | _sites_beside(node, own, facts)
    category = asked.release.category(node.index).code
    return all(_is_apart(site, title, named, category, facts) for site in documented)


def _own_sites(node: Node, title: frozenset[str], facts: EncounterFacts) -> frozenset[str]:
    """Return the sites by which a code differs from its peers; none where it leaves them open or over."""
    peers = facts.release.families.site_family(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    if slot is None:
        return title
    return frozenset() if slot.residual else frozenset(slot.sites)


def _sites_beside(node: Node, own: frozenset[str], facts: EncounterFacts) -> frozenset[str]:
    slots = facts.release.families.place(node.index).slots
    return frozenset(site for each in slots if own.isdisjoint(each.sites) for site in each.sites)


def _is_apart(site: str, title: frozenset[str], named: frozenset[str], category: str, facts: EncounterFacts) -> bool:
    """Return whether a site surely lies outside all the sites that a code names."""
    anatomy = facts.anatomy
    if anatomy.undecided(site, category) or any(anatomy.is_part_of(one, site) for one in title):
        return False
    return all(anatomy.disjoint(site, each) for each in named)


def radiates(asked: Asked, sites: Sites) -> bool:
    """Return whether a disease of the spine is documented where it is felt: lumbar radiculopathy in the leg."""
    is_part_of = asked.facts.anatomy.is_part_of
    named = named_sites(asked.diagnosis.code, asked.release)
    return any(is_part_of(one, "spine") for one in named) != any(
        is_part_of(fact.site, "spine") for fact in sites.all if fact.site
    )
