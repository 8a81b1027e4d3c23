"""What the chooser makes of texts, coded places, notes and procedures together, as data: `charts.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm.choosing.chooser import choose
from icd10cm.evidence.encounter_facts import read_encounter
from tests.icd10cm.choosing.charts import RELEASE
from tests.icd10cm.rules.encounters import encounter_of

_CASES = tomllib.loads((Path(__file__).parent / "charts.toml").read_text(encoding="utf-8"))["case"]
_SAID_OF_ITSELF = ("together", "adds", "sided", "by_rule")


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["why"])
def test_a_chart_leads_to(case: dict[str, Any]) -> None:
    facts = read_encounter(encounter_of(case), RELEASE)
    choice = choose(facts.diagnoses[0], facts)
    if "silence" in case:
        assert (choice.codes, choice.silence and choice.silence.name) == ((), case["silence"])
        return
    assert (list(choice.codes), choice.question) == (case["codes"], case["question"])
    assert choice.strength == case.get("strength", "documented")
    assert [each for each in _SAID_OF_ITSELF if getattr(choice, each)] == case.get("is", [])
    assert [each.reference for each in choice.evidence] == case["evidence"]


def test_there_are_as_many_silent_charts_and_each_is_another_one() -> None:
    assert 2 * sum("silence" in case for case in _CASES) >= len(_CASES)
    assert len({case["why"] for case in _CASES}) == len(_CASES)
