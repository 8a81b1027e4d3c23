"""What a code leaves open: its side, its site, and the codes that say it. Worked out from titles and 7th characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.release import with_seventh
from icd10cm.titles.words import side_in, title_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.releases.release import Release
    from icd10cm.titles.side_groups import SideGroup
    from icd10cm.titles.site_family import SiteFamily


_TWO = 2


@kept_with_release
def open_sides(code: str, release: Release) -> Mapping[Side, tuple[str, ...]]:
    """Return the codes that say the side which `code` leaves open and nothing else; empty when it leaves none open.

    By title ("unspecified femur"), or by the 7th character that represents an unspecified eye (E11.3-).
    """
    index = release.position(code)
    group = None if index is None else release.families.side_group(index)
    if index is None:
        return {}
    if group is not None and index in group.unspecified and not group.finer:
        return {side: tuple(carry(code, leaf, release) for leaf in leaves) for side, leaves in group.sided.items()}
    return sides_by_seventh(code, release) or (_sides_by_place(code, index, release) if group is None else {})


def _sides_by_place(code: str, index: int, release: Release) -> Mapping[Side, tuple[str, ...]]:
    """Return the codes for a side of the very place that leave it open where: "right breast, unspecified quadrant"."""
    peers = release.families.site_family(index)
    sides = {} if peers is None or not peers.leaves_open(index) else _sided_alike(index, peers)
    if len(set(sides.values())) != len(sides) or len(sides) < _TWO:
        return {}
    return {side: (carry(code, leaf, release),) for leaf, side in sides.items()}


def _sided_alike(index: int, peers: SiteFamily) -> dict[int, Side]:
    """Return the leaves that leave open a place within the very site of a leaf, and name a side that it does not."""
    own = peers.slots[index]
    if own.side or not own.sites:
        return {}
    alike = [leaf for leaf in peers.slots if peers.leaves_open(leaf) and peers.same_place(index, (leaf,))]
    return {leaf: side for leaf in alike if (side := peers.slots[leaf].side) is not None}


def sides_by_seventh(code: str, release: Release) -> Mapping[Side, tuple[str, ...]]:
    """Return the sides that the 7th character represents, when that of `code` represents an unspecified eye."""
    index = release.position(code)
    seventh = None if index is None else release.seventh(index)
    if seventh is None or not release.is_valid(code) or release.tabular.find(code) is not None:
        return {}
    meanings = {character: title_words(meaning) for character, meaning in seventh.meanings}
    own = meanings.get(code[-1], ())
    if "unspecified" not in own or "eye" not in own:
        return {}
    sided: dict[Side, tuple[str, ...]] = {}
    stem = code[:-1]
    for character, words in meanings.items():
        side = side_in(words)
        if side is not None and release.is_valid(stem + character):
            sided[side] = (stem + character,)
    return sided


def completed_by_side(code: str, side: Side, release: Release) -> tuple[str, ...]:
    """Return an incomplete code with the 7th characters that mean a side: "right eye"."""
    index = release.position(code)
    seventh = None if index is None or release.is_valid(code) else release.seventh(index)
    if seventh is None:
        return ()
    full = [with_seventh(code, character) for character, printed in seventh.meanings if _is_side(printed, side)]
    return tuple(filter(release.is_valid, full))


def _is_side(printed: str, side: Side) -> bool:
    return side_in(title_words(printed)) is side


def finer_sides(index: int, release: Release) -> SideGroup | None:
    """Return the group of a leaf that leaves open a side and more ("unspecified finger" beside "right thumb")."""
    group = release.families.side_group(index)
    return group if group is not None and group.finer and index in group.unspecified else None


def open_sites(index: int, release: Release) -> tuple[int, ...]:
    """Return the leaves that name the site which the leaf at `index` leaves open, on its side if it names one.

    None when it leaves no site open.

    A title that differs from a sided one in its side alone leaves no site open: beside "Abrasion of right hand",
    "Abrasion of unspecified hand" says the site, although there are codes for the fingers.
    """
    peers = release.families.site_family(index)
    if peers is None or not peers.leaves_open(index):
        return ()
    group = release.families.side_group(index)
    if group is not None and index in group.unspecified and not group.finer and _same_but_side(index, group, peers):
        return ()
    return peers.on_side(peers.naming(index), release.side_of(release.tabular.nodes[index].code))


def _same_but_side(index: int, group: SideGroup, peers: SiteFamily) -> bool:
    """Return whether the sided twins name the very place, and leave nothing open themselves."""
    own = peers.slots[index]
    twins = [peers.slots[leaf] for leaf in group.sided.get(Side.RIGHT, ()) if leaf in peers.slots]
    return any(not twin.open and (twin.sites, twin.residual) == (own.sites, own.residual) for twin in twins)
