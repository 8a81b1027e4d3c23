"""Works out which codes of one category are families: those that differ in side alone, or in place alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.titles.loose_site_family import loose_peers
from icd10cm.titles.side_groups import SideGroup, side_groups
from icd10cm.titles.site_family import SiteFamily, varying_slot, work_out_peers
from icd10cm.titles.template import Place, read_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import Node


@dataclass(frozen=True, slots=True)
class CategoryFamilies:
    """The families of one category, each by node position: places, peers and side groups.

    `loose` are the peers, by leaf position, of unspecified leaves whose place is worded otherwise.
    """

    places: Mapping[int, Place]
    peers: Mapping[int, SiteFamily]
    loose: Mapping[int, SiteFamily]
    sides: Mapping[int, SideGroup]

    @property
    def sites(self) -> frozenset[str]:
        """The sites that the titles name."""
        named = {slot.sites for place in self.places.values() for slot in place.slots}
        return frozenset[str]().union(*named)

    def peers_of(self, index: int) -> SiteFamily | None:
        """Return what differs from the node in place alone."""
        return self.loose.get(index) or self.peers.get(index)


def work_out(nodes: Sequence[Node], anatomy: Anatomy) -> CategoryFamilies:
    """Return the families of a category (`nodes`: all nodes of it)."""
    places = {node.index: read_title(node.title, anatomy) for node in nodes}
    sides = _sides(nodes)
    strict = {
        index: peers
        for titles in _families(nodes, places)
        for peers in (work_out_peers(titles, places, anatomy, nodes[0].code),)
        for index in titles
    }
    return CategoryFamilies(
        places=places,
        peers=strict,
        loose=loose_peers(nodes, places, strict, sides, anatomy),
        sides=sides,
    )


def _sides(nodes: Sequence[Node]) -> dict[int, SideGroup]:
    """Return the side group of each leaf; of two groups (dominance) the one with an unspecified member says more."""
    sides: dict[int, SideGroup] = {}
    for group in side_groups(nodes):
        for index in (*group.unspecified, *chain.from_iterable(group.sided.values())):
            if index not in sides or (group.unspecified and not sides[index].unspecified):
                sides[index] = group
    return sides


def _families(nodes: Sequence[Node], places: Mapping[int, Place]) -> list[dict[int, str]]:
    """Return the titles, by node position, that have one template and differ in one slot of it alone."""
    alike: dict[tuple[str, ...], dict[int, str]] = {}
    for node in nodes:
        if not node.children:
            alike.setdefault(places[node.index].template, {})[node.index] = node.title
    for node in nodes:
        # A family that asks something more of one place ("lumbar region without neurogenic claudication") has no leaf
        # of this template there; its header represents it.
        titles = alike.get(places[node.index].template)
        if node.children and titles and not any(node.index < leaf < node.end for leaf in titles):
            titles[node.index] = node.title
    return [family for titles in alike.values() for family in _apart(titles, places)]


def _apart(titles: dict[int, str], places: Mapping[int, Place]) -> list[dict[int, str]]:
    """Keep titles apart that name other sites in another slot: "rheumatoid lung disease with arthritis of hand"."""
    varying = varying_slot([places[index].slots for index in titles])
    families: dict[tuple[tuple[str, ...], ...], dict[int, str]] = {}
    for index, title in titles.items():
        others = tuple(slot.sites for at, slot in enumerate(places[index].slots) if at != varying)
        families.setdefault(others, {})[index] = title
    return list(families.values())
