"""Words by which a sentence of a report asserts nothing as of now."""

from __future__ import annotations

import pytest

from icd10cm.documents.cues import is_of_the_past, is_put_off


@pytest.mark.parametrize(
    ("sentence", "put_off"),
    [
        ("lucency may indicate loosening", True),
        ("recommend biopsy to confirm loosening", True),
        ("in keeping with loosening", True),
        ("loosening, which may progress", False),
        ("loosening of the cup", False),
        ("mayer plate loosening", False),
    ],
)
def test_what_stands_before_the_name(sentence: str, *, put_off: bool) -> None:
    assert is_put_off(sentence, ("loosening",)) is put_off


def test_without_a_name_the_whole_sentence_is_before() -> None:
    assert is_put_off("loosening, which may progress", ("infection",))


@pytest.mark.parametrize(
    ("sentence", "past"),
    [
        ("treated fracture", True),
        ("well-healed fracture", True),
        ("nonunion", True),
        ("untreated fracture", False),
        ("fracture", False),
    ],
)
def test_what_was_treated_before(sentence: str, *, past: bool) -> None:
    assert is_of_the_past(sentence) is past
