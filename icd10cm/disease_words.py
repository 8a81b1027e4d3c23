"""The words by which the tabular list names the disease of a code: those of its title and of the titles above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.sides import title_words

if TYPE_CHECKING:
    from icd10cm.facts import DiagnosisFacts
    from icd10cm.release import Release


def disease_words(diagnosis: DiagnosisFacts, release: Release) -> frozenset[str]:
    """Return the words of the titles of a diagnosis, from its code up to its category; none for an unknown code."""
    if diagnosis.node is None:
        return frozenset()
    return frozenset(word for node in release.lineage(diagnosis.node.index) for word in title_words(node.title))
