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


@pytest.mark.parametrize(
    ("at", "element", "codes", "named", "why"),
    [
        (
            "L97",
            "codeFirst",
            ["L97.512", "I83.012", "E11.622", "E11.621"],
            ["E11.621", "E11.622", "I83.012"],
            "as printed",
        ),
        (
            "L97",
            "codeFirst",
            ["L97.512", "E11.65", "E11.620", "E11.628", "I83.10", "I10"],
            [],
            "beside those of the list",
        ),
        ("D63.1", "codeFirst", ["D63.1", "N18.6", "N17.9"], ["N18.6"], "a category"),
        (
            "E11.22",
            "useAdditionalCode",
            ["E11.22", "N18.30", "N18.9"],
            ["N18.30"],
            "a part of a category",
        ),
        ("G63", "codeFirst", ["G63", "E85.4"], ["E85.4", "E85.4"], "by two lines"),
        ("G63", "codeAlso", ["G63", "E85.4"], [], "no such note"),
        ("I10", "codeFirst", ["I10", "E85.4"], [], "no such note"),
    ],
)
def test_the_diagnoses_that_the_notes_at_a_code_name(
    at: str, element: str, codes: list[str], named: list[str], why: str
) -> None:
    facts = _facts(*codes)
    node = facts.release.tabular.find(at)
    assert node is not None
    found = facts.named_from(node, element)
    assert [diagnosis.code for _, diagnosis in found] == named, why
    assert all(facts.names_any(line) for line, _ in found)
    assert facts.named_from(node, element) == found, "asked again"
    read = [(line, each.code) for line, _ in found for each in facts.named_by(line)]
    assert {(id(line), diagnosis.code) for line, diagnosis in found} == {(id(line), code) for line, code in read}


def test_what_diagnoses_have_in_common() -> None:
    assert _facts("E11.9", "E11.65").shares_category
    assert not _facts("E11.9", "E10.9").shares_category
    assert not _facts("E11.9", "X99Z").shares_category
    assert len(_facts("E11.9", "E11.65", "I10").categories) == 2
