"""The cases of every rule, kept as data: `cases/<RuleId>.toml`, and `cases/everyday-*.toml` for usual encounters.

A `[[fires]]` case says which issues the rule raises, all of them; a `[[silent]]` case says that the rule raises
none, or with `all = true` that no rule does. `may` lists rules that an `all` case leaves free to speak.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.issue import AddCode, CodingIssue, Correction, RemoveCode, ReplaceCode, Resequence
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import RULES
from tests.icd10cm.rules.encounters import encounter_of

_FOLDER = Path(__file__).parent / "cases"
_KEYS = {"name", "why", "dx", "ranked", "date", "setting", "cultures", "notes", "procedures", "all", "may"}
_EXPECTED = {"codes", "choices", "strength", "because", "basis", "options", "minor", "together", "further", "alone"}


def _cases(kind: str) -> list[Any]:
    found = []
    for path in sorted(_FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table.get(kind, ()):
            unknown = case.keys() - _KEYS - (_EXPECTED if kind == "fires" else set())
            assert not unknown, f"{path.name}: {case['name']}: unknown {sorted(unknown)}"
            case["all"] = case.get("all", table.get("all", False))
            found.append(pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}"))
    return found


def _issues(case: dict[str, Any]) -> tuple[CodingIssue, ...]:
    return review(encounter_of(case), load_embedded())


def _told(option: Correction) -> str:
    match option:
        case ReplaceCode():
            return " and ".join((f"replace {option.code}", *(f"add {code}" for code in option.also)))
        case AddCode():
            return f"add {option.code}"
        case RemoveCode():
            return f"remove, keeping {option.keeps}"
        case Resequence():
            return f"first {option.code}"


def _shown(issue: CodingIssue, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of an issue what the expectation speaks of."""
    basis = [[basis.code, basis.element, basis.note] for basis in issue.basis]
    shown = {
        "codes": list(issue.codes),
        "choices": list(issue.choices),
        "strength": issue.strength.value,
        "because": issue.because,
        "basis": [one for one in basis if one in expected.get("basis", ())],
        "options": [_told(option) for option in issue.options],
        "minor": issue.minor,
        "together": issue.together,
    }
    return {key: value for key, value in shown.items() if key in expected}


@pytest.mark.parametrize(("rule", "case"), _cases("fires"))
def test_fires(rule: str, case: dict[str, Any]) -> None:
    issues = _issues(case)
    raised = [issue for issue in issues if issue.rule == rule]
    wanted = [
        {"choices": [], "strength": "documented"} | {key: value for key, value in one.items() if key in _EXPECTED}
        for one in (case, *case.get("further", ()))
    ]
    for one in wanted:
        one.pop("further", None)
        one.pop("alone", None)
    assert [_shown(issue, one) for issue, one in zip(raised, wanted, strict=False)] == wanted
    assert len(raised) == len(wanted), raised
    if case.get("alone"):
        assert not [issue for issue in issues if issue.rule != rule]


@pytest.mark.parametrize(("rule", "case"), _cases("silent"))
def test_silent(rule: str, case: dict[str, Any]) -> None:
    free = set(case.get("may", ()))
    speaking = [issue for issue in _issues(case) if issue.rule == rule or (case["all"] and issue.rule not in free)]
    assert not speaking


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_cases_and_at_least_as_many_silent_ones(rule: str) -> None:
    table = tomllib.loads((_FOLDER / f"{rule}.toml").read_text(encoding="utf-8"))
    assert 0 < len(table["fires"]) <= len(table["silent"])


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_cases_are_named_once_and_say_why(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = [*table.get("fires", ()), *table.get("silent", ())]
    assert len({case["name"] for case in cases}) == len(cases)
    assert all(case.get("why") or table.get("why") for case in cases)
