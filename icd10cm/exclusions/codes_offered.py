"""The codes to choose among: those that note lines print, and answers to pick from; none where they are too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

_MOST = 12
_MOST_ANSWERS = 8
"""Codes that a person picks from at a glance."""


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


def few_answers(codes: Sequence[str], release: Release) -> tuple[str, ...]:
    """Return the valid codes among codes and below headers, in the same order; () for more than are picked at a glance.

    () also where a code needs a 7th character, which says more than was asked.
    """
    nodes = release.tabular.nodes
    answers: list[str] = []
    for code in codes:
        place = release.position(code)
        if place is None or release.is_valid(code):
            answers.append(code)
        else:
            answers += [each.code for each in nodes[place : nodes[place].end] if not each.children]
        if len(answers) > _MOST_ANSWERS:
            return ()
    return tuple(answers) if all(map(release.is_valid, answers)) else ()


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
