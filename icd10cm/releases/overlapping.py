"""Whether two places of a disease may be one lesion: guideline I.C.2 has one code for overlapping sites of a tumor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_OVERLAPPING = "overlapping"


@kept_with_release
def may_overlap(index: int, release: Release) -> bool:
    """Return whether the category of a node has a code for overlapping sites."""
    category = release.category(index)
    return any(_OVERLAPPING in node.title.lower() for node in release.tabular.nodes[category.index : category.end])
