from __future__ import annotations

from itertools import permutations
from typing import Any

from cards.selection.question import Question
from cards.selection.ranking import cannot_stand, indicator_of, ranked
from icd10cm.issue import CodingIssue, Strength


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


def test_only_codes_that_cannot_stand_warn() -> None:
    loud = [issue for issue in IN_ORDER if indicator_of(issue) == "warning"]
    assert loud == IN_ORDER[:4]
    assert indicator_of(_issue("SeventhCharacter", because="contradicted")) == "info"
    assert not cannot_stand(_issue("HouseRule"))
