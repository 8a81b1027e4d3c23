"""Which codes are listed before the diagnosis that goes first: the questions of CodeFirst about order."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.attaching.attachment import Reason
from icd10cm.attaching.cause_attachment import possible_causes
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_CASES = tomllib.loads((Path(__file__).parent / "cases" / "causes.toml").read_text(encoding="utf-8"))["case"]


def asked(case: dict[str, Any]) -> list[list[str]]:
    return [
        list(issue.codes)
        for issue in review(encounter_of(case), load_embedded())
        if issue.rule == "CodeFirst" and issue.because == "order"
    ]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_order_of_causes(case: dict[str, Any]) -> None:
    assert asked(case) == case["asks"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_opposite_sides_are_never_in_one_question(case: dict[str, Any]) -> None:
    release = load_embedded()
    for codes in asked(case):
        misplaced, *first = (release.side_of(code) for code in codes)
        assert all({misplaced, side} != {Side.RIGHT, Side.LEFT} for side in first)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_a_code_is_asked_about_once(case: dict[str, Any]) -> None:
    misplaced = [codes[0] for codes in asked(case)]
    assert len(misplaced) == len(set(misplaced))


@pytest.mark.parametrize(
    ("dx", "causes"),
    [
        (["E11.621", "L97.512"], [("E11.621", None)]),
        (["L97.212", "E11.621"], [("E11.621", Reason.OWNS_OTHER_CODES)]),
        (["L97.222", "I83.012"], [("I83.012", Reason.OTHER_PLACE)]),
        (["L97.521", "I83.025", "L97.522"], [("I83.025", Reason.HAS_ITS_OWN)]),
        (["L97.512", "I10"], []),
    ],
)
def test_why_a_disease_is_not_the_cause(dx: list[str], causes: list[tuple[str, Reason | None]]) -> None:
    facts = read_encounter(encounter_of({"dx": dx}), load_embedded())
    ulcer = next(one for one in facts.diagnoses if one.code.startswith("L97"))
    assert [(cause.code, why) for cause, why in possible_causes(ulcer, facts)] == causes


def test_every_case_says_why_and_many_are_silent() -> None:
    assert all(case["because"] for case in _CASES)
    assert len({case["name"] for case in _CASES}) == len(_CASES)
    assert 2 * sum(not case["asks"] for case in _CASES) >= len(_CASES)
