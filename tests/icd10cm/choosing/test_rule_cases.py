"""The data cases of the rules that choose, asked of the chooser itself: what is asked of a chart is what it chose."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm.choosing.chooser import Question, choose
from icd10cm.choosing.disease.acute_and_chronic import other_form
from icd10cm.choosing.wrong_place import contradicted_place
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from tests.icd10cm.choosing.charts import RELEASE
from tests.icd10cm.rules.encounters import encounter_of

_FOLDER = Path(__file__).parents[1] / "rules" / "cases"
_QUESTIONS = {
    "UnspecifiedSite": {Question.SITE},
    "UnspecifiedLaterality": {Question.SIDE},
    "ResidualCode": {Question.KIND, Question.RESIDUAL},
    "SeventhCharacter": {Question.SEVENTH},
}


def _is_of_the_chooser(case: dict[str, Any]) -> bool:
    """Return whether a case is of complete codes, and of one diagnosis."""
    codes = [each if isinstance(each, str) else each["code"] for each in case["dx"]]
    return all(map(RELEASE.is_valid, codes)) and case.get("because") != "elsewhere"


def _cases(rule: str, kind: str) -> list[Any]:
    table = tomllib.loads((_FOLDER / f"{rule}.toml").read_text(encoding="utf-8"))
    cases = filter(_is_of_the_chooser, table[kind])
    return [pytest.param(rule, case, id=f"{rule}: {case['name']}") for case in cases]


def _facts(case: dict[str, Any]) -> EncounterFacts:
    return read_encounter(encounter_of(case), RELEASE)


def _chosen(rule: str, facts: EncounterFacts) -> list[list[str]]:
    """Return the codes of each diagnosis for which the chooser answers the question of a rule."""
    choices = [choose(one, facts) for one, _ in facts.leaves()]
    others = [other_form(one, node, facts) for one, node in facts.leaves()] if rule == "ResidualCode" else []
    return [
        *(list(choice.codes) for choice in choices if choice.question in _QUESTIONS[rule]),
        *([other] for other in others if other),
    ]


@pytest.mark.parametrize(("rule", "case"), [each for rule in _QUESTIONS for each in _cases(rule, "fires")])
def test_what_a_rule_asks_is_chosen(rule: str, case: dict[str, Any]) -> None:
    chosen = _chosen(rule, _facts(case))
    assert case["choices"] in chosen or (case.get("strength") == "prompt" and not chosen)


@pytest.mark.parametrize(("rule", "case"), [each for rule in _QUESTIONS for each in _cases(rule, "silent")])
def test_what_no_rule_asks_is_not_chosen(rule: str, case: dict[str, Any]) -> None:
    assert not _chosen(rule, _facts(case))


def _elsewhere(case: dict[str, Any]) -> list[list[str]]:
    """Return the codes of each diagnosis that the chart contradicts in its place."""
    facts = _facts(case)
    choices = [contradicted_place(one, node, facts, frozenset()) for one, node in facts.leaves()]
    return [list(choice.codes) for choice in choices if choice.question is Question.PLACE]


@pytest.mark.parametrize(("_rule", "case"), _cases("SiteMismatch", "fires"))
def test_a_place_that_the_chart_contradicts(_rule: str, case: dict[str, Any]) -> None:
    assert case.get("choices", []) in _elsewhere(case)


@pytest.mark.parametrize(("_rule", "case"), _cases("SiteMismatch", "silent"))
def test_a_place_that_the_chart_does_not_contradict(_rule: str, case: dict[str, Any]) -> None:
    if not case.get("procedures"):
        assert not _elsewhere(case)
