"""What was worked out of all categories, packed: a few bytes for each, unpacked when the category is asked for.

Working out a category takes some 4 ms, and 300 for the largest; unpacking it takes a fortieth of that. Unpacked, all of
them would take 190 MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from icd10cm.titles.category_families import CategoryFamilies
from icd10cm.titles.side_groups import SideGroup  # noqa: TC001 - decoding looks it up
from icd10cm.titles.site_family import PackedSiteFamily, SiteFamily
from icd10cm.titles.template import Place  # noqa: TC001 - decoding looks it up
from icd10cm.titles.title_stems import CategoryStems
from icd10cm.titles.wordings import Wording

if TYPE_CHECKING:
    from icd10cm.anatomy.body import Anatomy


class PackedFamilies(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The families, the wordings and the stems of the titles of each category, by its position."""

    families: dict[int, bytes]
    wordings: dict[int, bytes]
    stems: dict[int, bytes]


class _Category(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`groups` are the side groups, `sides` which of them a node belongs to."""

    places: dict[int, Place]
    peers: tuple[PackedSiteFamily, ...]
    loose: dict[int, PackedSiteFamily]
    groups: tuple[SideGroup, ...]
    sides: dict[int, int]


_CATEGORIES = msgspec.msgpack.Decoder(_Category)
_WORDINGS = msgspec.msgpack.Decoder(tuple[Wording, ...])
_STEMS = msgspec.msgpack.Decoder(CategoryStems)


def pack_families(families: CategoryFamilies) -> bytes:
    """Return the families of a category, packed."""
    groups = list({id(group): group for group in families.sides.values()}.values())
    number = {id(group): at for at, group in enumerate(groups)}
    return msgspec.msgpack.encode(
        _Category(
            places=dict(families.places),
            peers=tuple(peers.packed for peers in {id(one): one for one in families.peers.values()}.values()),
            loose={index: peers.packed for index, peers in families.loose.items()},
            groups=tuple(groups),
            sides={index: number[id(group)] for index, group in families.sides.items()},
        )
    )


def unpack_families(packed: PackedFamilies, category: int, anatomy: Anatomy) -> CategoryFamilies:
    """Return the families of the category at a position."""
    kept = _CATEGORIES.decode(packed.families[category])
    strict = [SiteFamily(each, anatomy) for each in kept.peers]
    return CategoryFamilies(
        places=kept.places,
        peers={index: peers for peers in strict for index in peers.leaves},
        loose={index: SiteFamily(each, anatomy) for index, each in kept.loose.items()},
        sides={index: kept.groups[at] for index, at in kept.sides.items()},
    )


def pack_wordings(wordings: tuple[Wording, ...]) -> bytes:
    """Return the wordings of a category, packed."""
    return msgspec.msgpack.encode(wordings)


def unpack_wordings(packed: PackedFamilies, category: int) -> tuple[Wording, ...]:
    """Return the wordings of the category at a position."""
    return _WORDINGS.decode(packed.wordings[category])


def pack_stems(stems: CategoryStems) -> bytes:
    """Return the stems of the titles of a category, packed."""
    return msgspec.msgpack.encode(stems)


def unpack_stems(packed: PackedFamilies, category: int) -> CategoryStems:
    """Return the stems of the titles of the category at a position."""
    return _STEMS.decode(packed.stems[category])
