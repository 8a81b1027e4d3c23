"""The categories of diseases by the words of their titles and inclusion terms, to tell one disease from another.

A word counts in any form, and not where a title denies it. It takes half a second for a whole list, which is why it is
kept with the compiled form of a release (`icd10cm.releases.compiled_cache`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from icd10cm.titles.claims import claims_of, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.tabular.model import Node, TabularList

_NO_DISEASES = "RUVWXYZ"
"""First letters of the categories that name signs, causes and circumstances: they are named with a disease."""
Numbers = tuple[int, ...]


def disease_categories(tabular: TabularList) -> tuple[Node, ...]:
    """Return the categories that name diseases, in the order of the list; `categories_by_stem` counts them so."""
    return tuple(node for node in tabular.nodes if node.parent < 0 and node.code[0] not in _NO_DISEASES)


def categories_by_stem(tabular: TabularList) -> dict[str, Numbers]:
    """Return by each stem the numbers of the categories that say it."""
    found: dict[str, list[int]] = {}
    nodes = tabular.nodes
    for number, category in enumerate(disease_categories(tabular)):
        for each in _said(text for node in nodes[category.index : category.end] for text in _texts(node)):
            found.setdefault(each, []).append(number)
    return {stem: tuple(numbers) for stem, numbers in found.items()}


def _texts(node: Node) -> tuple[str, ...]:
    """Return the title of a node, its inclusion terms, and what the 7th characters that it defines mean."""
    if node.seventh is None:  # the usual case
        return (node.title, *node.inclusion_terms) if node.inclusion_terms else (node.title,)
    return (node.title, *node.inclusion_terms, *(meaning for _, meaning in node.seventh.meanings))


def _said(texts: Iterable[str]) -> set[str]:
    """Return the stems of titles and terms; what one denies, it does not say."""
    words: set[str] = set()
    said: set[str] = set()
    for text in texts:
        lower = text.lower()
        if "not " in lower or "without" in lower or "non-" in lower:
            said.update(_not_denied(text))
        else:  # the usual case: a category repeats its words from title to title
            words.update(lower.split())
    return said.union(*map(stems_in, words))


def _not_denied(text: str) -> Iterable[str]:
    denied = frozenset[str]().union(*claims_of(text).denied)
    return (each for each in stems_of(text) if each[0].isalpha() and each not in denied)


@cache
def stems_in(word: str) -> tuple[str, ...]:
    """Return the stems of a word of a title, or of several, without marks and numbers."""
    return tuple(each for each in stems_of(word) if each[0].isalpha())
