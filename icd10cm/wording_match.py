"""Finds the more specific title whose words the text affirms, for a code that leaves the disease unspecified."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.disease_words import EMPTY
from icd10cm.places import SLOT
from icd10cm.placing import carry
from icd10cm.sides import title_words, words_of

if TYPE_CHECKING:
    from icd10cm.encounter import Evidence
    from icd10cm.facts import DiagnosisFacts, EncounterFacts

_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def more_specific(
    diagnosis: DiagnosisFacts, facts: EncounterFacts
) -> tuple[tuple[str, ...], tuple[Evidence, ...]] | None:
    """Return the codes whose titles the text affirms word for word, with the text as evidence; None when none fits.

    Only for a title that says "unspecified" of the disease. All words of the more specific title must stand in the
    text; of several such titles the one with the most words wins, and a tie between different diseases decides
    nothing.
    """
    node = diagnosis.node
    if node is None or not diagnosis.texts or not _leaves_disease_open(node.title):
        return None
    release = facts.release
    own = _significant(node.title)
    said = frozenset(title_words(node.title))
    nodes = release.tabular.nodes
    category = release.category(node.index)
    words = {word for text in diagnosis.texts for word in words_of(text.facts.affirmed)}
    best: set[tuple[str, ...]] = set()
    most = len(own)
    leaf_of: dict[tuple[str, ...], int] = {}
    for index in range(category.index, category.end):
        if nodes[index].children or index == node.index:
            continue
        template = release.kin.place(index).template
        if template in leaf_of:
            continue
        leaf_of[template] = index
        wanted = _significant(" ".join(word for word in template if word != SLOT))
        if not own <= wanted <= words or len(wanted) < most or wanted <= said:
            continue
        if len(wanted) > most:
            best, most = set(), len(wanted)
        best.add(template)
    if len(best) != 1:
        return None
    (template,) = best
    codes = _placed(leaf_of[template], diagnosis, facts)
    if not codes:
        return None
    return codes, tuple(dict.fromkeys(text.evidence for text in diagnosis.texts))


def _leaves_disease_open(title: str) -> bool:
    lowered = title.lower()
    return lowered.endswith((", unspecified", " unspecified")) and "site unspecified" not in lowered


def _significant(title: str) -> frozenset[str]:
    return frozenset(word for word in title_words(_PARENTHESES.sub(" ", title)) if word not in EMPTY)


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
