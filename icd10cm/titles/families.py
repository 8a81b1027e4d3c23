"""Families of codes: they differ in side alone, or in place alone.

They are worked out a category at a time, when asked, or read from what was worked out at an earlier start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.titles.category_families import work_out
from icd10cm.titles.packed.code_words import lineage_in, read_code_words
from icd10cm.titles.packed.packed_families import PackedFamilies, UnpackedFamilies, pack_families
from icd10cm.titles.title_stems import read_stems
from icd10cm.titles.wordings import read_wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import Node, TabularList
    from icd10cm.titles.category_families import CategoryFamilies
    from icd10cm.titles.packed.code_words import CodeWords
    from icd10cm.titles.side_groups import SideGroup
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.template import Place
    from icd10cm.titles.title_stems import CategoryStems
    from icd10cm.titles.wordings import Wording


class Families:
    """Looks up the families of codes.

    `packed` is what an earlier start worked out of all categories: what is asked for is unpacked. Without it a category
    is worked out when it is first asked for, and kept for the life of the release.
    """

    __slots__ = ("_anatomy", "_categories", "_packed", "_stems", "_tabular", "_unpacked", "_wordings")

    def __init__(self, tabular: TabularList, anatomy: Anatomy) -> None:
        self._tabular = tabular
        self._anatomy = anatomy
        self._packed: PackedFamilies | None = None
        self._unpacked: UnpackedFamilies | None = None
        self._categories: dict[int, CategoryFamilies] = {}
        self._wordings: dict[int, tuple[Wording, ...]] = {}
        self._stems: dict[int, CategoryStems] = {}

    @property
    def packed(self) -> PackedFamilies | None:
        """What was worked out of all categories, if it was."""
        return self._packed

    def take(self, packed: PackedFamilies) -> None:
        """Read from what was worked out of all categories."""
        self._packed, self._unpacked = packed, UnpackedFamilies(packed, self._anatomy)

    def pack(self) -> PackedFamilies:
        """Work out all categories, and return them packed; nothing else is kept of them."""
        return pack_families(self._tabular, self._anatomy)

    def place(self, index: int) -> Place:
        """Return the title of a node, taken apart."""
        return self._unpacked.places[index] if self._unpacked else self._of_category(index).places[index]

    def are_of_one_disease(self, one: int, other: int) -> bool:
        """Return whether the titles of two nodes differ in their place alone."""
        return self.place(one).template == self.place(other).template

    def sites(self, category: int) -> frozenset[str]:
        """Return the sites that the titles of a category name."""
        return self._unpacked.sites[category] if self._unpacked else self._of_category(category).sites

    def site_family(self, index: int) -> SiteFamily | None:
        """Return what differs from the node in place alone: leaves, and headers of families that ask for more there."""
        return self._unpacked.families.get(index) if self._unpacked else self._of_category(index).peers_of(index)

    def side_group(self, index: int) -> SideGroup | None:
        """Return the group of leaves that differ from the leaf in side alone, or None."""
        return self._unpacked.sides.get(index) if self._unpacked else self._of_category(index).sides.get(index)

    def code_words(self, index: int) -> CodeWords:
        """Return what a node says of its disease."""
        if self._unpacked:
            return self._unpacked.code_words[index]
        return read_code_words(lineage_in(self._nodes(index), self._tabular.nodes[index]), self.place(index))

    def stems(self, category: int) -> CategoryStems:
        """Return the stems of the titles of a category's leaves."""
        if self._unpacked:
            return self._unpacked.stems[category]
        if category not in self._stems:
            self._stems[category] = read_stems(self._nodes(category))
        return self._stems[category]

    def wordings(self, category: int) -> tuple[Wording, ...]:
        """Return the titles and inclusion terms of a category, each with the leaf or family that it names."""
        if self._unpacked:
            index, wordings = self._unpacked.indexes[category], self._unpacked.wordings
            return tuple([wordings[number] for number in range(index.first, index.end)])
        if category not in self._wordings:
            families = self._of_category(category)
            self._wordings[category] = read_wordings(
                self._nodes(category), families.places, families.peers_of, self._anatomy
            )
        return self._wordings[category]

    def wordings_within(self, category: int, said: AbstractSet[str]) -> list[Wording]:
        """Return the few wordings of a category of which each group has a word that is said."""
        if self._unpacked:
            numbers = self._unpacked.indexes[category].saying(said)
            near: Iterable[Wording] = map(self._unpacked.wordings.__getitem__, numbers)
        else:
            near = self.wordings(category)
        return [each for each in near if not any(map(said.isdisjoint, each.claims.needed))]

    def _of_category(self, index: int) -> CategoryFamilies:
        """Return the families of the category of a node, worked out here."""
        nodes = self._nodes(index)
        category = nodes[0].index
        if category not in self._categories:
            self._categories[category] = work_out(nodes, self._anatomy)
        return self._categories[category]

    def _nodes(self, index: int) -> Sequence[Node]:
        """Return all nodes of the category of a node."""
        nodes = self._tabular.nodes
        while nodes[index].parent >= 0:
            index = nodes[index].parent
        return nodes[index : nodes[index].end]
