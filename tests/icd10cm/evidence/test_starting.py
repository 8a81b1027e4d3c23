"""Which diagnoses of an encounter have codes that begin with given prefixes, without a look at each."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.releases.loading import load_embedded
from tests.function_calls import function_calls


def _facts(*codes: str) -> EncounterFacts:
    diagnoses = tuple(Diagnosis(f"Condition/{rank}", code, rank=rank) for rank, code in enumerate(codes, 1))
    return read_encounter(CodedEncounter(date(2026, 6, 12), diagnoses), load_embedded())


@pytest.mark.parametrize(
    ("prefixes", "found", "why"),
    [
        (("N18", "E1"), ["N18.31", "E11.9", "E10.9"], "in the order of the chart"),
        (("E11.9",), ["E11.9"], "a whole code"),
        (("E11.2",), [], "the category is there, and no code of it"),
        (("I50",), [], "nothing of the category"),
        ((), [], "no prefix"),
    ],
)
def test_starting(prefixes: tuple[str, ...], found: list[str], why: str) -> None:
    assert [one.code for one in _facts("N18.31", "E11.9", "I10", "E10.9").starting(prefixes)] == found, why


def test_an_unknown_code_begins_as_it_is_written() -> None:
    assert [one.code for one in _facts("E11.9", "Q00.99Z", "X99Z").starting(("Q00.99", "X99"))] == ["Q00.99Z", "X99Z"]


def test_no_code_is_looked_at_where_none_is_of_the_category() -> None:
    few, many = (_facts(*["I10"] * number) for number in (2, 200))
    few.starting(("N18",))
    assert function_calls(lambda: many.starting(("N18",))) == function_calls(lambda: few.starting(("N18",)))
