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
    starts = tuple(dict.fromkeys(prefix[:_CATEGORY] for prefix in prefixes))
    return frozenset(at for at, code in _categories("", release) if code.startswith(starts))


@kept_with_release
def _categories(_: str, release: Release) -> tuple[tuple[int, str], ...]:
    return tuple((node.index, node.code) for node in release.tabular.nodes if node.parent < 0)
