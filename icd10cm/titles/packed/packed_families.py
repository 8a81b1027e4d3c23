"""What was worked out of all categories, packed: what is asked for is unpacked by itself.

Working out a category takes some 4 ms, and 300 for the largest; unpacking what is asked of a code takes microseconds.
Unpacked, all of them would take 190 MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.msgpack import Decoder

from icd10cm.titles.category_families import work_out
from icd10cm.titles.packed.code_words import CodeWords, lineage_in, read_code_words
from icd10cm.titles.packed.records import Packed, Records, WordNumbers, known_words, pack, unpacker
from icd10cm.titles.side_groups import SideGroup
from icd10cm.titles.site_family import PackedSiteFamily, SiteFamily
from icd10cm.titles.template import Place
from icd10cm.titles.title_stems import CategoryStems, read_stems
from icd10cm.titles.wordings import Wording, WordingIndex, index_wordings, read_wordings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import Node, TabularList
    from icd10cm.titles.category_families import CategoryFamilies

_PLAIN = frozenset(("families", "indexes", "places", "sides", "stems", "wordings"))
"""What is packed without numbers for words: long values, or those that have hardly any."""
_BY_NUMBER = "wordings"
_FAMILIES = Decoder(PackedSiteFamily)


class PackedFamilies(Struct, frozen=True, array_like=True, gc=False):
    """By the position of each node its place, its site family, its side group and its words; the words are numbered.

    By that of each category the sites and the stems of its titles, and its wordings by their stems; the wordings by
    their numbers.
    """

    words: tuple[str, ...]
    places: Packed
    families: Packed
    sides: Packed
    code_words: Packed
    sites: Packed
    stems: Packed
    indexes: Packed
    wordings: Packed


class UnpackedFamilies:
    """What is unpacked of them, when it is asked for."""

    __slots__ = ("code_words", "families", "indexes", "places", "sides", "sites", "stems", "wordings")

    def __init__(self, packed: PackedFamilies, anatomy: Anatomy) -> None:
        words = known_words(packed.words)
        self.places = Records(packed.places, Decoder(Place).decode)
        self.families = Records(packed.families, lambda each: SiteFamily(_FAMILIES.decode(each), anatomy))
        self.sides = Records(packed.sides, Decoder(SideGroup).decode)
        self.sites = Records(packed.sites, unpacker(frozenset[str], words))
        self.code_words = Records(packed.code_words, unpacker(CodeWords, words))
        self.stems = Records(packed.stems, Decoder(CategoryStems).decode)
        self.indexes = Records(packed.indexes, Decoder(WordingIndex).decode)
        self.wordings = Records(packed.wordings, Decoder(Wording).decode)


def pack_families(tabular: TabularList, anatomy: Anatomy) -> PackedFamilies:
    """Work out all categories, one after the other, and return them packed; nothing else is kept of them."""
    nodes, numbers = tabular.nodes, WordNumbers()
    found: dict[str, dict[int, Any]] = {name: {} for name in PackedFamilies.__struct_fields__[1:]}
    index = 0
    while index < len(nodes):
        category = nodes[index : nodes[index].end]
        _add(category, work_out(category, anatomy), anatomy, found)
        index = nodes[index].end
    packed = {
        name: pack(values, len(nodes) if name != _BY_NUMBER else len(values), None if name in _PLAIN else numbers)
        for name, values in found.items()
    }
    return PackedFamilies(words=tuple(numbers), **packed)


def _add(
    category: Sequence[Node], families: CategoryFamilies, anatomy: Anatomy, found: Mapping[str, dict[int, Any]]
) -> None:
    """Add what was worked out of a category."""
    index = category[0].index
    wordings = read_wordings(category, families.places, families.peers_of, anatomy)
    found["indexes"][index] = index_wordings(wordings, len(found["wordings"]))
    found["wordings"].update(enumerate(wordings, len(found["wordings"])))
    found["stems"][index] = read_stems(category)
    found["places"].update(families.places)
    found["sides"].update(families.sides)
    found["sites"][index] = families.sites
    for node in category:
        peers = families.peers_of(node.index)
        if peers is not None:
            found["families"][node.index] = peers.packed
        found["code_words"][node.index] = read_code_words(lineage_in(category, node), families.places[node.index])
