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
    ],
)
def test_a_letter_is_a_side_unless_it_is_a_unit_or_a_value(note: str, sides: list[str]) -> None:
    assert _sides(note) == sides
