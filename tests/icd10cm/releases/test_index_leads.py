from __future__ import annotations

from dataclasses import replace

import pytest

from icd10cm.index.model import AlphabeticIndex
from icd10cm.index.xml_reader import read_index
from icd10cm.releases.index_leads import entries_for, unresolved
from icd10cm.releases.loading import load_embedded
from tests import index_files

INDEX = AlphabeticIndex(tuple(map(read_index, index_files.ALL)))
RELEASE = replace(load_embedded(), index=INDEX, derived={})


@pytest.mark.parametrize(
    ("code", "leads"),
    [
        ("E11.52", ["Diabetes, diabetic, with, gangrene"]),
        ("I21.9", ["Infarct, infarction, myocardium, myocardial", "Attack, attacks, heart, see Infarct, myocardium"]),
        ("S72.00", ["Fracture, traumatic, femur, neck", "Fracture, traumatic, hip, see Fracture, femur, neck"]),
        ("I43", ["Amyloid heart"]),
        ("D38.1", ["Neoplasm, neoplastic, lung (Uncertain)"]),
        ("T36.0X1A", ["Penicillin (Poisoning, accidental)"]),
        ("W19.XXXA", ["Fall, falling"]),
        ("T36.0X", ["Made up (Poisoning, accidental)"]),
        ("M86.9", []),
    ],
)
def test_the_entries_that_lead_to_a_code(code: str, leads: list[str]) -> None:
    assert [lead.text for lead in entries_for(code, RELEASE)] == leads


def test_every_code_that_the_list_does_not_hold_is_listed() -> None:
    assert unresolved(RELEASE) == ("Slip of the editors: Q00.99", "Index to Diseases and Injuries: 'with organ'")


def test_without_an_index_there_is_nothing() -> None:
    assert (entries_for("E11.52", load_embedded()), unresolved(load_embedded())) == ((), ())
