"""Right and left coded apart where the list has one code for both."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.choosing.both_sides import code_for_both, sides_coded_apart, sides_of_both
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import read_encounter
from tests.icd10cm.choosing.charts import RELEASE


def _apart(*codes: str) -> list[tuple[str, str, str]]:
    diagnoses = tuple(Diagnosis(f"Condition/{number}", code) for number, code in enumerate(codes))
    facts = read_encounter(CodedEncounter(date(2026, 6, 15), diagnoses), RELEASE)
    return [(one.code, other.code, both) for one, other, both in sides_coded_apart(facts)]


@pytest.mark.parametrize(
    ("codes", "apart"),
    [
        (("M17.11", "M17.12"), [("M17.11", "M17.12", "M17.0")]),
        (("I10", "M17.12", "E11.9", "M17.11"), [("M17.12", "M17.11", "M17.0")]),
        (("H40.1121", "H40.1111"), [("H40.1121", "H40.1111", "H40.1131")]),
        (
            ("M17.11", "M16.12", "M17.12", "M16.11"),
            [("M17.11", "M17.12", "M17.0"), ("M16.12", "M16.11", "M16.0")],
        ),
    ],
)
def test_each_pair_in_the_order_of_the_chart(codes: tuple[str, ...], apart: list[tuple[str, str, str]]) -> None:
    assert _apart(*codes) == apart


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (("M17.11",), "one side alone"),
        (("M17.11", "M17.11"), "one side twice"),
        (("M17.11", "M17.12", "M17.0"), "both is coded already"),
        (("M17.11", "M16.12"), "two joints"),
        (("H40.1111", "H40.1122"), "two stages"),
        (("M25.561", "M25.562"), "no code for both knees"),
        (("I83.011", "I83.021", "L97.111", "L97.121"), "no code for both"),
        (("I70.231", "I70.241"), "no code for both"),
    ],
)
def test_no_pair(codes: tuple[str, ...], why: str) -> None:
    assert not _apart(*codes), why


@pytest.mark.parametrize(
    ("code", "both"),
    [
        ("M17.11", "M17.0"),
        ("M17.12", "M17.0"),
        ("H40.1111", "H40.1131"),
        ("I82.411", "I82.413"),
        ("H65.91", "H65.93"),
        ("M17.0", None),  # names both itself
        ("M17.10", None),  # names none
        ("H40.111", None),  # incomplete
        ("M25.561", None),  # the list has none
        ("J18.9", None),  # has no sides
        ("XXX", None),  # unknown
    ],
)
def test_the_code_for_both(code: str, both: str | None) -> None:
    assert code_for_both(code, RELEASE) == both


def _said_by_both(*codes: str) -> list[tuple[str, str]]:
    diagnoses = tuple(Diagnosis(f"Condition/{number}", code) for number, code in enumerate(codes))
    facts = read_encounter(CodedEncounter(date(2026, 6, 15), diagnoses), RELEASE)
    return [(one.code, both.code) for one, both in sides_of_both(facts)]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("M17.0", "M17.11"), [("M17.11", "M17.0")]),
        (("M17.11", "I10", "M17.0"), [("M17.11", "M17.0")]),
        (("M17.12", "M17.11", "M17.0"), [("M17.12", "M17.0"), ("M17.11", "M17.0")]),
        (("H40.1131", "H40.1111"), [("H40.1111", "H40.1131")]),
    ],
)
def test_a_side_that_the_code_for_both_says(codes: tuple[str, ...], said: list[tuple[str, str]]) -> None:
    assert _said_by_both(*codes) == said


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (("M17.11", "M17.12"), "the code for both is not there"),
        (("M17.0", "M16.11"), "both sides of another joint"),
        (("H40.1131", "H40.1112"), "of another stage"),
        (("Z90.13", "Z90.11"), "what is absent is a state"),
        (("M17.0",), "alone"),
    ],
)
def test_no_side_that_the_code_for_both_says(codes: tuple[str, ...], why: str) -> None:
    assert not _said_by_both(*codes), why
