"""The rule objects: what they declare is what their checks raise, and they only name each other."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icd10cm import review
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import REGISTRY, RULES, Severity, rule_of
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue
    from icd10cm.rules import Rule

_CASES = Path(__file__).parent / "cases"


@cache
def issues_of(rule: str) -> tuple[CodingIssue, ...]:
    """Return what the rule raises in its own firing cases."""
    cases = tomllib.loads((_CASES / f"{rule}.toml").read_text(encoding="utf-8"))["fires"]
    return tuple(issue for case in cases for issue in review(encounter_of(case), load_embedded(), {rule: RULES[rule]}))


def test_ids_are_unique_and_in_the_order_of_the_registry() -> None:
    assert list(RULES) == [rule.id for rule in REGISTRY]
    assert len(RULES) == len(REGISTRY)


@pytest.mark.parametrize("rule", REGISTRY, ids=lambda rule: rule.id)
def test_a_rule_names_only_rules_and_reasons_that_exist(rule: Rule) -> None:
    reasons = set(rule.reasons)
    assert rule.settles <= RULES.keys() - {rule.id}
    assert {other for routed in rule.routes.values() for other in routed} <= RULES.keys()
    assert rule.routes.keys() | rule.milder | rule.from_cultures <= reasons


@pytest.mark.parametrize("rule", REGISTRY, ids=lambda rule: rule.id)
def test_every_reason_is_raised_in_a_case_and_no_other(rule: Rule) -> None:
    assert {issue.because for issue in issues_of(rule.id)} == set(rule.reasons)


@pytest.mark.parametrize("rule", REGISTRY, ids=lambda rule: rule.id)
def test_issues_carry_the_id_of_their_rule(rule: Rule) -> None:
    assert {issue.rule for issue in issues_of(rule.id)} == {rule.id}


def test_no_two_rules_settle_each_other() -> None:
    for rule in REGISTRY:
        for other in rule.settles:
            assert rule.id not in rule_of(other).settles


def test_a_rule_of_another_package_asks_a_plain_question() -> None:
    rule = rule_of("SomeHospitalsRule")
    assert rule.severity_of("") is Severity.QUESTION
    assert not rule.settles
    assert rule.may_recommend


@pytest.mark.parametrize(
    ("rule", "reason", "severity"),
    [
        ("SeventhCharacter", "", Severity.UNREPORTABLE),
        ("SeventhCharacter", "contradicted", Severity.QUESTION),
        ("Excludes1", "", Severity.UNREPORTABLE),
        ("Excludes1", "vaguer", Severity.QUESTION),
        ("ResidualCode", "", Severity.QUESTION),
    ],
)
def test_severity_depends_on_the_reason(rule: str, reason: str, severity: Severity) -> None:
    assert rule_of(rule).severity_of(reason) is severity
