"""The codes that note lines offer to choose among, as they print them; none where there are too many to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

_MOST = 12


def codes_offered(lines: Iterable[NoteLine], release: Release) -> tuple[str, ...]:
    """Return the headers and codes that lines name, each range by its members; () for more than a person can choose.

    Members that are all the children of one header give way to it where that keeps the list short enough. The list is
    whole or it is empty: a part of what the notes allow would be a choice made for the reader.
    """
    offered = tuple(
        dict.fromkeys(
            index
            for line in lines
            for reference in line.references
            for first, end in reference.spans
            for index in _members(first, end, release)
        )
    )
    if len(offered) > _MOST:
        offered = _gathered(offered, release)
    nodes = release.tabular.nodes
    return tuple(nodes[index].code for index in offered) if len(offered) <= _MOST else ()


def _members(first: int, end: int, release: Release) -> Iterator[int]:
    nodes = release.tabular.nodes
    index = first
    while index < end:
        yield index
        index = nodes[index].end


def _gathered(offered: tuple[int, ...], release: Release) -> tuple[int, ...]:
    nodes = release.tabular.nodes
    given = set(offered)
    return tuple(
        dict.fromkeys(
            parent if parent >= 0 and given.issuperset(nodes[parent].children) else index
            for index in offered
            for parent in (nodes[index].parent,)
        )
    )
