"""Codes that are kin: they differ in side alone, or in place alone. Worked out a category at a time, when asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.titles.loose_site_family import loose_peers
from icd10cm.titles.side_groups import SideGroup, side_groups
from icd10cm.titles.site_family import Peers, varying_slot
from icd10cm.titles.template import Place, read_title
from icd10cm.titles.wordings import Wording, read_wordings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import Node, TabularList


@dataclass(frozen=True, slots=True)
class CategoryKin:
    """The kin of one category, each by node position: places, peers and side groups.

    `loose` are the peers, by leaf position, of unspecified leaves whose place is worded otherwise.
    """

    places: Mapping[int, Place]
    peers: Mapping[int, Peers]
    loose: Mapping[int, Peers]
    sides: Mapping[int, SideGroup]


class Kin:
    """Looks up the kin of codes; what was worked out for a category is kept for the life of the release."""

    __slots__ = ("_anatomy", "_categories", "_category_of", "_peers", "_tabular", "_wordings")

    def __init__(self, tabular: TabularList, anatomy: Anatomy) -> None:
        self._tabular = tabular
        self._anatomy = anatomy
        self._categories: dict[int, CategoryKin] = {}
        self._category_of: dict[int, CategoryKin] = {}
        self._peers: dict[int, Peers | None] = {}
        self._wordings: dict[int, tuple[Wording, ...]] = {}

    def _category(self, index: int) -> CategoryKin:
        found = self._category_of.get(index)
        if found is None:
            found = self._category_of[index] = self._worked_out(index)
        return found

    def _worked_out(self, index: int) -> CategoryKin:
        nodes = self._tabular.nodes
        while nodes[index].parent >= 0:
            index = nodes[index].parent
        found = self._categories.get(index)
        if found is None:
            found = self._categories[index] = _work_out(self._tabular, index, self._anatomy)
        return found

    def place(self, index: int) -> Place:
        """Return the title of a node, taken apart."""
        return self._category(index).places[index]

    def peers(self, index: int) -> Peers | None:
        """Return what differs from the node in place alone: leaves, and headers of families that ask for more there."""
        if index not in self._peers:
            category = self._category(index)
            self._peers[index] = category.loose.get(index) or category.peers.get(index)
        return self._peers[index]

    def side_group(self, index: int) -> SideGroup | None:
        """Return the group of leaves that differ from the leaf in side alone, or None."""
        return self._category(index).sides.get(index)

    def wordings(self, category: int) -> tuple[Wording, ...]:
        """Return the titles and inclusion terms of a category, each with the leaf or family that it names."""
        found = self._wordings.get(category)
        if found is None:
            nodes = self._tabular.nodes[category : self._tabular.nodes[category].end]
            found = read_wordings(nodes, self._category(category).places, self.peers, self._anatomy)
            self._wordings[category] = found
        return found


def _work_out(tabular: TabularList, category: int, anatomy: Anatomy) -> CategoryKin:
    nodes = tabular.nodes[category : tabular.nodes[category].end]
    places = {node.index: read_title(node.title, anatomy) for node in nodes}
    sides = _sides(nodes)
    strict = {
        index: peers
        for titles in _families(nodes, places)
        for peers in (Peers(titles, places, anatomy, nodes[0].code),)
        for index in titles
    }
    return CategoryKin(
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
        # of this template there; its header stands in for it.
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
