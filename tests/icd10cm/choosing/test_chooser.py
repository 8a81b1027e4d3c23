"""The chooser from one code and one text, as data: `cases.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm.choosing.chooser import Silence, choose
from icd10cm.issue import AddCode, ReplaceCode
from tests.icd10cm.choosing.charts import RELEASE, documented, facts_of

_CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))


def _named(case: dict[str, Any]) -> str:
    return f"{case['code']} {case['text']}"


@pytest.mark.parametrize("case", _CASES["chosen"], ids=_named)
def test_chooses(case: dict[str, Any]) -> None:
    facts = facts_of(case["code"], case["text"])
    choice = choose(facts.diagnoses[0], facts)
    assert (list(choice.codes), choice.question) == (case["codes"], case["question"])


@pytest.mark.parametrize("case", _CASES["silent"], ids=_named)
def test_is_silent(case: dict[str, Any]) -> None:
    assert not documented(case["code"], case["text"])


def test_there_are_as_many_silent_cases_and_each_says_why() -> None:
    assert len(_CASES["silent"]) >= len(_CASES["chosen"])
    assert all(case["why"] for kind in _CASES.values() for case in kind)


def test_a_code_of_the_encounter_is_not_offered() -> None:
    facts = facts_of("N18.30", "CKD stage 3b", "N18.32")
    assert choose(facts.diagnoses[0], facts).silence is Silence.CODED
    assert not documented("N18.30", "CKD stage 3b", "N18.32")


def test_the_chronic_code_stays_where_the_acute_one_is_added() -> None:
    facts = facts_of("M86.662", "acute on chronic osteomyelitis L tibia")
    choice = choose(facts.diagnoses[0], facts)
    assert choice.options("Condition/0", RELEASE) == (AddCode("M86.162", "Condition/0"),)


def test_two_kinds_of_an_open_code_replace_it_and_are_added() -> None:
    facts = facts_of("M86.9", "acute on chronic osteomyelitis right tibia")
    choice = choose(facts.diagnoses[0], facts)
    assert choice.options("Condition/0", RELEASE) == (
        ReplaceCode("Condition/0", "M86.161"),
        AddCode("M86.661", "Condition/0"),
    )


def test_what_was_chosen_is_kept() -> None:
    facts = facts_of("N41.9", "chronic prostatitis")
    assert choose(facts.diagnoses[0], facts) is choose(facts.diagnoses[0], facts)


def test_text_does_not_choose_a_residual_code() -> None:
    facts = facts_of("M19.91", "primary osteoarthritis of the jaw")
    assert not choose(facts.diagnoses[0], facts).codes
