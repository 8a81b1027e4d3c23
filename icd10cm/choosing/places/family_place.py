"""Where in a site family a diagnosis belongs: at the documented place, else at the place that its own code names."""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.titles.claims import claims_of
from icd10cm.titles.site_family import SiteChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.encounter import SiteFact
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteFamily

_SITE = attrgetter("site")


def place_in_family(
    family: int, node: Node, telling: Sequence[SiteFact], side: Side | None, release: Release
) -> SiteChoice | None:
    """Return the leaves of the family of `family` where a diagnosis coded as `node` belongs; None where that is open.

    `telling` are the documented places that the code does not name itself, `side` is the documented side.
    """
    peers = release.families.site_family(family)
    if peers is None or len(peers.leaves) == 1 or not peers.slots:
        return SiteChoice((family,), ())
    if any(fact.site for fact in telling):
        found = _at_documented_place(family, peers, node, telling, release)
        return found or _at_the_one_place(peers, telling, side or release.side_of(node.code), release)
    return _at_coded_place(peers, node, side, release)


def _at_coded_place(peers: SiteFamily, node: Node, side: Side | None, release: Release) -> SiteChoice | None:
    """Return the leaves at the place that a code names, on the documented side or on its own."""
    leaves = _at_own_place(peers, node, release) or _at_the_place_beside(peers, node, release)
    wanted = side or release.side_of(node.code)
    if wanted is Side.BILATERAL:
        return _on_both_sides(leaves, peers, release)
    chosen = _on_side(leaves, wanted, release)
    return SiteChoice(chosen, ()) if chosen else None


def _at_documented_place(
    family: int, peers: SiteFamily, node: Node, telling: Sequence[SiteFact], release: Release
) -> SiteChoice | None:
    at_own = _at_own_place(peers, node, release)
    side = release.side_of(node.code)
    on_own = (side and _on_side(at_own, side, release)) or at_own
    own = family if family == node.index else next(iter(on_own), -1)
    if own >= 0:
        return peers.place_of(own, telling)
    return peers.on_own_side(node.index, peers.place(telling))


def _at_the_one_place(
    peers: SiteFamily, telling: Sequence[SiteFact], side: Side | None, release: Release
) -> SiteChoice | None:
    """Return the leaves of a side where all name one place, near the documented ones: the radius, for a wrist."""
    if side not in (Side.RIGHT, Side.LEFT) or len({slot.sites for slot in peers.slots.values()}) != 1:
        return None
    if not {fact.side for fact in telling} <= {None, side} or _apart(peers.sites, filter(None, map(_SITE, telling))):
        return None
    chosen = _on_side(peers.leaves, side, release)
    return SiteChoice(chosen, tuple(telling)) if chosen else None


def _on_both_sides(leaves: Sequence[int], peers: SiteFamily, release: Release) -> SiteChoice | None:
    chosen = peers.on_side([leaf for leaf in leaves if not _leaves_side_open(leaf, release)], Side.BILATERAL)
    return SiteChoice(chosen, (), together=len(chosen) > 1) if chosen else None


def _on_side(leaves: tuple[int, ...], side: Side | None, release: Release) -> tuple[int, ...]:
    """Return the leaves of a side; all of them where none of them names one."""
    sides = {leaf: release.side_of(release.tabular.nodes[leaf].code) for leaf in leaves}
    return tuple(leaf for leaf in leaves if sides[leaf] is side) or (leaves if not any(sides.values()) else ())


def _leaves_side_open(leaf: int, release: Release) -> bool:
    group = release.families.side_group(leaf)
    return group is not None and leaf in group.unspecified


def _at_own_place(peers: SiteFamily, node: Node, release: Release) -> tuple[int, ...]:
    """Return the leaves of a family at the place that a code names, on any side; the open ones where it names none."""
    named = named_sites(node.code, release)
    if not named:
        return tuple(leaf for leaf in peers.leaves if peers.leaves_open(leaf) and not peers.slots[leaf].sites)
    beside = release.families.site_family(node.index)
    own = beside.slots.get(node.index) if beside is not None else None
    if own is None:
        return _at_sites(peers, named, "")
    return _at_sites(peers, frozenset(own.sites) or named, own.residual)


def _at_the_place_beside(peers: SiteFamily, node: Node, release: Release) -> tuple[int, ...]:
    """Return the leaves nearest to a code in the list, where they name one place that may be the code's.

    An anterior dislocation of the shoulder joint is one of the humerus, and one of the ear may name the ear drum.
    """
    for above in islice(release.lineage(node.index), 1, None):
        leaves = tuple(leaf for leaf in peers.slots if above.index < leaf < above.end)
        if leaves:
            sites = {site for leaf in leaves for site in peers.slots[leaf].sites}
            return leaves if len(sites) == 1 and not _apart(sites, named_sites(node.code, release)) else ()
    return ()


def _apart(sites: Iterable[str], named: Iterable[str]) -> bool:
    disjoint = load_anatomy().disjoint
    return any(disjoint(site, one) for site in sites for one in named)


def _at_sites(peers: SiteFamily, sites: frozenset[str], residual: str) -> tuple[int, ...]:
    """Return the leaves that name the very sites, else those that hold all of them."""
    same = tuple(
        leaf for leaf, slot in peers.slots.items() if frozenset(slot.sites) == sites and slot.residual == residual
    )
    if same or residual:
        return same
    return tuple(sorted(set[int].intersection(*(set(peers.at(site)) for site in sites))))


def leaves_with_words(family: int, words: frozenset[str], release: Release) -> tuple[int, ...]:
    """Return the leaves of a family whose titles have all of the words."""
    peers = release.families.site_family(family)
    leaves = (family,) if peers is None else peers.leaves
    return tuple(leaf for leaf in leaves if words <= claims_of(release.tabular.nodes[leaf].title).said)
