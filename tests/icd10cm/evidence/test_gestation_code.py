"""The trimester that coded weeks of gestation say."""

from __future__ import annotations

import pytest

from icd10cm.encounter import Diagnosis
from icd10cm.evidence.gestation_code import with_coded_weeks
from icd10cm.releases.loading import load_embedded


def _said(*codes: str) -> dict[str, list[str]]:
    """Return the texts that each diagnosis is given."""
    diagnoses = tuple(Diagnosis(f"Condition/{code}", code) for code in codes)
    return {each.code: [one.text for one in each.statements] for each in with_coded_weeks(diagnoses, load_embedded())}


def test_each_open_trimester_is_given_the_weeks() -> None:
    assert _said("O10.919", "Z3A.31", "O24.410", "O99.019") == {
        "O10.919": ["31 weeks"],
        "Z3A.31": [],
        "O24.410": [],
        "O99.019": ["31 weeks"],
    }


def test_the_evidence_is_the_code_of_the_weeks() -> None:
    diagnoses = (Diagnosis("Condition/1", "O10.919"), Diagnosis("Condition/2", "Z3A.08"))
    (said,) = with_coded_weeks(diagnoses, load_embedded())[0].statements
    assert (said.text, said.evidence.reference) == ("8 weeks", "Condition/2")
    assert said.evidence.statement == "Z3A.08 8 weeks gestation of pregnancy"


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (("O10.919",), "no weeks are coded"),
        (("O10.919", "Z3A.00"), "not specified"),
        (("O10.919", "Z3A.01"), "less than 8 weeks"),
        (("O10.919", "Z3A.12", "Z3A.31"), "two codes"),
        (("O10.919", "Z3A.39", "Z37.0"), "a birth is coded"),
        (("O10.913", "Z3A.31"), "the trimester is coded"),
    ],
)
def test_nothing_is_concluded(codes: tuple[str, ...], why: str) -> None:
    assert not any(_said(*codes).values()), why
