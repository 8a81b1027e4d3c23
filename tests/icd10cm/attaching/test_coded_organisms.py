"""Which infection an organism code identifies."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.attaching.coded_organisms import owners_of_organisms
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of


def owners(grown: dict[str, frozenset[str]] | None = None, **case: Any) -> dict[str, list[str]]:
    found = owners_of_organisms(read_encounter(encounter_of(case), load_embedded()), grown or {})
    return {code: sorted(infections) for code, infections in found.items()}


@pytest.mark.parametrize(
    ("dx", "expected"),
    [
        (["M86.661", "B95.61"], {"B95.61": ["M86.661"]}),
        (["N39.0", "B96.20", "M86.661", "B95.61"], {"B96.20": ["N39.0"], "B95.61": ["M86.661"]}),
        (["N39.0", "M86.661", "B95.61"], {"B95.61": ["M86.661", "N39.0"]}),
        (["M86.661", "I10", "B95.61"], {"B95.61": ["M86.661"]}),
        (["M86.661", "B95.61", "B96.5"], {"B95.61": ["M86.661"], "B96.5": ["M86.661"]}),
        (["M86.661", "B95.61", "N39.0", "B96.20", "B96.5"], {
            "B95.61": ["M86.661"], "B96.20": ["N39.0"], "B96.5": ["N39.0"],
        }),
        (["B95.61", "M86.661", "N39.0"], {"B95.61": ["M86.661", "N39.0"]}),
        (["M00.061", "B96.20", "N39.0"], {"B96.20": ["N39.0"]}),
        (["I10", "B95.61"], {"B95.61": []}),
        (["I10", "M86.661"], {}),
    ],
)  # fmt: skip
def test_by_rank(dx: list[str], expected: dict[str, list[str]]) -> None:
    assert owners(dx=dx) == expected


def test_a_condition_with_an_infection_and_its_organism() -> None:
    dx = [{"code": "M86.661", "rank": 1}, {"code": "B95.61", "rank": 1}, {"code": "N39.0", "rank": 2}]
    found = owners(dx=[*dx, {"code": "B96.20", "rank": 3}])
    assert found["B96.20"] == ["N39.0"]


def test_without_ranks_any_of_them() -> None:
    assert owners(dx=["N39.0", "B96.20", "M86.661"], ranked=False) == {"B96.20": ["M86.661", "N39.0"]}


def test_of_another_use_any_of_them() -> None:
    dx = [{"code": "N39.0", "rank": 1, "use": "AD"}, "B96.20", "M86.661"]
    assert owners(dx=dx) == {"B96.20": ["M86.661", "N39.0"]}


def test_a_culture_decides_before_the_rank() -> None:
    found = owners({"B96.20": frozenset(("M86.661",))}, dx=["N39.0", "B96.20", "M86.661"])
    assert found == {"B96.20": ["M86.661"]}
