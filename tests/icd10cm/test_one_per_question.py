"""One card for one question: which issues of an encounter stand when several rules speak of the same thing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from icd10cm import review
from icd10cm.answers import changes, doubted, only_removal
from icd10cm.issue import CodingIssue, Strength
from icd10cm.one_per_question import one_per_question
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_CODES = (Path(__file__).parent / "rules" / "usual_codes.txt").read_text(encoding="utf-8").split()

_CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "an unspecified site whose side is known too is one question": (
        {"dx": [{"code": "M86.50", "at": ["femur right"]}]},
        [("UnspecifiedSite", "M86.551")],
    ),
    "an unspecified side whose site is known more narrowly is one question": (
        {"dx": [{"code": "L97.509", "at": ["heel left"]}]},
        [("UnspecifiedSite", "L97.429")],
    ),
    "a header that leaves the side open too is one question": (
        {"dx": [{"code": "M86.55", "at": ["left"]}]},
        [("IncompleteCode", "M86.552")],
    ),
    "two notes that name one pair are one question": (
        {"dx": ["E10.9", "E11.9"]},
        [("Excludes1", "E10.9 E11.9")],
    ),
    "a vaguer code waits until the two that one code covers are answered": (
        {"dx": ["I50.9", "I50.31", "I50.21"]},
        [("CombinationCode", "I50.41")],
    ),
    "a code that does not exist is asked nothing else": (
        {"dx": [{"code": "T84.53A", "at": ["hip left"]}]},
        [("InvalidCode", "T84.53XA")],
    ),
    "a code without its 7th character is not asked for its side yet": (
        {"dx": [{"code": "S82.209", "at": ["tibia right"], "text": "Gustilo IIIA open fracture"}]},
        [("SeventhCharacter", "S82.209C S82.209F S82.209J S82.209N S82.209R S82.209S")],
    ),
    "a place that belongs elsewhere goes before what remains": (
        {"dx": [{"code": "M86.59", "at": ["vertebra-lumbar", "femur left"]}]},
        [("ExcludedSite", "M46.26")],
    ),
    "what remains is asked when the other place is coded": (
        {"dx": [{"code": "M86.59", "at": ["vertebra-lumbar", "femur left"]}, "M46.26"]},
        [("ResidualCode", "M86.552")],
    ),
    "a contradicted place is not asked for its side": (
        {"dx": [{"code": "M86.559", "at": ["tibia right"]}]},
        [("SiteMismatch", "M86.561")],
    ),
    "one organism for two diagnoses is one question": (
        {
            "dx": ["M86.661", "L03.115"],
            "cultures": [
                {"organism": "Escherichia coli", "specimen": "bone"},
                {"organism": "Escherichia coli", "specimen": "wound"},
            ],
        },
        [("MissingOrganism", "B96.20")],
    ),
    "an organism first-listed is not also a matter of pairs": (
        {"dx": ["B95.62", "M86.661", "L03.115"]},
        [("Sequencing", "M86.661")],
    ),
    "a manifestation without its disease is not also out of place": (
        {"dx": ["F02.80", "I10"]},
        [("CodeFirst", "")],
    ),
    "a code that the chart lists twice is asked about once": (
        {"dx": ["M86.559", "M86.559"]},
        [("UnspecifiedLaterality", "M86.551 M86.552")],
    ),
    "diabetes beside two complications is one question": (
        {"dx": ["E11.9", "M86.171", "N18.4"]},
        [("PresumedLink", "E11.69 E11.22")],
    ),
    "beads and a spacer without indication are a question each": (
        {"dx": ["I10"], "procedures": ["CPT 20700", "PCS 0SHC08Z", "CPT 20700"]},
        [("ProcedureIndication", ""), ("ProcedureIndication", "")],
    ),
    "three codes that exclude each other are three questions": (
        {"dx": ["E10.9", "E11.9", "E13.9"]},
        [("Excludes1", "E10.9 E13.9"), ("Excludes1", "E10.9 E11.9"), ("Excludes1", "E13.9")],
    ),
    "what the chart says of a code comes before the link that would change it": (
        {"dx": [{"code": "I85.00", "text": "bleeding esophageal varices"}, "K70.30"]},
        [("ResidualCode", "I85.01"), ("UseAdditionalCode", "F10.10 F10.11 F10.20 F10.21")],
    ),
    "a link is asked for where the chart says no more of the code": (
        {"dx": [{"code": "I85.00", "text": "esophageal varices"}, "K70.30"]},
        [("PresumedLink", "I85.10"), ("UseAdditionalCode", "F10.10 F10.11 F10.20 F10.21")],
    ),
    "a link is asked for once the code says what the chart says": (
        {"dx": [{"code": "I85.01", "text": "bleeding esophageal varices"}, "K70.30"]},
        [("PresumedLink", "I85.11"), ("UseAdditionalCode", "F10.10 F10.11 F10.20 F10.21")],
    ),
    "what keeps a code waits while another question may take it away": (
        {"dx": ["N18.9", "N18.4", "N18.5"]},
        [("CodedTwice", "N18.4 N18.5")],
    ),
    "what keeps a shock waits while the sepsis may be its cause": (
        {"dx": ["R57.9", "I95.9", "A41.9"]},
        [("PresumedLink", "R65.21")],
    ),
    "a code that another one of its category replaces may be kept": (
        {"dx": ["K50.00", "K50.90", "K61.0"]},
        [("CodedTwice", "K50.00"), ("PresumedLink", "K50.014")],
    ),
    "an open side leaves the code to be kept": (
        {"dx": ["C79.9", "C78.00"]},
        [("CodedTwice", "C78.00"), ("UnspecifiedLaterality", "C78.01 C78.02")],
    ),
    "a code becomes one of two others in one question": (
        {"dx": ["I50.21", "I50.31", "I50.32"]},
        [("CombinationCode", "I50.41")],
    ),
    "what becomes one with another code is not removed as well": (
        {"dx": ["E11.9", "E11.22", "E16.2", "N18.4"]},
        [("CombinationCode", "E11.649")],
    ),
    "a link with a code that may go waits for what stays": (
        {"dx": ["J10.1", "J18.9", "J12.89"]},
        [("CodedTwice", "J12.89"), ("PresumedLink", "J10.08")],
    ),
    "a link is asked for with what stays": (
        {"dx": ["D64.9", "N18.9", "N18.4"]},
        [("CodedTwice", "N18.4"), ("PresumedLink", "D63.1")],
    ),
    "all codes of two types of one disease are one question": (
        {"dx": ["E11.40", "E11.51", "E10.649", "E11.65"]},
        [("Excludes1", "")],
    ),
    "two notes that ask for two codes are two questions": (
        {"dx": ["I13.2"]},
        [("UseAdditionalCode", "I50"), ("UseAdditionalCode", "N18.5 N18.6")],
    ),
}


@pytest.mark.parametrize(("case", "expected"), _CASES.values(), ids=list(_CASES))
def test_one_question_is_asked_once(case: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    issues = review(encounter_of(case), load_embedded())
    assert [(issue.rule, " ".join(issue.choices)) for issue in issues] == expected


def _issue(rule: str, diagnosis: str = "Condition/1", strength: Strength = Strength.DOCUMENTED) -> CodingIssue:
    return CodingIssue(rule, strength, ("M86.50",), (diagnosis,), (), choices=("M86.551",))


def test_of_two_strengths_the_stronger_stands() -> None:
    weak, strong = _issue("UnspecifiedSite", strength=Strength.PROMPT), _issue("UnspecifiedSite", "Condition/2")
    assert one_per_question([weak, strong]) == one_per_question([strong, weak]) == (strong,)


def test_issues_of_other_diagnoses_settle_nothing() -> None:
    issues = [_issue("ExcludedSite"), _issue("ResidualCode", "Condition/2")]
    assert one_per_question(issues) == tuple(issues)


def test_the_order_of_the_rules_is_kept() -> None:
    issues = [_issue("Excludes1"), replace(_issue("MissingOrganism"), choices=("B96.20",)), _issue("CodeFirst")]
    assert one_per_question(issues) == tuple(issues)


@pytest.mark.parametrize(
    ("codes", "removed"),
    [
        # What would stay may go itself: the next review asks about the first.
        (["I50.9", "I50.22", "I50.42"], ["I50.22"]),
        (["I50.22", "I50.42"], ["I50.22"]),
        (["I50.20", "I50.42"], ["I50.20"]),
    ],
)
def test_no_removal_keeps_what_another_one_removes(codes: list[str], removed: list[str]) -> None:
    issues = review(encounter_of({"dx": codes}), load_embedded())
    assert [issue.codes[0] for issue in issues if issue.minor] == removed


def _lists() -> list[list[str]]:
    """Return lists of usual codes, most of them of a few categories, so that many questions meet."""
    draw = random.Random(11)
    of_chapter: dict[str, list[str]] = {}
    for code in _CODES:
        of_chapter.setdefault(code[:2], []).append(code)
    chapters = sorted(of_chapter)
    found = []
    for _ in range(150):
        near = [code for _ in range(2) for code in of_chapter[draw.choice(chapters)]]
        found.append(list(dict.fromkeys([*draw.sample(near, min(8, len(near))), *draw.sample(_CODES, 4)])))
    return found


@pytest.mark.parametrize("codes", _lists(), ids=" ".join)
def test_the_answers_of_one_chart_fit_together(codes: list[str]) -> None:
    """No diagnosis is changed in two ways, and no removal keeps what another question may take away."""
    issues = review(encounter_of({"dx": codes}), load_embedded())
    changed: dict[str, tuple[str, ...]] = {}
    for issue in issues:
        for diagnosis, becomes in changes(issue):
            assert changed.setdefault(diagnosis, becomes) == becomes
        removal = only_removal(issue)
        assert removal is None or not any(removal.keeps in doubted(one) for one in issues)
