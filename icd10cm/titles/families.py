"""Families of codes: they differ in side alone, or in place alone.

They are worked out a category at a time, when asked, or read from what was worked out at an earlier start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from icd10cm.titles.category_families import work_out
from icd10cm.titles.packed_families import (
    PackedFamilies,
    pack_families,
    pack_stems,
    pack_wordings,
    unpack_families,
    unpack_stems,
    unpack_wordings,
)
from icd10cm.titles.title_stems import CategoryStems, read_stems
from icd10cm.titles.wordings import Wording, read_wordings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import TabularList
    from icd10cm.titles.category_families import CategoryFamilies
    from icd10cm.titles.side_groups import SideGroup
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.template import Place


_Kept = TypeVar("_Kept")
MOST_UNPACKED = 600
"""How many categories are kept unpacked; all 1,918 would take 220 MB in each worker."""


class Families:
    """Looks up the families of codes; what was worked out for a category is kept for the life of the release.

    `packed` is what an earlier start worked out of all categories; a category is unpacked when it is asked for, and
    again when more than `MOST_UNPACKED` others were asked for since.
    """

    __slots__ = ("_anatomy", "_categories", "_category_of", "_peers", "_stems", "_tabular", "_wordings", "packed")

    def __init__(self, tabular: TabularList, anatomy: Anatomy) -> None:
        self._tabular = tabular
        self._anatomy = anatomy
        self.packed: PackedFamilies | None = None
        self._categories: dict[int, CategoryFamilies] = {}
        self._category_of: dict[int, CategoryFamilies] = {}
        self._peers: dict[int, SiteFamily | None] = {}
        self._wordings: dict[int, tuple[Wording, ...]] = {}
        self._stems: dict[int, CategoryStems] = {}

    def _category(self, index: int) -> CategoryFamilies:
        found = self._category_of.get(index)
        if found is None:
            found = self._category_of[index] = self._of_category(index)
        return found

    def _of_category(self, index: int) -> CategoryFamilies:
        nodes = self._tabular.nodes
        while nodes[index].parent >= 0:
            index = nodes[index].parent
        found = self._categories.get(index)
        if found is None:
            if self.packed is None:
                found = work_out(nodes[index : nodes[index].end], self._anatomy)
            else:
                found = unpack_families(self.packed, index, self._anatomy)
                if len(self._categories) >= MOST_UNPACKED:
                    self._drop_oldest()
            self._categories[index] = found
        return found

    def _drop_oldest(self) -> None:
        """Let go of the category that was unpacked before all others: of one at a time, which takes no call long."""
        oldest = next(iter(self._categories))
        del self._categories[oldest]
        for index in range(oldest, self._tabular.nodes[oldest].end):
            self._category_of.pop(index, None)
            self._peers.pop(index, None)

    def place(self, index: int) -> Place:
        """Return the title of a node, taken apart."""
        return self._category(index).places[index]

    def places(self, category: int) -> Iterable[Place]:
        """Return the titles of a category, taken apart, in the order of the list."""
        return self._category(category).places.values()

    def site_family(self, index: int) -> SiteFamily | None:
        """Return what differs from the node in place alone: leaves, and headers of families that ask for more there."""
        try:
            return self._peers[index]
        except KeyError:
            found = self._peers[index] = self._category(index).peers_of(index)
            return found

    def side_group(self, index: int) -> SideGroup | None:
        """Return the group of leaves that differ from the leaf in side alone, or None."""
        return self._category(index).sides.get(index)

    def wordings(self, category: int) -> tuple[Wording, ...]:
        """Return the titles and inclusion terms of a category, each with the leaf or family that it names."""
        found = self._wordings.get(category)
        if found is None:
            if self.packed is None:
                nodes = self._tabular.nodes[category : self._tabular.nodes[category].end]
                found = read_wordings(nodes, self._category(category).places, self.site_family, self._anatomy)
            else:
                found = unpack_wordings(self.packed, category)
            self._keep(self._wordings, category, found)
        return found

    def stems(self, category: int) -> CategoryStems:
        """Return the stems of the titles of a category's leaves."""
        found = self._stems.get(category)
        if found is None:
            if self.packed is None:
                nodes = self._tabular.nodes
                found = read_stems(nodes[category : nodes[category].end])
            else:
                found = unpack_stems(self.packed, category)
            self._keep(self._stems, category, found)
        return found

    def _keep(self, kept: dict[int, _Kept], category: int, found: _Kept) -> None:
        """Keep what was asked for of a category; what was unpacked before all others goes."""
        if self.packed is not None and len(kept) >= MOST_UNPACKED:
            del kept[next(iter(kept))]
        kept[category] = found

    def pack(self) -> PackedFamilies:
        """Work out all categories, one after the other, and return them packed; nothing else is kept of them."""
        packed = PackedFamilies({}, {}, {})
        nodes = self._tabular.nodes
        index = 0
        while index < len(nodes):
            category = nodes[index : nodes[index].end]
            families = work_out(category, self._anatomy)
            packed.families[index] = pack_families(families)
            packed.wordings[index] = pack_wordings(
                read_wordings(category, families.places, families.peers_of, self._anatomy)
            )
            packed.stems[index] = pack_stems(read_stems(category))
            index = nodes[index].end
        return packed
