"""The categories that codes of some prefixes are in: how tables of prefixes and the index of an encounter meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_CATEGORY = 3


@kept_with_release
def categories_of(prefixes: tuple[str, ...], release: Release) -> frozenset[int]:
    """Return the positions of the categories in which codes with one of some prefixes may be."""
    by_start = _by_start("", release)
    return frozenset[int]().union(*(by_start.get(prefix[:_CATEGORY], ()) for prefix in prefixes))


@kept_with_release
def _by_start(_: str, release: Release) -> dict[str, list[int]]:
    """Return the positions of the categories by each beginning of theirs."""
    found: dict[str, list[int]] = {}
    for at in dict.fromkeys(release.notes.categories):
        code = release.tabular.nodes[at].code
        for length in range(1, _CATEGORY + 1):
            found.setdefault(code[:length], []).append(at)
    return found
