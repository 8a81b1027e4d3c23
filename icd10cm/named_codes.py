"""The codes that a note line offers to choose among, as it prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.notes import NoteLine
    from icd10cm.release import Release

_LONGEST_RANGE = 12


def codes_offered(line: NoteLine, release: Release) -> tuple[str, ...]:
    """Return the headers and codes that a line names; a range gives its members, one too long to choose from none."""
    return tuple(
        dict.fromkeys(
            code
            for reference in line.references
            for first, end in reference.spans
            for code in _members(first, end, release)
        )
    )


def _members(first: int, end: int, release: Release) -> Iterator[str]:
    nodes = release.tabular.nodes
    members = []
    index = first
    while index < end:
        members.append(nodes[index].code)
        index = nodes[index].end
    if len(members) <= _LONGEST_RANGE:
        yield from members
