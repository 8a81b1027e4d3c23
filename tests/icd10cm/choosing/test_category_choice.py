"""What completes a coded category."""

from __future__ import annotations

import pytest

from icd10cm.choosing.category_choice import choose_below
from tests.icd10cm.choosing.charts import RELEASE, facts_of


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("L89.60", "L heel stage III", ("L89.623",)),
        ("L89.6", "left heel stage 2", ("L89.622",)),
        ("H40.11", "mild stage, both eyes", ("H40.1131",)),
        ("I50.2", "acute on chronic systolic heart failure", ("I50.23",)),
        ("N18.3", "CKD stage 3b", ("N18.32",)),
        ("I69.35", "left hemiparesis", ("I69.354",)),
        ("N18.3", "CKD stage 4", ("N18.30", "N18.31", "N18.32")),
        ("N18.3", "chronic kidney disease", ("N18.30", "N18.31", "N18.32")),
        ("I50.2", "systolic heart failure", ("I50.20", "I50.21", "I50.22", "I50.23")),
    ],
)
def test_choices(code: str, text: str, wanted: tuple[str, ...]) -> None:
    diagnosis = facts_of(code, text).diagnoses[0]
    assert diagnosis.node is not None
    assert choose_below(diagnosis, diagnosis.node, RELEASE) == (wanted, False)


def test_acute_on_chronic_below_a_category_is_two_codes() -> None:
    diagnosis = facts_of("M86", "acute on chronic osteomyelitis left tibia").diagnoses[0]
    assert diagnosis.node is not None
    assert choose_below(diagnosis, diagnosis.node, RELEASE) == (("M86.162", "M86.662"), True)
