"""Codes for places: the leaf with the 7th character of the code at hand, and the families to choose among."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.releases.release import with_seventh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.releases.release import Release

_OPEN = "unspecified"
_LEFT_OVER = re.compile(r"\b(?:other|overlapping|unspecified|multiple)\b", re.IGNORECASE)


def carry(code: str, leaf: int, release: Release) -> str:
    """Return the code of a leaf with the 7th character of `code` where both have one."""
    target = release.tabular.nodes[leaf].code
    if release.seventh(leaf) is None or release.is_valid(target):
        return target
    if len(code.replace(".", "")) == 7:
        full = with_seventh(target, code[-1])
        if release.is_valid(full):
            return full
    return target


def leaves_of(index: int, release: Release) -> Sequence[int]:
    """Return the positions of the leaves below a header; a leaf is its own."""
    nodes = release.tabular.nodes
    if not nodes[index].children:
        return (index,)
    return [below for below in range(index, nodes[index].end) if not nodes[below].children]


def lift(leaves: Sequence[int], code: str, release: Release) -> tuple[str, ...]:
    """Return the families to choose among: for each leaf its ancestor just below what it shares with `code`.

    A family of one leaf is that leaf, with the 7th character of `code`, unless the leaf leaves as much open as `code`.
    """
    own = _above(code, release)
    families: dict[int, list[int]] = {}
    for leaf in leaves:
        family = leaf
        for node in release.lineage(leaf):
            if node.index in own:
                break
            family = node.index
        families.setdefault(family, []).append(leaf)
    return tuple(_shown(family, members, code, release) for family, members in families.items())


def families(
    leaves: Sequence[int], code: str, release: Release, within: Sequence[str] = (), side: Side | None = None
) -> tuple[str, ...]:
    """Return the families to choose among, with those whose titles word the place otherwise: a list is whole or empty.

    They divide the nearest header that holds `code` and some of the leaves, which are those on `side` if one is known.
    Not missed are those for what is left over ("other", "overlapping", "unspecified"), those of places outside
    `within`, and those with a letter, which were added for another disease (C50.A). Where half of them or more are
    worded otherwise, place is not what tells codes apart.
    """
    beside = _beside(leaves, code, release)
    counted = [child for child in beside if _counts(child, code, within, side, release)]
    nodes = release.tabular.nodes
    missing = [child for child in counted if not any(child <= leaf < nodes[child].end for leaf in leaves)]
    if missing and 2 * len(missing) >= len(counted):
        return ()
    return lift(sorted((*leaves, *(one for child in missing for one in _on_side(child, side, release)))), code, release)


def _beside(leaves: Sequence[int], code: str, release: Release) -> Sequence[int]:
    """Return the children, other than its own, of the nearest header that holds a code and some of the leaves."""
    own = _above(code, release)
    shared = [next(node.index for node in release.lineage(leaf) if node.index in own) for leaf in leaves]
    return [child for child in release.tabular.nodes[max(shared)].children if child not in own] if shared else []


def _counts(child: int, code: str, within: Sequence[str], side: Side | None, release: Release) -> bool:
    """Return whether a family is missed where no leaf lies in it."""
    node = release.tabular.nodes[child]
    return bool(
        _left_over(node.title) < max(1, _left_over(release.title(code)))
        and node.code[-1].isdigit()
        and not _outside(node.code, within, release)
        and _on_side(child, side, release)
    )


def _shown(family: int, members: Sequence[int], code: str, release: Release) -> str:
    nodes = release.tabular.nodes
    if len(members) > 1:
        return nodes[_nearest_above(members, release)].code
    (leaf,) = members
    asks = release.title(code).lower().count(_OPEN)
    opener = leaf != family and 0 < asks <= nodes[leaf].title.lower().count(_OPEN)
    return nodes[family].code if opener else carry(code, leaf, release)


def _nearest_above(leaves: Sequence[int], release: Release) -> int:
    """Return the nearest header of several leaves: of an abscess "of trunk", and not that with its furuncles too."""
    lines = [[node.index for node in release.lineage(leaf)] for leaf in leaves]
    return next(index for index in lines[0] if all(index in line for line in lines))


def _left_over(title: str) -> int:
    """Count the words by which a title says that it is for what is left over; a code that asks for a place has one."""
    return len(_LEFT_OVER.findall(title))


def _on_side(family: int, side: Side | None, release: Release) -> Sequence[int]:
    """Return the leaves of a family on a side; the family itself where no side is known or it has no sides."""
    if side is None:
        return (family,)
    sides = {leaf: release.side_of(release.tabular.nodes[leaf].code) for leaf in leaves_of(family, release)}
    return [leaf for leaf, its in sides.items() if its is side] if any(sides.values()) else (family,)


def _outside(code: str, within: Sequence[str], release: Release) -> bool:
    disjoint = load_anatomy().disjoint
    places = named_sites(code, release)
    return bool(places and within) and all(disjoint(place, one) for place in places for one in within)


def _above(code: str, release: Release) -> set[int]:
    beside = release.position(code)
    return set() if beside is None else {node.index for node in release.lineage(beside)}
