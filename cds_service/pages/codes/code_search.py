"""Finds codes by their beginning, by words of titles, inclusion terms and includes notes, or by an everyday name.

A release has some 47,000 nodes and 3 MB of titles: reading through all of them takes five milliseconds, so that no
index has to be built or kept.
"""

from __future__ import annotations

import re
from heapq import nsmallest
from typing import TYPE_CHECKING

from cards.short_names import everyday_names
from icd10cm.index.everyday_terms import codes_named
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_MOST = 60
_LONGEST_QUERY = 200
_MOST_WORDS = 12
_WORD = re.compile(r"[a-z0-9]+")
_BEFORE_WORDS = "([-/'\""
_CODE = re.compile(r"[A-Za-z][0-9][0-9A-Za-z](\.?[0-9A-Za-z]{0,4})")


def as_code(query: str) -> str | None:
    """Return what is typed as a code with its dot and in capitals; None where it does not look like one.

    >>> as_code("m8650")
    'M86.50'
    """
    typed = query.strip().rstrip("-.")
    if not _CODE.fullmatch(typed):
        return None
    bare = typed.replace(".", "").upper()
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def search(query: str, release: Release) -> tuple[tuple[Node, ...], int]:
    """Return the nodes that a query finds, the best first, and how many there are in all.

    A query is the beginning of a code, a section or chapter ("M86-M90", "chapter 13"), whose categories are found, or
    words; a word may be the beginning of one. All words must be there.
    """
    nodes = release.tabular.nodes
    categories = _categories_of(query, release)
    if categories:
        return categories, len(categories)
    node = _named(query, release)
    if node is not None:
        return nodes[node.index : min(node.end, node.index + _MOST)], node.end - node.index
    words = [f" {word}" for word in _WORD.findall(query[:_LONGEST_QUERY].lower())[:_MOST_WORDS]]
    if not words:
        return (), 0
    titles, lines = _lines(None, release)
    positions = map(release.position, codes_named(query))
    everyday = tuple(dict.fromkeys(index for index in positions if index is not None))
    found = [*everyday, *(index for index in _with_all(words, lines) if index not in everyday)]

    def rank(index: int) -> tuple[bool, int, int, int]:
        """Put everyday names first, then titles with all words, then other terms; short titles first."""
        title = titles[index]
        return index not in everyday, sum(word not in title for word in words), len(title) // 8, index

    return tuple(nodes[index] for index in nsmallest(_MOST, found, key=rank)), len(found)


def _categories_of(query: str, release: Release) -> tuple[Node, ...]:
    """Return the categories of the chapter or section that a query names; () for any other query."""
    tabular = release.tabular
    spans = {each.name: (each.first, each.end) for each in tabular.chapters}
    spans |= {each.id.casefold(): (each.first, each.end) for each in tabular.sections}
    first, end = spans.get(query.strip().casefold(), (0, 0))
    return tuple(node for node in tabular.nodes[first:end] if node.parent < 0)


def _named(query: str, release: Release) -> Node | None:
    """Return the node of a query that is a code; None for words, or a code that the release does not hold."""
    code = as_code(query)
    node = None if code is None else release.nearest(code)
    return node if node is not None and code is not None and (node.code == code or release.is_valid(code)) else None


def _with_all(words: Sequence[str], lines: Sequence[str]) -> list[int]:
    """Return the positions of the lines that have every word."""
    found = [index for index, line in enumerate(lines) if words[0] in line]
    for word in words[1:]:
        found = [index for index in found if word in lines[index]]
    return found


@kept_with_release
def _lines(_: None, release: Release) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the titles of all nodes, and the titles with the terms included in them, made ready for searching."""
    nodes = release.tabular.nodes
    titles = _plain(node.title for node in nodes)
    lines = list(titles)
    terms = {node.index: " ".join(_terms(node)) for node in nodes if node.inclusion_terms or node.notes}
    for index, line in zip(terms, _plain(terms.values()), strict=True):
        lines[index] += line
    # What a category is called in everyday words finds the codes below it too: "septic arthritis right knee".
    names = {node.index: name for code, name in everyday_names().names.items() if (node := release.node(code))}
    for index, line in zip(names, _plain(names.values()), strict=True):
        for below in range(index, nodes[index].end):
            lines[below] += line
    return titles, tuple(lines)


def _terms(node: Node) -> Iterator[str]:
    yield from node.inclusion_terms
    for block in node.notes:
        if block.element == "includes":
            yield from block.lines


def _plain(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts in lower case with a blank before each word; all at once, which is several times faster."""
    whole = "\n ".join(texts).lower()
    for mark in _BEFORE_WORDS:
        whole = whole.replace(mark, " ")
    return tuple(f" {whole}".split("\n"))
