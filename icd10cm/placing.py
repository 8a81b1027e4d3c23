"""Codes for places: the leaf with the 7th character of the code at hand, and the families to choose among."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.release import with_seventh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.release import Release

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

    A family of one leaf is that leaf, with the 7th character of `code`.
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
    nodes = release.tabular.nodes
    return tuple(
        carry(code, members[0], release) if len(members) == 1 else nodes[family].code
        for family, members in families.items()
    )


def families(leaves: Sequence[int], code: str, release: Release) -> tuple[str, ...]:
    """Return the families to choose among, with those whose titles word the place otherwise: a list is whole or empty.

    They divide the header that holds `code` and all the leaves; those for what is left over ("other", "overlapping",
    "unspecified") are not missed. Where half of them or more are worded otherwise, the places are not what tells the
    codes apart.
    """
    nodes = release.tabular.nodes
    own = _above(code, release)
    shared = [next(node.index for node in release.lineage(leaf) if node.index in own) for leaf in leaves]
    beside = [child for child in nodes[min(shared)].children if child not in own] if shared else []
    counted = [child for child in beside if not _LEFT_OVER.search(nodes[child].title)]
    missing = [child for child in counted if not any(child <= leaf < nodes[child].end for leaf in leaves)]
    if missing and 2 * len(missing) >= len(counted):
        return ()
    return lift(sorted((*leaves, *missing)), code, release)


def _above(code: str, release: Release) -> set[int]:
    beside = release.position(code)
    return set() if beside is None else {node.index for node in release.lineage(beside)}
