"""Whether the texts of a diagnosis on both sides say something of one side alone that tells codes apart."""

from __future__ import annotations

import pytest

from icd10cm.choosing.each_side import are_told_apart
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


def _are_told_apart(code: str, text: str, *codes: str) -> bool:
    return are_told_apart(diagnosis_of(code, text), codes, RELEASE)


@pytest.mark.parametrize(
    ("code", "text", "offered", "why"),
    [
        ("I82.409", "acute DVT right leg, chronic DVT left leg", "I82.403", "another kind on each side"),
        ("I82.409", "chronic DVT left leg and acute DVT right leg", "I82.403", "and joins two kinds"),
        ("M17.9", "primary osteoarthritis right knee, post-traumatic osteoarthritis left knee", "M17.11", "two kinds"),
        ("H40.1190", "POAG right eye severe stage, left eye mild stage", "H40.1133", "another stage on each side"),
    ],
)
def test_each_side_is_told_apart(code: str, text: str, offered: str, why: str) -> None:
    assert _are_told_apart(code, text, offered), why


@pytest.mark.parametrize(
    ("code", "text", "offered", "why"),
    [
        ("I82.409", "chronic DVT left leg and right leg", "I82.503", "and joins the other side alone"),
        ("I82.409", "chronic DVT left leg and in the right leg", "I82.503", "and joins the other side alone"),
        ("H40.1190", "POAG severe stage right eye and left eye", "H40.1133", "and joins the other side alone"),
        ("M17.9", "primary osteoarthritis right knee, and left knee", "M17.0", "and joins the other side alone"),
        ("I82.409", "acute DVT of both legs", "I82.403", "of both at once"),
        ("I82.409", "acute DVT right leg", "I82.401", "one side alone"),
        ("I82.401", "acute DVT right leg, chronic DVT left leg", "I82.401", "the code names one side"),
    ],
)
def test_each_side_is_not_told_apart(code: str, text: str, offered: str, why: str) -> None:
    assert not _are_told_apart(code, text, offered), why


def test_no_codes_are_not_told_apart() -> None:
    assert not _are_told_apart("I82.409", "acute DVT right leg, chronic DVT left leg")
