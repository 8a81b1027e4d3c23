"""Whether a sentence puts a disease at a place that the anatomy does not have, and that is none of the code's.

Such a place is not read as one, so that its side alone is left: "carcinoma of the philtrum, right" is on no limb, and a
"tubo-ovarian abscess, left" in no foot. The titles of neoplasms are the list of the places of the body.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.documents.cues import load_cues
from icd10cm.documents.named_disease import load_table
from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.evidence.from_documents.scope import scope_of
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import EMPTY, SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.documents.statements import Statement
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_WORD = re.compile(r"[a-z]{4,}")
_END = re.compile(r" (?:and|causing|due to|from|secondary to|with) ")
_OF = re.compile(r"\bof (?:the )?(?:right |left )?([a-z]{4,})")
_PLACED = re.compile(r"(?:neoplasms?|carcinoma in situ)\b.*? of (.*)")
_SHORTEST_ROOT, _ENDING = 4, 2
_Roots = tuple[str, ...]


def is_elsewhere(statement: Statement, index: int, release: Release) -> bool:
    """Return whether a statement that says a side alone names a place that none of the titles of a code has.

    So does one of an injury that says no place which the anatomy has: a laceration of the liver is none of the spleen.
    """
    if any(place.site for place in statement.places):  # the usual case
        return False
    if not (statement.places or _is_injury(release.tabular.nodes[index])):
        return False
    return any(_is_foreign(text, index, release) for clause in statement.facts.stretches for text in clause)


def is_of_place_alone(index: int, release: Release) -> bool:
    """Return whether all words that name the disease of a code are words for a place: "disease of gallbladder"."""
    disease, _ = disease_at(index, release)
    roots = _place_roots("", release)
    said = [word for each in disease.words for word in each.stems]
    return not disease.says_more_than_a_place or (bool(said) and all(_is_one_of(word, roots) for word in said))


def _is_one_of(word: str, roots: _Roots) -> bool:
    """Return whether a word has one of the roots, and no more than an ending behind it: no "appendicitis"."""
    return any(word.startswith(root) and len(word) - len(root) <= _ENDING for root in roots)


def _is_foreign(text: str, index: int, release: Release) -> bool:
    """Return whether a text names a place of the body, or an unknown one, before it speaks of something else."""
    text, own = _END.split(text)[0], _own_roots(index, release)
    words = [word for word in _WORD.findall(text) if not word.startswith(own)]
    if any(word.startswith(_place_roots("", release)) for word in words):
        return True
    vocabulary = disease_at(index, release)[0].vocabulary
    return any(match[1] in words and match[1] not in vocabulary for match in _OF.finditer(text))


@kept_with_release
def _place_roots(_: str, release: Release) -> _Roots:
    """Return the beginnings of the words for places that titles of neoplasms have."""
    table = load_table()
    lists = (table["plain"], table["no_names"], table["no_places"], load_cues()["known"]["words"], SIDE_WORDS, EMPTY)
    no_places = frozenset(chain.from_iterable(lists))
    titles = (text.lower() for node in release.tabular.nodes if _is_neoplasm(node) for text in _texts((node,)))
    places = (match[1] for title in titles if (match := _PLACED.search(title)) is not None)
    return _roots_of(places, no_places)


def _is_injury(node: Node) -> bool:
    return node.code.startswith(load_policy().bodily_injuries)


def _is_neoplasm(node: Node) -> bool:
    return node.code.startswith(load_policy().malignant_neoplasms)


@kept_with_release
def _own_roots(index: int, release: Release) -> _Roots:
    """Return the beginnings of the words of a code's titles; of its category's where it leaves a place open."""
    peers = release.families.site_family(index)
    leaves_open = peers is not None and peers.leaves_open(index)
    is_open = leaves_open or not (scope_of(index, release).sites or _is_injury(release.tabular.nodes[index]))
    nodes = release.lineage(index)
    category = release.category(index)
    own = release.tabular.nodes[category.index : category.end] if is_open else nodes
    return _roots_of((*_texts(nodes), *_texts(own), *disease_at(index, release)[0].names), frozenset())


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield node.title
        yield from node.inclusion_terms


def _roots_of(texts: Iterable[str], left_out: frozenset[str]) -> _Roots:
    words = {word for text in texts for word in _WORD.findall(text.lower())} - left_out
    return tuple(sorted({word[: max(_SHORTEST_ROOT, len(word) - _ENDING)] for word in words}))
