"""The wordings that may say more than a code does, each with the words that a text has to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.choosing.code_words import CodeWords, code_words
from icd10cm.evidence.open_organism import categories_by_organism
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import DEFAULTS, claims_of, said_in, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node, Section
    from icd10cm.titles.wordings import Wording


DISPLACED = frozenset((stem("displaced"),))
"""A fracture that is not said to be displaced or nondisplaced is coded as displaced (guideline I.C.19)."""


class Candidate(Struct, frozen=True, gc=False):
    """A wording for a code, the groups of words that the code does not say, and the phrases that it does not deny."""

    wording: Wording
    missing: tuple[frozenset[str], ...]
    denied: tuple[frozenset[str], ...] = ()


def candidates(node: Node, scope: Node, stated: AbstractSet[str], release: Release) -> Iterator[Candidate]:
    """Yield the candidates in the category of a code that texts may state; for a category, below another (`scope`)."""
    within = scope if node.children else None
    return _candidates(node, release.category(node.index).index, within, stated, release)


def candidates_by_organism(node: Node, stated: AbstractSet[str], release: Release) -> Iterator[Candidate]:
    """Yield those in the categories of the same disease by organism, for a code that leaves the organism open."""
    for category in categories_by_organism(node.index, release):
        yield from _candidates(node, category, None, stated, release)


def candidates_beyond(node: Node, stated: AbstractSet[str], release: Release) -> Iterator[Candidate]:
    """Yield those in the other categories of a section whose title says no more than the name of the code's disease.

    So "Osteoarthritis" (M15-M19) has: the knee of an osteoarthritis, unspecified, has its own category.
    """
    for category in _categories_beside(node.index, release):
        yield from _candidates(node, category, None, stated, release, beyond=True)


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
    node: Node,
    category: int,
    within: Node | None,
    stated: AbstractSet[str],
    release: Release,
    *,
    beyond: bool = False,
) -> Iterator[Candidate]:
    code = code_words(node.index, release)
    beside = _sided_twins(node, release) | {node.index}
    for wording in _within_reach(release.families.wordings(category), code.implied | DISPLACED | stated):
        if wording.family in beside or not (within is None or _lies_within(within, wording, release)):
            continue
        candidate = _candidate(wording, code)
        by_side = wording.side is not None and len(beside) == 1  # else the twins say the side
        if beyond or by_side or candidate.missing or candidate.denied:
            yield candidate


def _within_reach(wordings: Iterable[Wording], said: AbstractSet[str]) -> list[Wording]:
    """Return the few wordings of which the code or a text says every group of words."""
    is_out = said.isdisjoint
    last = [each for each in wordings if not (each.claims.needed and is_out(each.claims.needed[-1]))]
    return [each for each in last if not any(map(is_out, each.claims.needed))]


def _candidate(wording: Wording, code: CodeWords) -> Candidate:
    needed = wording.claims.needed
    implied = code.implied if wording.is_term else code.implied | DISPLACED
    missing = tuple([group for group in needed if group.isdisjoint(implied)])
    missing = missing or _defaults(wording, code)
    return Candidate(wording, missing, tuple([each for each in wording.claims.denied if each not in code.whole.denied]))


def _defaults(wording: Wording, code: CodeWords) -> tuple[frozenset[str], ...]:
    """Return the defaults that a title says and the code does not: of a paralysis that is unilateral or bilateral."""
    if wording.is_term:
        return ()
    return tuple(frozenset((word,)) for word in sorted(wording.claims.said & DEFAULTS - code.lineage))


@kept_with_release
def lineage_stems(index: int, release: Release) -> frozenset[str]:
    """Return all stems of the titles of a node and of those above it."""
    return frozenset[str]().union(*(said_in(each.title) for each in release.lineage(index)))


def _sided_twins(node: Node, release: Release) -> frozenset[int]:
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
