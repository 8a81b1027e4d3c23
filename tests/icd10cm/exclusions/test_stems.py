"""The beginnings of words, and the quick look whether a text may have one."""

from __future__ import annotations

import pytest

from icd10cm.exclusions.stems import may_have, stems
from icd10cm.releases.loading import load_embedded


def test_a_text_may_have_each_of_its_stems() -> None:
    nodes = load_embedded().tabular.nodes
    texts = dict.fromkeys(text for node in nodes for text in (node.title, *node.inclusion_terms))
    assert [(stem, text) for text in texts for stem in stems(text) if not may_have(stem, text)] == []


@pytest.mark.parametrize(
    ("stem", "text", "why"),
    [
        ("body", "Foreign bodies", "the plural has other letters"),
        ("hemorr", "Ulcer with bleeding", "one word is said for another"),
        ("menier", "M\u00e9ni\u00e8re's disease", "a letter has an accent"),
        ("hyster", "Hysterectomy", "letters are in capitals"),
    ],
)
def test_a_text_may_have_a_stem_that_is_written_otherwise(stem: str, text: str, why: str) -> None:
    assert may_have(stem, text), why


def test_a_text_without_its_letters_has_no_stem() -> None:
    assert not may_have("epilep", "Myoclonus")
