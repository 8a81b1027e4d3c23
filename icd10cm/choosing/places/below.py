"""The leaves that documented places mean below a header ("other part of left foot" of "left leg")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from icd10cm.choosing.code_choice import leaves_of
from icd10cm.choosing.places.named_sites import named_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.releases.release import Release
    from icd10cm.titles.site_family import SiteChoice

_OPEN = "nspecified "


def below(index: int, by_site: SiteChoice, side: Side | None, release: Release) -> Sequence[int]:
    """Return the leaves below a header that the places mean too, else all.

    Of fractures of a bone that the header names, the unspecified one is meant, and of an "unspecified level" and C5-C6
    the named one.
    """
    leaves = leaves_of(index, release)
    by_site = _of_its_place(by_site, leaves, release) if by_site.together else by_site
    sites = {fact.site for fact in by_site.facts}
    if len(leaves) == 1:
        return _named_beside(index, sites, by_site, release) or leaves
    meant = _at_sites(leaves, sites, by_site, release)
    if not any(fact.side for fact in by_site.facts):
        meant = _on_side(meant, side, release)
    return _least_said(meant, release) or meant


def _of_its_place(by_site: SiteChoice, leaves: Sequence[int], release: Release) -> SiteChoice:
    """Return one of several places that have a code each, by those of its leaves: "second and third metatarsals"."""
    sites = {site for leaf in leaves for site in _sites(leaf, release)}
    facts = tuple(fact for fact in by_site.facts if fact.site in sites)
    return replace(by_site, facts=facts) if facts else by_site


def _at_sites(leaves: Sequence[int], sites: set[str | None], by_site: SiteChoice, release: Release) -> Sequence[int]:
    meant = [leaf for leaf in leaves if _may_be_meant(leaf, by_site, release)] or leaves
    return [leaf for leaf in meant if not sites.isdisjoint(_sites(leaf, release))] or meant


def _on_side(leaves: Sequence[int], side: Side | None, release: Release) -> Sequence[int]:
    """Return the leaves of the code's side, else all."""
    if side is None:
        return leaves
    nodes = release.tabular.nodes
    return [leaf for leaf in leaves if release.side_of(nodes[leaf].code) is side] or leaves


def _least_said(leaves: Sequence[int], release: Release) -> Sequence[int]:
    """Return the open leaves whose titles say least around the place."""
    words = {leaf: set(release.families.place(leaf).template) for leaf in leaves if _leaves_open(leaf, release)}
    return [leaf for leaf in words if not any(words[other] < words[leaf] for other in words)]


def _named_beside(index: int, sites: set[str | None], by_site: SiteChoice, release: Release) -> Sequence[int]:
    """Return the siblings of an unspecified leaf that name the very places."""
    node = release.tabular.nodes[index]
    if _OPEN not in node.title or not sites.isdisjoint(_sites(index, release)):
        return ()
    beside = release.tabular.nodes[node.parent].children
    return [
        leaf for leaf in beside if not sites.isdisjoint(_sites(leaf, release)) and _may_be_meant(leaf, by_site, release)
    ]


def _leaves_open(leaf: int, release: Release) -> bool:
    """Return whether a title leaves open the disease, or the place and more than its side."""
    place = release.families.place(leaf)
    return "unspecified" in place.template or any(slot.open and not slot.sites for slot in place.slots)


def _sites(leaf: int, release: Release) -> frozenset[str]:
    return named_sites(release.tabular.nodes[leaf].code, release)


def _may_be_meant(leaf: int, by_site: SiteChoice, release: Release) -> bool:
    """Return whether the places do not lead to another of the codes that differ from a leaf in place alone."""
    peers = release.families.site_family(leaf)
    finer = peers.place(by_site.facts) if peers is not None else None
    return finer is None or leaf in finer.leaves
