"""Which codes are listed before the diagnosis that goes first: the questions of CodeFirst about order."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.attaching.attachment import Reason
from icd10cm.attaching.cause_attachment import misplaced_pairs, possible_causes
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


def _misplaced(*dx: str, ranked: bool = True) -> list[tuple[str, str]]:
    facts = read_encounter(encounter_of({"dx": list(dx), "ranked": ranked}), load_embedded())
    pairs = [pair for one in facts.diagnoses for pair in misplaced_pairs(one, facts)]
    return list(dict.fromkeys((pair.later.code, pair.earlier.code) for pair in pairs))


@pytest.mark.parametrize(
    ("dx", "pairs"),
    [
        (("L97.512", "E11.621"), [("L97.512", "E11.621")]),
        (("E11.621", "L97.512", "I70.235"), [("L97.512", "I70.235")]),  # any associated means each
        (("M89.751", "M86.651"), [("M89.751", "M86.651")]),
        (("I10", "B95.62", "M86.661"), [("B95.62", "M86.661")]),
        (("B96.20", "N39.0", "M86.661"), [("B96.20", "N39.0"), ("B96.20", "M86.661")]),
        (("I12.9", "N18.31", "E11.22"), [("N18.31", "E11.22")]),  # behind the one, before the other
        (("R35.1", "N40.1"), [("R35.1", "N40.1")]),
        (("T45.515A", "D68.32"), [("T45.515A", "D68.32")]),  # an adverse effect behind its nature
        (("T39.015A", "K29.00"), [("T39.015A", "K29.00")]),
        (("T45.515S", "D68.32"), [("T45.515S", "D68.32")]),
        (("T40.2X5A", "K59.03"), [("T40.2X5A", "K59.03")]),
        (("T42.75XA", "G25.1"), [("T42.75XA", "G25.1")]),  # by its 5th character
        (("R65.20", "A41.51"), [("R65.20", "A41.51")]),  # an example means its kind
        (("R65.20", "T81.44XA"), [("R65.20", "T81.44XA")]),
        (("N39.0", "R65.20", "A41.9"), [("R65.20", "A41.9")]),  # a local infection is not a sepsis
        (("F06.70", "S06.0X1A"), [("F06.70", "S06.0X1A")]),
        (("G63", "E85.4"), [("G63", "E85.4")]),
        (("D63.1", "N18.6"), [("D63.1", "N18.6")]),
        # What another note of the code names is not what this one is content with.
        (("J10.00", "J12.82", "U07.1"), [("J12.82", "U07.1")]),
        (("U07.1", "J12.82", "J10.00"), [("J12.82", "J10.00")]),
    ],
)
def test_a_code_before_the_disease_that_goes_first(dx: tuple[str, ...], pairs: list[tuple[str, str]]) -> None:
    assert _misplaced(*dx) == pairs
    assert not _misplaced(*dx, ranked=False)


@pytest.mark.parametrize(
    ("dx", "why"),
    [
        (("E11.621", "L97.512"), "in order"),
        (("D68.32", "T45.515A"), "in order"),
        (("L97.512", "I10"), "no note names the two"),
        (("L97.222", "I83.012"), "on the other side"),
        (("L97.212", "E11.621"), "at another place"),
        (("T36.0X1A", "L27.0"), "a poisoning goes first"),
        (("T39.011A", "K29.00"), "a poisoning, told by the 6th character"),
        (("T42.71XA", "G25.1"), "a poisoning, by its 5th character"),
        (("T40.2X1A", "K59.03"), "a poisoning that the note does not list"),
        (("K92.2", "D68.32", "T45.515A"), "its nature stands before it"),
        (("G30.1", "F02.80", "G20.A1"), "one disease of the note stands before it"),
        (("A41.9", "R65.20", "N39.0"), "the sepsis stands before it"),
        (("O85", "R65.20", "A41.51"), "a puerperal sepsis stands before it"),
        (("M86.661", "B95.62", "L03.115"), "an infection stands before it"),
        (("B96.20", "M00.061"), "the infection admits no such organism"),
        (("B95.62", "I10"), "there is no infection"),
        (("Z79.4", "E11.65"), "insulin goes along"),
        (("F17.210", "J44.9"), "tobacco goes along"),
        (("I10", "I69.351"), "a note identifies its presence"),
        (("I21.A1", "J44.9"), "if applicable, among examples"),
        (("N40.1", "R35.1"), "in order"),
        (("E87.1", "E86.0"), "any associated"),
        (("F06.70", "S06.0X0S"), "a sequela goes behind its residual condition"),
        (("XXX", "E11.621"), "unknown"),
        (("L97.512", "XXX"), "unknown"),
        (("F02.80", "I10"), "hypertension is no such disease"),
    ],
)
def test_no_code_before_the_disease_that_goes_first(dx: tuple[str, ...], why: str) -> None:
    assert not _misplaced(*dx), why


def test_every_case_says_why_and_many_are_silent() -> None:
    assert all(case["because"] for case in _CASES)
    assert len({case["name"] for case in _CASES}) == len(_CASES)
    assert 2 * sum(not case["asks"] for case in _CASES) >= len(_CASES)
