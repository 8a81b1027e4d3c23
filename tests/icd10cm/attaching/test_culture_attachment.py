"""Which infection each culture belongs to, and what is asked of it; the first culture of a case is judged."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_CASES = tomllib.loads((Path(__file__).parent / "cases" / "cultures.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_infection_that_a_culture_is_about(case: dict[str, Any]) -> None:
    encounter, release = encounter_of(case), load_embedded()
    placed = next(fact for fact in place_facts(encounter, release) if fact.kind == "culture")
    assert (placed.to, placed.why) == ((case["to"],) if case["to"] else (), case["why"])
    asked = [
        [issue.codes[0], issue.choices[0]] for issue in review(encounter, release) if issue.rule == "MissingOrganism"
    ]
    assert asked == ([case["asks"]] if "asks" in case else [])


def test_every_case_says_why_and_many_are_silent() -> None:
    assert all(case["because"] for case in _CASES)
    assert len({case["name"] for case in _CASES}) == len(_CASES)
    assert sum("asks" not in case for case in _CASES) >= 15
