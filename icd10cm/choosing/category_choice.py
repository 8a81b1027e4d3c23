"""The codes below a coded category that fit the chart: by the kind of disease that the texts state, place and side."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_choice import leaves_of
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.disease.kinds import kinds_stated
from icd10cm.choosing.disease.stated_among import stated_among
from icd10cm.choosing.dominance import of_told_dominance, of_usual_dominance
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.choosing.seventh import completed
from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.disease.kind import Kind
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_MOST_LEAVES = 8


def choose_below(diagnosis: DiagnosisFacts, node: Node, release: Release) -> tuple[tuple[str, ...], bool]:
    """Return the codes among which a category is to be completed, and whether all of them apply."""
    stated = words_stated(diagnosis, release)
    scope = _scope(diagnosis, node, release)
    kinds = kinds_stated(diagnosis, stated, release, scope) or ()
    leaves = leaves_of(scope.index, release)
    found = [_of_one_kind(diagnosis, kind, leaves, stated, release) for kind in kinds]
    if found and all(map(_are_few, found)):
        together = len(found) > 1 and all(len(codes) == 1 for codes in found)
        if together or len(found) == 1:
            return tuple(chain.from_iterable(found)), together
    codes = _codes(diagnosis, leaves, stated, release)
    if _are_few(codes) and len(codes) < len(leaves):
        return codes, False
    return stated_among(children_below(node.index, release), stated, release), False


def _are_few(codes: Sequence[str]) -> bool:
    return 0 < len(codes) <= _MOST_LEAVES


def _scope(diagnosis: DiagnosisFacts, node: Node, release: Release) -> Node:
    """Return the category itself, or the one above it where it leaves open a place or side that the chart names."""
    while diagnosis.documented and node.parent >= 0 and _leaves_place_open(node, release):
        node = release.tabular.nodes[node.parent]
    return node


def _leaves_place_open(node: Node, release: Release) -> bool:
    return any(slot.open for slot in release.families.place(node.index).slots)


def children_below(index: int, release: Release) -> tuple[str, ...]:
    """Return the codes of the children; a lone placeholder ("S06.0X") is passed through to its own children."""
    nodes = release.tabular.nodes
    children = nodes[index].children
    while len(children) == 1 and nodes[children[0]].children:
        children = nodes[children[0]].children
    return tuple(nodes[child].code for child in children)


def _of_one_kind(
    diagnosis: DiagnosisFacts, kind: Kind, leaves: Sequence[int], stated: StatedWords | None, release: Release
) -> tuple[str, ...]:
    """Return the codes of a kind; the one beside a code that leaves something open, where the chart says that."""
    codes = _codes(diagnosis, _of_kind(kind, leaves, release), stated, release)
    index = release.position(codes[0]) if len(codes) == 1 and _is_open(codes[0], release) else None
    if index is None:
        return codes
    beside = leaves_of(release.tabular.nodes[index].parent, release)
    finer = _codes(diagnosis, [leaf for leaf in beside if leaf in leaves], stated, release)
    return finer if len(finer) == 1 and not _is_open(finer[0], release) else codes


def _is_open(code: str, release: Release) -> bool:
    return claims_of(release.title(code)).is_open


def _of_kind(kind: Kind, leaves: Sequence[int], release: Release) -> Sequence[int]:
    peers = release.families.site_family(kind.family)
    family = {kind.family} if peers is None or len(peers.leaves) == 1 else set(peers.leaves)
    if kind.node >= 0:
        family &= set(range(kind.node, release.tabular.nodes[kind.node].end))
    return [leaf for leaf in leaves if leaf in family]


def _codes(
    diagnosis: DiagnosisFacts, leaves: Sequence[int], stated: StatedWords | None, release: Release
) -> tuple[str, ...]:
    """Return the codes of leaves at the documented place and side, complete where the texts state the 7th character."""
    left = _by_side(_by_place(leaves, diagnosis, release), diagnosis, release)
    nodes = release.tabular.nodes
    codes = of_told_dominance(tuple(nodes[index].code for index in left), diagnosis, release)
    codes = stated_among(of_usual_dominance(codes, diagnosis.side, release), stated, release)
    return tuple(completed(code, diagnosis, stated, release) for code in codes)


def _by_place(leaves: Sequence[int], diagnosis: DiagnosisFacts, release: Release) -> Sequence[int]:
    sites = [fact for fact in diagnosis.telling if fact.site]
    if not sites:
        return leaves
    left = [index for index in leaves if _is_meant(index, sites, release)]
    meant = _with_bilateral(_naming(sites, left, release) or left, leaves, release)
    return meant or [index for index in leaves if not _lies_elsewhere(index, sites, release)]


def _lies_elsewhere(index: int, sites: Sequence[SiteFact], release: Release) -> bool:
    """Return whether a leaf names places, and all of them surely apart from the documented ones: arm and leg."""
    named = _sites(index, release)
    apart = load_anatomy().disjoint
    return bool(named) and all(apart(site, fact.site) for site in named for fact in sites if fact.site)


def _naming(sites: Sequence[SiteFact], leaves: Sequence[int], release: Release) -> list[int]:
    """Return the leaves that name one of the very sites."""
    documented = {fact.site for fact in sites}
    return [index for index in leaves if documented.intersection(_sites(index, release))]


def _is_meant(index: int, sites: Sequence[SiteFact], release: Release) -> bool:
    peers = release.families.site_family(index)
    by_site = peers.place(sites) if peers is not None else None
    return by_site is not None and index in by_site.leaves


def _sites(index: int, release: Release) -> frozenset[str]:
    return named_sites(release.tabular.nodes[index].code, release)


def _with_bilateral(left: Sequence[int], leaves: Sequence[int], release: Release) -> list[int]:
    """Add the codes for both sides, whose titles may leave the place out ("Primary open-angle glaucoma, bilateral")."""
    groups = [group for index in left if (group := release.families.side_group(index)) is not None]
    both = {index for group in groups for index in group.sided.get(Side.BILATERAL, ())}
    return sorted({*left, *both.intersection(leaves)})


def _by_side(leaves: Sequence[int], diagnosis: DiagnosisFacts, release: Release) -> Sequence[int]:
    side = diagnosis.side
    nodes = release.tabular.nodes
    sides = {index: release.side_of(nodes[index].code) for index in leaves}
    if side is None or side not in sides.values():
        return leaves
    # A code without a side is for either, unless it leaves open what others say.
    return [index for index in leaves if sides[index] is side or (sides[index] is None and not _opens(index, release))]


def _opens(index: int, release: Release) -> bool:
    group = release.families.side_group(index)
    return group is not None and index in group.unspecified
