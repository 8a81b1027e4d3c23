"""The wordings that may say more than a code does, of which the code or a text says every word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.claimed import DISPLACED
from icd10cm.evidence.open_organism import categories_by_organism
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node, Section
    from icd10cm.titles.wordings import Wording


def candidates(node: Node, scope: Node, stated: AbstractSet[str], release: Release) -> Iterator[Wording]:
    """Yield the candidates in the category of a code that texts may state; for a category, below another (`scope`)."""
    within = scope if node.children else None
    return _candidates(node, release.category(node.index).index, within, stated, release)


def candidates_by_organism(node: Node, stated: AbstractSet[str], release: Release) -> Iterator[Wording]:
    """Yield those in the categories of the same disease by organism, for a code that leaves the organism open."""
    for category in categories_by_organism(node.index, release):
        yield from _candidates(node, category, None, stated, release)


def candidates_beyond(node: Node, stated: AbstractSet[str], release: Release) -> Iterator[Wording]:
    """Yield those in the other categories of a section whose title says no more than the name of the code's disease.

    So "Osteoarthritis" (M15-M19) has: the knee of an osteoarthritis, unspecified, has its own category.
    """
    for category in _categories_beside(node.index, release):
        yield from _candidates(node, category, None, stated, release)


@kept_with_release
def _categories_beside(index: int, release: Release) -> tuple[int, ...]:
    """Return the other categories of the sections that are named like the disease of a code."""
    own = release.category(index)
    disease = set(code_words(index, release).claims.needed)
    sections = (each for each in release.tabular.sections_at(own.index) if _names(each, disease))
    beside = (category for section in sections for category in release.tabular.categories_in(section))
    return tuple(category.index for category in beside if category is not own)


def _names(section: Section, disease: set[frozenset[str]]) -> bool:
    needed = set(claims_of(section.title).needed)
    return bool(needed) and needed <= disease


def _candidates(
    node: Node, category: int, within: Node | None, stated: AbstractSet[str], release: Release
) -> Iterator[Wording]:
    beside = sided_twins(node, release) | {node.index}
    said = code_words(node.index, release).implied | DISPLACED | stated
    for wording in release.families.wordings_within(category, said):
        if wording.family not in beside and (within is None or _lies_within(within, wording, release)):
            yield wording


def sided_twins(node: Node, release: Release) -> frozenset[int]:
    """Return the leaves that differ from one that leaves its side open in side alone."""
    group = release.families.side_group(node.index)
    if group is None or node.index not in group.unspecified:
        return frozenset()
    return frozenset(leaf for leaves in group.sided.values() for leaf in leaves)


def _lies_within(scope: Node, wording: Wording, release: Release) -> bool:
    """Return whether a leaf that a wording names lies below a category."""
    peers = release.families.site_family(wording.family) if wording.node < 0 else None
    leaves = (wording.family,) if peers is None else peers.leaves
    return any(scope.index < leaf < scope.end for leaf in leaves)
