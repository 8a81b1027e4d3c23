"""Two sections of a note that name one part on opposite sides leave its side in doubt."""

from __future__ import annotations

import pytest

from tests.icd10cm.text.reading import PAIN, places


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HPI: right knee pain. Procedure: left knee injection", ["knee"]),
        ("HPI: right knee pain. Procedure: left knee pain", ["knee"]),
        ("HPI: right knee pain. Procedure: right knee injection", ["knee right"]),
        ("HPI: right knee pain. Exam: left knee normal", ["knee right"]),
        ("HPI: right knee pain. Exam: R knee ttp, L knee full ROM", ["knee right"]),
        ("HPI: right knee pain. Plan: MRI left shoulder", ["knee right"]),
        ("HPI: right knee pain. Left knee pain", ["knee right", "knee left"]),
        ("Right knee pain. Left knee injection", ["knee right"]),
        ("Meds: right knee pain. Labs: left knee pain", ["knee right", "knee left"]),
    ],
)
def test_a_conflict_between_sections(text: str, found: list[str]) -> None:
    assert places(text, PAIN) == found
