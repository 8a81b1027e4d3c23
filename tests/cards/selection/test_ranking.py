from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from cards.selection.question import Question
from cards.selection.ranking import cannot_stand, indicator_of, ranked
from icd10cm.issue import CodingIssue, Strength
from tests.cards.deal import issue_from, scenarios

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CASES = scenarios()
SIGN = "coding-review-order-sign"


def _issue(rule: str, strength: str = "prompt", **more: Any) -> CodingIssue:
    return CodingIssue(rule, Strength(strength), ("M86.50",), ("Condition/1",), (), **more)


IN_ORDER = [
    _issue("InvalidCode", "documented", ordered=True),
    _issue("Excludes1", "prompt", ordered=True),
    _issue("IncompleteCode", "documented"),
    _issue("SeventhCharacter", "procedure"),
    _issue("UnspecifiedSite", "documented", ordered=True),
    _issue("ProcedureIndication", "procedure", ordered=True),
    _issue("CodeFirst", "prompt", ordered=True),
    _issue("MissingOrganism", "documented"),
    _issue("SiteMismatch", "procedure"),
    _issue("UseAdditionalCode", "prompt"),
    _issue("Excludes1", "documented", because="vaguer", minor=True, ordered=True),
    _issue("Excludes1", "documented", because="vaguer", minor=True),
]


def _rank(issues: list[CodingIssue]) -> list[CodingIssue]:
    return [question.issue for question in ranked(map(Question, issues))]


def test_each_pair_comes_in_order_whichever_was_found_first() -> None:
    for first, second in permutations(range(len(IN_ORDER)), 2):
        low, high = sorted((first, second))
        assert _rank([IN_ORDER[first], IN_ORDER[second]]) == [IN_ORDER[low], IN_ORDER[high]]


def test_equal_issues_keep_the_order_of_the_review() -> None:
    equal = [_issue("UnspecifiedSite"), _issue("ResidualCode"), _issue("CodeFirst")]
    assert _rank(equal) == equal
    assert _rank(equal[::-1]) == equal[::-1]


def test_only_codes_that_cannot_stand_warn(release: Release) -> None:
    loud = [issue for issue in IN_ORDER if indicator_of(issue, release) == "warning"]
    assert loud == IN_ORDER[:4]
    assert indicator_of(_issue("SeventhCharacter", because="contradicted"), release) == "info"
    assert not cannot_stand(_issue("HouseRule"))


@pytest.mark.parametrize(
    ("name", "service", "indicator"),
    [
        ("SiteMismatch-side", SIGN, "warning"),
        ("SiteMismatch-side-and-site", SIGN, "warning"),
        ("SiteMismatch-side", "coding-review-order-select", "info"),
        ("SiteMismatch-side", "coding-review-patient-view", "info"),
        ("SiteMismatch", SIGN, "info"),
        ("SiteMismatch-no-answer", SIGN, "warning"),
        ("SiteMismatch-no-answer", "coding-review-patient-view", "info"),
        ("UnspecifiedLaterality", SIGN, "info"),
        ("UnspecifiedLaterality-prompt", SIGN, "info"),
    ],
)
def test_orders_signed_for_the_other_side_warn(name: str, service: str, indicator: str, release: Release) -> None:
    assert indicator_of(issue_from(CASES[name]), release, service) == indicator


@pytest.mark.parametrize(
    ("ordered", "service", "indicator"),
    [
        (True, SIGN, "warning"),
        (True, "coding-review-order-select", "info"),
        (False, SIGN, "info"),  # a procedure that was done is a question of the record
        (False, "coding-review-encounter-discharge", "info"),
    ],
)
def test_an_order_for_another_joint_warns_while_it_is_signed(
    ordered: bool,  # noqa: FBT001 - a case
    service: str,
    indicator: str,
    release: Release,
) -> None:
    issue = structs.replace(issue_from(CASES["ProcedureIndication-other-joint"]), ordered=ordered)
    assert indicator_of(issue, release, service) == indicator
    no_reason = structs.replace(issue, because="no-indication")
    assert indicator_of(no_reason, release, service) == "info"
