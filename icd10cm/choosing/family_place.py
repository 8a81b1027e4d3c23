"""Where in a site family a diagnosis belongs: at the documented place, else at the place that its own code names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import leaves_of
from icd10cm.titles.claims import claims_of
from icd10cm.titles.site_family import Placing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import SiteFact
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import Peers

_OPEN = "nspecified "


def place_in_family(
    family: int, node: Node, telling: Sequence[SiteFact], side: Side | None, release: Release
) -> Placing | None:
    """Return the leaves of the family of `family` where a diagnosis coded as `node` belongs; None where that is open.

    `telling` are the documented places that the code does not name itself, `side` is the documented side.
    """
    peers = release.kin.peers(family)
    if peers is None or len(peers.leaves) == 1 or not peers.slots:
        return Placing((family,), ())
    if any(fact.site for fact in telling):
        own = family if family == node.index else next(iter(_at_own_place(peers, node, release)), -1)
        placing = peers.place(telling) if own < 0 else peers.place_of(own, telling)
        return placing if own >= 0 else peers.on_own_side(node.index, placing)
    wanted = side or release.side_of(node.code)
    leaves = _at_own_place(peers, node, release)
    if wanted is Side.BILATERAL:
        chosen = peers.on_side([leaf for leaf in leaves if not _leaves_side_open(leaf, release)], wanted)
        return Placing(chosen, (), together=len(chosen) > 1) if chosen else None
    sides = {leaf: release.side_of(release.tabular.nodes[leaf].code) for leaf in leaves}
    chosen = tuple(leaf for leaf in leaves if sides[leaf] is wanted) or (leaves if not any(sides.values()) else ())
    return Placing(chosen, ()) if chosen else None


def _leaves_side_open(leaf: int, release: Release) -> bool:
    group = release.kin.side_group(leaf)
    return group is not None and leaf in group.unspecified


def _at_own_place(peers: Peers, node: Node, release: Release) -> tuple[int, ...]:
    """Return the leaves of a family at the place that a code names, on any side; the open ones where it names none."""
    named = frozenset(site for site, _ in release.places_of(node.code) if site)
    if not named:
        return tuple(leaf for leaf in peers.leaves if peers.leaves_open(leaf) and not peers.slots[leaf].sites)
    beside = release.kin.peers(node.index)
    own = beside.slots.get(node.index) if beside is not None else None
    sites = frozenset(own.sites) if own is not None and own.sites else named
    residual = own.residual if own is not None else ""
    same = tuple(
        leaf for leaf, slot in peers.slots.items() if frozenset(slot.sites) == sites and slot.residual == residual
    )
    if same or residual:
        return same
    held = [set(peers.at(site)) for site in sites]
    return tuple(sorted(set[int].intersection(*held))) if held else ()


def leaves_with_words(family: int, words: frozenset[str], release: Release) -> tuple[int, ...]:
    """Return the leaves of a family whose titles have all of the words."""
    peers = release.kin.peers(family)
    leaves = (family,) if peers is None else peers.leaves
    return tuple(leaf for leaf in leaves if words <= claims_of(release.tabular.nodes[leaf].title).said)


def below(index: int, placing: Placing, side: Side | None, release: Release) -> Sequence[int]:
    """Return the leaves below a header that the places mean too ("other part of left foot" of "left leg"), else all.

    Of fractures of a bone that the header names, the unspecified one is meant, and of an "unspecified level" and C5-C6
    the named one.
    """
    leaves = leaves_of(index, release)
    sites = {fact.site for fact in placing.facts}
    if len(leaves) == 1:
        return _named_beside(index, sites, placing, release) or leaves
    meant = [leaf for leaf in leaves if _may_be_meant(leaf, placing, release)] or leaves
    meant = [leaf for leaf in meant if not sites.isdisjoint(_sites(leaf, release))] or meant
    if not any(fact.side for fact in placing.facts):
        nodes = release.tabular.nodes
        meant = [leaf for leaf in meant if side is not None and release.side_of(nodes[leaf].code) is side] or meant
    words = {leaf: set(release.kin.place(leaf).template) for leaf in meant if _leaves_open(leaf, release)}
    return [leaf for leaf in words if not any(words[other] < words[leaf] for other in words)] or meant


def _named_beside(index: int, sites: set[str | None], placing: Placing, release: Release) -> Sequence[int]:
    """Return the siblings of an unspecified leaf that name the very places."""
    node = release.tabular.nodes[index]
    if _OPEN not in node.title or not sites.isdisjoint(_sites(index, release)):
        return ()
    beside = release.tabular.nodes[node.parent].children
    return [
        leaf for leaf in beside if not sites.isdisjoint(_sites(leaf, release)) and _may_be_meant(leaf, placing, release)
    ]


def _leaves_open(leaf: int, release: Release) -> bool:
    """Return whether a title leaves open the disease, or the place and more than its side."""
    place = release.kin.place(leaf)
    return "unspecified" in place.template or any(slot.open and not slot.sites for slot in place.slots)


def _sites(leaf: int, release: Release) -> set[str | None]:
    return {site for site, _ in release.places_of(release.tabular.nodes[leaf].code)}


def _may_be_meant(leaf: int, placing: Placing, release: Release) -> bool:
    """Return whether the places do not lead to another of the codes that differ from a leaf in place alone."""
    peers = release.kin.peers(leaf)
    finer = peers.place(placing.facts) if peers is not None else None
    return finer is None or leaf in finer.leaves
