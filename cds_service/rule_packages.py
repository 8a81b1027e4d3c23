"""Rules of a hospital's own: entry points of the group `coding_cards.rules` in packages installed beside this one.

An entry point's name is the rule's id. It leads to a module or any other object with `ID` (the same name), `check`
(a function from `icd10cm.evidence.encounter_facts.EncounterFacts` to coding issues) and, optionally, `word` (a function
from `cards.card_context.CardContext` to `cards.wording.Words`).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import wraps
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from cards import WORDINGS
from cds_service.observability.logs import error_fields, log
from icd10cm.issue import CodingIssue
from icd10cm.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.wording import Wording
    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.rules import Check

GROUP = "coding_cards.rules"
_ID = re.compile(r"[A-Z][A-Za-z0-9]{2,39}")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule from another package. `word` is None where it has no words."""

    id: str
    check: Check
    word: Wording | None


class RuleFaultError(Exception):
    """A rule of a hospital's own gave something that is not an issue of it."""


def own_rule_ids() -> frozenset[str]:
    """Return the names of the entry points, without loading anything."""
    return frozenset(entry_points(group=GROUP).names)


def load_own_rules(faults: list[str]) -> tuple[OwnRule, ...]:
    """Return the rules of all entry points, by name; what is wrong with one is put into `faults`."""
    found: list[OwnRule] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        package = entry.dist.name if entry.dist else "an unknown package"
        place = f"rule {entry.name} of {package} ({entry.value})"
        try:
            rule = entry.load()
        except Exception as error:  # noqa: BLE001 - whatever a foreign module raises when imported is reported as a fault
            faults.append(f"{place}: cannot be loaded: {type(error).__name__}: {error}")
            continue
        wrong = list(_faults(entry.name, rule, [each.id for each in found]))
        faults += (f"{place}: {fault}" for fault in wrong)
        if not wrong:
            found.append(OwnRule(entry.name, _guarded(entry.name, rule.check), getattr(rule, "word", None)))
    return tuple(found)


def _faults(name: str, rule: Any, before: list[str]) -> Iterator[str]:  # noqa: ANN401 - anything may be installed
    if not _ID.fullmatch(name):
        yield "its name is no rule id: a capital letter, then 2 to 39 letters and digits"
    if name in RULES or name in WORDINGS:
        yield "its name is that of a rule that is here already"
    if name in before:
        yield "another package has a rule of the same name"
    if getattr(rule, "ID", None) != name:
        yield f"its ID is {getattr(rule, 'ID', None)!r}, not the name of its entry point"
    if not callable(getattr(rule, "check", None)):
        yield "it has no function check"
    if not callable(getattr(rule, "word", _faults)):
        yield "its word is no function"


def _check_issues(issues: list[Any], name: str) -> None:
    if not all(isinstance(issue, CodingIssue) and issue.rule == name and issue.diagnoses for issue in issues):
        raise RuleFaultError(name)


def _guarded(name: str, check: Check) -> Check:
    """Return the check so that its failure costs its own issues only: the other rules answer all the same.

    What it gives is taken whole or not at all. Failures are logged without their words, which could quote a chart.
    """

    @wraps(check)  # the page of the rule shows its docstring
    def guarded(facts: EncounterFacts) -> Iterator[CodingIssue]:
        try:
            issues = list(check(facts))
            _check_issues(issues, name)
        except Exception as error:  # noqa: BLE001 - foreign code; the failure is logged and shown in no card
            log("rule failed", logging.ERROR, rule=name, **error_fields(error))
            return
        yield from issues

    return guarded
