"""Addenda that put the side of a report right."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.documents.corrections import corrected_side


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("The impression should read right tibia, not left.", Side.RIGHT),
        ("Laterality was incorrectly stated as left; the correct side is right.", Side.RIGHT),
        ('Dictation error: "left" should be "right" in the impression.', Side.RIGHT),
        ("Side corrected from right to left.", Side.LEFT),
        ("The correct side is left rather than right.", Side.LEFT),
        ("The left side was normal.", None),
        ("Findings were discussed with the team caring for the right leg.", None),
        ("Corrected: right and left tibia.", None),
        ("There is an error in the time of the exam.", None),
    ],
)
def test_a_correction(sentence: str, side: Side | None) -> None:
    found = corrected_side([sentence])
    assert (found and found.side) == side


def test_two_corrections_that_differ_are_none() -> None:
    assert corrected_side(["The side should read right.", "The side should read left."]) is None


def test_a_correction_that_is_announced_first() -> None:
    found = corrected_side(["Correction to laterality.", "The study was of the LEFT leg."])
    assert found is not None
    assert (found.side, found.sentence) == (Side.LEFT, "The study was of the LEFT leg.")
    assert corrected_side(["Correction to the time.", "The study was of the LEFT leg."]) is None
