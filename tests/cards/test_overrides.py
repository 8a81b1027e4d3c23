from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from cards.override_reasons import override_reasons
from tests.cards.deal import PUBLIC_URL, issue_from, scenarios

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue

CASES = scenarios()
ORGANISM = {
    "Excludes1-organism",
    "MissingOrganism",
    "MissingOrganism-contradicts",
    "Sequencing",
    "UseAdditionalCode-resistance",
}
ALWAYS = {"other", "unable-to-determine", "already-documented", "disagree"}


def _codes(issue: CodingIssue) -> set[str]:
    return {reason.code for reason in override_reasons(issue, PUBLIC_URL)}


@pytest.mark.parametrize("name", CASES)
def test_the_ways_out_of_a_query_are_always_open(name: str) -> None:
    issue = issue_from(CASES[name])
    expected = set(ALWAYS)
    if issue.rule == "Excludes1":
        expected.add("unrelated-conditions")
    if name in ORGANISM:
        expected.add("not-clinically-significant")
    assert _codes(issue) == expected


def test_an_organism_code_of_any_rule_may_be_a_contaminant() -> None:
    issue = issue_from(CASES["A-rule-of-a-third-party"])
    assert "not-clinically-significant" not in _codes(issue)
    assert "not-clinically-significant" in _codes(replace(issue, choices=("B95.62",)))


def test_reasons_carry_one_system_and_distinct_words() -> None:
    reasons = override_reasons(issue_from(CASES["Excludes1-organism"]), PUBLIC_URL)
    assert {reason.system for reason in reasons} == {f"{PUBLIC_URL}/override-reasons"}
    assert len({reason.display for reason in reasons}) == len(reasons) == 6
