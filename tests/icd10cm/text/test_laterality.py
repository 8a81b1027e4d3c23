"""Which letters of a note are sides."""

from __future__ import annotations

import pytest

from icd10cm.text.laterality import with_sides
from icd10cm.text.lexicon import Kind, load_lexicon
from icd10cm.text.tokens import sentences_of


def _sides(note: str) -> list[str]:
    (items,) = sentences_of(note, load_lexicon())
    return [item.text for item in with_sides(items) if item.kind is Kind.SIDE]


@pytest.mark.parametrize(
    ("note", "sides"),
    [
        ("stage 2 L heel", ["l"]),
        ("grade 3 R ankle", ["r"]),
        ("drank 2 L water", []),
        ("on 2 L nasal cannula", []),
        ("R 18 breaths", []),
        ("hip pain L", ["l"]),
        ("L", []),
        ("pain R-sided", ["r"]),
        ("hip pain R-sided", ["r"]),
        ("R-sided pain", ["r"]),
        ("pain R-wave", []),
        ("glucose 5 mmol/L", []),
        ("albumin low, g/L", []),
        ("left - R knee", ["left", "r"]),
        ("value=L", []),
        ("pain in both knees", ["both"]),
        ("pain in both forearm and hand", []),
        ("pain in each knee", ["each"]),
        ("each visit", []),
    ],
)
def test_a_letter_is_a_side_unless_it_is_a_unit_or_a_value(note: str, sides: list[str]) -> None:
    assert _sides(note) == sides


@pytest.mark.parametrize(
    ("note", "sides"),
    [
        ("film of her right knee normal, arthritis in that knee", ["right", "that"]),
        ("pain in left knee, arthritis in the same knee", ["left", "same"]),
        ("right knee and left knee normal, arthritis in that knee", ["right", "left"]),  # which of them
        ("right hip replaced, arthritis in that knee", ["right"]),
        ("arthritis in that knee, right knee normal", ["right"]),  # it points back, not ahead
    ],
)
def test_that_knee_is_the_one_that_was_named(note: str, sides: list[str]) -> None:
    assert _sides(note) == sides
