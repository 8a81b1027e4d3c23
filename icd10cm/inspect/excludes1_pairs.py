"""Counts the pairs of codes that Excludes1 notes forbid together, before any policy.

A regression figure for the parser, not a table to look codes up in: the `Excludes1` rule leaves many of
these pairs alone. Counted are the leaves of the tabular list (7th characters not expanded). A leaf is named
if any of its valid codes is; pairs are unordered; a leaf that a note at itself names is not a pair.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.notes.note_index import NoteLine
    from icd10cm.notes.references import Reference
    from icd10cm.releases.release import Release


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Unordered pairs of leaves; `self_excluding` are leaves that a note that applies at them names."""

    unordered: int
    stated_both_ways: int
    inside_one_category: int
    self_excluding: tuple[str, ...]

    @property
    def stated_one_way(self) -> int:
        """Pairs that only one of the two codes has a note about."""
        return self.unordered - self.stated_both_ways


def count_excludes1_pairs(release: Release) -> PairFigures:
    """Count the Excludes1 pairs of a release; a second for a full one."""
    leaves = [node for node in release.tabular.nodes if not node.children]
    named = _Named(release, [node.index for node in leaves])
    rows = [named.by(release.notes.inherited(node.index, "excludes1")) for node in leaves]
    both, inside = _count(rows, [node.code[:3] for node in leaves])
    selves = tuple(node.code for one, node in enumerate(leaves) if one in rows[one])
    ordered = sum(map(len, rows)) - len(selves)
    return PairFigures(ordered - both, both, inside, selves)


def _count(rows: Sequence[frozenset[int]], categories: Sequence[str]) -> tuple[int, int]:
    """Return how many pairs both of their codes state, and how many lie within one category."""
    both = inside = 0
    for one, row in enumerate(rows):
        for other in row:
            mutual = one in rows[other]
            both += mutual and other > one
            # A pair that both codes state is counted where it is met first.
            inside += categories[one] == categories[other] and (other > one or (other < one and not mutual))
    return both, inside


class _Named:
    """The leaves that note lines name, remembered while the pairs of one release are counted."""

    def __init__(self, release: Release, leaves: list[int]) -> None:
        self.release = release
        self.leaves = leaves
        self.by_line: dict[int, frozenset[int]] = {}
        self.by_lines: dict[tuple[int, ...], frozenset[int]] = {}

    def by(self, lines: tuple[NoteLine, ...]) -> frozenset[int]:
        """Return the leaves (as positions among the leaves) that any of the lines names."""
        # Lines live as long as the release, so their identities are theirs alone.
        key = tuple(id(line) for line in lines if line.references)
        found = self.by_lines.get(key)
        if found is None:
            referring = (line for line in lines if line.references)
            found = self.by_lines[key] = frozenset().union(*(self._of(line) for line in referring))
        return found

    def _of(self, line: NoteLine) -> frozenset[int]:
        found = self.by_line.get(id(line))
        if found is None:
            found = self.by_line[id(line)] = frozenset(
                leaf for reference in line.references for leaf in self._within(reference)
            )
        return found

    def _within(self, reference: Reference) -> list[int]:
        within = [
            leaf
            for first, end in reference.spans
            for leaf in range(bisect_left(self.leaves, first), bisect_left(self.leaves, end))
        ]
        qualifier = reference.qualifier
        if qualifier is None:
            return within
        return [
            leaf for leaf in within if any(qualifier.admits(code) for code in self.release.codes_at(self.leaves[leaf]))
        ]
