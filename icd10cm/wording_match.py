"""Finds the more specific title whose words the text affirms, for a code that leaves the disease unspecified."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from icd10cm.disease_words import EMPTY
from icd10cm.places import SLOT
from icd10cm.placing import carry
from icd10cm.sides import title_words, words_of

if TYPE_CHECKING:
    from icd10cm.encounter import Evidence
    from icd10cm.facts import DiagnosisFacts, EncounterFacts
    from icd10cm.release import Release
    from icd10cm.tabular import Node

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def more_specific(
    diagnosis: DiagnosisFacts, facts: EncounterFacts
) -> tuple[tuple[str, ...], tuple[Evidence, ...]] | None:
    """Return the codes whose titles the text affirms word for word, with the text as evidence; None when none fits.

    Only for a title that says "unspecified" of the disease. All words of the more specific title, or of an inclusion
    term of at least two words ("Brodie's abscess"), must stand in the text; of several the one with the most words
    wins, and a tie between different diseases decides nothing.
    """
    node = diagnosis.node
    if node is None or not diagnosis.texts or not _leaves_disease_open(node.title):
        return None
    words = {word.rstrip("'") for text in diagnosis.texts for word in words_of(text.facts.affirmed)}
    fitting = [(other, wording) for other, wording in _wordings(node.index, facts.release) if wording <= words]
    most = max((len(wording) for _, wording in fitting), default=0)
    best = [other for other, wording in fitting if len(wording) == most]
    # Of "other" and "unspecified" with the same words, the text says the unspecified one.
    best = list(dict.fromkeys([other for other in best if _leaves_disease_open(other.title)] or best))
    if len(best) != 1:
        return None
    codes = _placed(best[0].index, diagnosis, facts)
    if not codes:
        return None
    return codes, tuple(dict.fromkeys(text.evidence for text in diagnosis.texts))


@lru_cache(maxsize=1 << 12)
def _wordings(leaf: int, release: Release) -> tuple[tuple[Node, frozenset[str]], ...]:
    """Return the wordings of more specific leaves of the category, one leaf for those that differ in place alone."""
    node = release.tabular.nodes[leaf]
    own = _significant(node.title)
    said = _words(node.title).union(*_terms(node, release))
    category = release.category(leaf)
    found: list[tuple[Node, frozenset[str]]] = []
    seen: set[tuple[str, ...]] = set()
    for index in range(category.index, category.end):
        other = release.tabular.nodes[index]
        template = release.kin.place(index).template
        if other.children or index == leaf or template in seen:
            continue
        seen.add(template)
        title = _significant(" ".join(word for word in template if word != SLOT))
        wordings = [*(term for term in _terms(other, release) if len(term) > 1), *((title,) if own <= title else ())]
        found += [(other, each) for each in wordings if not each <= said and len(each) >= len(own)]
    return tuple(found)


def _terms(node: Node, release: Release) -> tuple[frozenset[str], ...]:
    """Return the words of each inclusion term of a node, from the code up to what its category divides into.

    A term that says NOS means a text that says no more than that, which words alone do not tell.
    """
    lineage = [each for each in release.lineage(node.index) if each.parent >= 0]
    return tuple(_significant(term) for each in lineage for term in each.inclusion_terms if "NOS" not in term)


def _leaves_disease_open(title: str) -> bool:
    lowered = title.lower()
    return lowered.endswith((", unspecified", " unspecified")) and "site unspecified" not in lowered


def _significant(title: str) -> frozenset[str]:
    return _words(_PARENTHESES.sub(" ", title)) - EMPTY


def _words(title: str) -> frozenset[str]:
    return frozenset(word.rstrip("'") for word in title_words(title))  # "Brodie's" has lost its s already


def _placed(leaf: int, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the codes of a disease at the documented place; its unspecified-site code where none is documented."""
    release = facts.release
    peers = release.kin.peers(leaf)
    if peers is None or len(peers.leaves) == 1 or not peers.slots:
        return (carry(diagnosis.code, leaf, release),)
    placing = peers.place(diagnosis.sites)
    if placing is not None:
        leaves = placing.leaves
    elif any(fact.site for fact in diagnosis.sites):
        return ()
    else:
        leaves = tuple(index for index in peers.leaves if peers.leaves_open(index))
    return tuple(carry(diagnosis.code, index, release) for index in leaves)
