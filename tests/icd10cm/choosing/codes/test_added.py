"""Whether codes only add to the coded one: its kind, its place, its side and what it denies are kept."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.choosing.comparing.added import only_adds
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded


@pytest.mark.parametrize(
    ("code", "offered", "adds"),
    [
        ("K22.719", "K22.711", True),  # the grade of a dysplasia
        ("N20.9", "N20.1", True),  # a part of the urinary tract
        ("S72.001A", "S72.141A", True),  # "fracture of hip NOS"
        ("C41.9", "C41.3", True),  # the bones of its category
        ("K57.92", "K57.32", True),  # what it denies is denied
        ("K25.9", "K25.0", False),  # "without hemorrhage"
        ("B01.9", "B01.11", False),  # "without complication"
        ("L89.613", "L89.614", False),  # a coded stage
        ("S43.016A", "S43.026A", False),  # a coded direction
        ("D33.2", "D33.4", False),  # a coded organ
        ("D00.00", "D00.2", False),  # one place of a list of them
        ("M18.50", "M18.30", False),  # other ones than those that have their codes
        ("M17.11", "M17.12", False),  # a coded side
    ],
)
def test_a_code_only_adds_to_another_one(code: str, offered: str, *, adds: bool) -> None:
    encounter = CodedEncounter(date(2026, 6, 15), diagnoses=(Diagnosis("Condition/1", code),))
    (diagnosis,) = read_encounter(encounter, load_embedded()).diagnoses
    assert only_adds((offered,), diagnosis, load_embedded()) is adds


def test_a_code_that_is_unknown_adds_nothing() -> None:
    encounter = CodedEncounter(date(2026, 6, 15), diagnoses=(Diagnosis("Condition/1", "Q00.00X"),))
    (diagnosis,) = read_encounter(encounter, load_embedded()).diagnoses
    assert not only_adds(("K25.0",), diagnosis, load_embedded())
