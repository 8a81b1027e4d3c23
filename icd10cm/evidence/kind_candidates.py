"""The wordings that may say more than a code does, each with the words that a text has to add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.evidence.code_words import code_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.wordings import Wording


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording for a code: the groups of words that the code does not say, and all stems of the wording's lineage."""

    wording: Wording
    missing: tuple[frozenset[str], ...]
    said: frozenset[str]


@kept_with_release
def candidates(node_and_scope: tuple[int, int], release: Release) -> tuple[Candidate, ...]:
    """Return the candidates for the code at a position within a category above or below it (`scope`)."""
    index, scope = node_and_scope
    nodes = release.tabular.nodes
    node = nodes[index]
    code = code_words(index, release)
    beside = _sided_twins(node, release) | {index}
    found: list[Candidate] = []
    for category in _categories(node, release):
        for wording in release.kin.wordings(category):
            missing = tuple(group for group in wording.claims.needed if group.isdisjoint(code.implied))
            if wording.family in beside or not (missing or wording.side):
                continue
            if node.children and not _lies_within(nodes[scope], wording, release):
                continue
            lineage = (claims_of(each.title).said for each in release.lineage(wording.family))
            found.append(Candidate(wording, missing, wording.claims.said.union(*lineage)))
    return tuple(found)


def _categories(node: Node, release: Release) -> Iterator[int]:
    """Yield the category of a code, then the others of its section where that has the disease's name and no other.

    So "Osteoarthritis" (M15-M19) does: the knee of an osteoarthritis, unspecified, has a category of its own.
    """
    own = release.category(node.index).index
    yield own
    peers = release.kin.peers(node.index)
    if peers is None or not peers.leaves_open(node.index):
        return
    disease = code_words(node.index, release).claims.needed
    for section in release.tabular.sections:
        if section.first <= own < section.end and set(claims_of(section.title).needed) == set(disease):
            index = section.first
            while index < section.end:
                if index != own:
                    yield index
                index = release.tabular.nodes[index].end


def _sided_twins(node: Node, release: Release) -> frozenset[int]:
    """Return the leaves that differ from one that leaves its side open in side alone."""
    group = release.kin.side_group(node.index)
    if group is None or node.index not in group.unspecified:
        return frozenset()
    return frozenset(leaf for leaves in group.sided.values() for leaf in leaves)


def _lies_within(scope: Node, wording: Wording, release: Release) -> bool:
    """Return whether a leaf that a wording names lies below a category."""
    peers = release.kin.peers(wording.family) if wording.node < 0 else None
    leaves = (wording.family,) if peers is None else peers.leaves
    return any(scope.index < leaf < scope.end for leaf in leaves)
