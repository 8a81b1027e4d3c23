"""What holds of every code of the release as the only diagnosis of an encounter."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.icd10cm.releases.made_encounters import (
    CODES,
    EVERY,
    RELEASE,
    SWEPT,
    check_settled,
    check_targets,
    coded,
    encounter,
    issues_alone,
)

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue


@pytest.fixture(scope="module")
def alone() -> dict[str, tuple[CodingIssue, ...]]:
    """The issues of each code that is tried as the only diagnosis, unranked."""
    return {code: issues_alone(code) for code in SWEPT}


def test_a_valid_code_alone_is_neither_wrong_nor_incomplete(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    assert len(CODES) == 74_719
    raised = {issue.rule for issues in alone.values() for issue in issues}
    assert raised == {"UnspecifiedLaterality", "UnspecifiedSite", "UseAdditionalCode", "CodeFirst"}


def test_a_valid_code_alone_is_only_asked_about(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    strengths = {issue.strength.value for issues in alone.values() for issue in issues}
    assert strengths == {"prompt"}


def test_no_code_alone_is_asked_about_twice_by_one_rule(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    twice = {
        code: issues
        for code, issues in alone.items()
        if len({(issue.rule, issue.basis) for issue in issues}) < len(issues)
    }
    assert not twice


def test_what_is_offered_exists(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    for issues in alone.values():
        for issue in issues:
            check_targets(issue)


def test_accepting_an_option_settles_the_issue(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    for code, issues in itertools.islice(alone.items(), 0, None, 5):
        for issue in issues:
            check_settled(encounter(coded(code)), issue)


def test_leaves_without_their_7th_character_are_completed() -> None:
    leaves = [node for node in RELEASE.tabular.nodes if not node.children and node.code not in RELEASE.valid]
    assert len(leaves) == 12_929
    for node in leaves[::9]:
        (issue,) = [issue for issue in issues_alone(node.code) if issue.rule == "SeventhCharacter"]
        assert issue.choices == RELEASE.codes_at(node.index)
        check_targets(issue)


def test_headers_lead_to_what_is_below_them() -> None:
    headers = [node for node in RELEASE.tabular.nodes if node.children]
    for node in headers[:: EVERY // 3 or 1]:
        (issue,) = [issue for issue in issues_alone(node.code) if issue.rule == "IncompleteCode"]
        assert all(node.index < (RELEASE.position(choice) or 0) < node.end for choice in issue.choices), issue
