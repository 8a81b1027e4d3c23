"""Rules of other packages: what is taken, what is refused at start, and what a failing one costs."""

from __future__ import annotations

import logging
from datetime import date
from importlib.metadata import EntryPoint, EntryPoints
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cds_service import rule_packages as module
from cds_service.errors import SettingsError
from cds_service.overlay import load_rulebook
from cds_service.rule_packages import GROUP, load_own_rules, own_rule_ids
from cds_service.settings import Settings
from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.issue import CodingIssue, Strength
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from icd10cm.evidence.encounter_facts import EncounterFacts

ENCOUNTER = CodedEncounter(date(2026, 5, 1), (Diagnosis("Condition/1", "M86.50"),))


def issue(rule: str, *diagnoses: str) -> CodingIssue:
    return CodingIssue(rule, Strength.PROMPT, ("M86.50",), diagnoses, ())


def good(_facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Ask about everything."""
    yield issue("MyRule", "Condition/1")


def install(monkeypatch: pytest.MonkeyPatch, **rules: Any) -> None:
    """Make entry points of objects, as if packages had brought them."""
    found = [EntryPoint(name, f"package.{name.lower()}", GROUP) for name in rules]
    monkeypatch.setattr(module, "entry_points", lambda group: EntryPoints(found).select(group=group))
    monkeypatch.setattr(EntryPoint, "load", lambda self: _load(rules[self.name]))


def _load(rule: Any) -> Any:
    if isinstance(rule, Exception):
        raise rule
    return rule


def rule(name: str = "MyRule", check: Callable[..., Any] = good, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(ID=name, check=check, **more)


def test_rule_runs_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, MyRule=rule())
    rulebook = load_rulebook(Settings())
    found = review(ENCOUNTER, load_embedded(), rulebook.rules)
    assert {each.rule for each in found} >= {"MyRule", "UnspecifiedSite"}
    assert list(rulebook.rules) == [*RULES, "MyRule"]
    assert rulebook.rules["MyRule"].__doc__ == "Ask about everything."
    assert own_rule_ids() == {"MyRule"}
    assert Settings(rules_off=frozenset(("MyRule",))).rules_off == {"MyRule"}


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("MyRule", ImportError("no module named x"), "cannot be loaded: ImportError: no module named x"),
        ("MyRule", rule("OtherRule"), "its ID is 'OtherRule'"),
        ("MyRule", SimpleNamespace(ID="MyRule"), "has no function check"),
        ("MyRule", rule(word="Which?"), "its word is no function"),
        ("Sequencing", rule("Sequencing"), "is that of a rule that is here already"),
        ("my-rule", rule("my-rule"), "is no rule id"),
    ],
)
def test_what_is_no_rule_keeps_the_service_from_starting(
    monkeypatch: pytest.MonkeyPatch, name: str, given: Any, fault: str
) -> None:
    install(monkeypatch, **{name: given})
    with pytest.raises(SettingsError, match=fault):
        load_rulebook(Settings())


def test_every_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, One=rule("Two", check=None), Good=rule("Good"))
    faults: list[str] = []
    assert [each.id for each in load_own_rules(faults)] == ["Good"]
    assert len(faults) == 2


def failing(_facts: EncounterFacts) -> Iterator[CodingIssue]:
    yield issue("MyRule", "Condition/1")
    raise KeyError("Jane Doe")


@pytest.mark.parametrize(
    "check",
    [
        failing,
        lambda _facts: [issue("Sequencing", "Condition/1")],
        lambda _facts: [issue("MyRule")],
        lambda _facts: ["no issue"],
        lambda _facts: 7,
    ],
)
def test_rule_that_fails_costs_its_own_issues_only_and_is_logged_without_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, check: Callable[..., Any]
) -> None:
    install(monkeypatch, MyRule=rule(check=check))
    with caplog.at_level(logging.ERROR, "cds_service"):
        found = review(ENCOUNTER, load_embedded(), load_rulebook(Settings()).rules)
    assert found == review(ENCOUNTER, load_embedded())
    (logged,) = caplog.records
    assert (logged.getMessage(), logged.fields["rule"]) == ("rule failed", "MyRule")  # type: ignore[attr-defined]
    assert "Jane Doe" not in str(logged.__dict__)
