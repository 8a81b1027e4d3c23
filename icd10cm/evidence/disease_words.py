"""The words by which the tabular list names the disease of a code: those of its title and of the titles above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node


def disease_words(node: Node, release: Release) -> frozenset[str]:
    """Return the words of the titles of a node and of the nodes above it, up to its category."""
    return _words_of_lineage(node.index, release)


@kept_with_release
def _words_of_lineage(index: int, release: Release) -> frozenset[str]:
    return frozenset(word for each in release.lineage(index) for word in title_words(each.title))
