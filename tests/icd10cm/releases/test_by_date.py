"""Codes that only one of two releases holds, on both sides of the boundary between them."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.releases.by_date import Releases, arrange
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import invalid_code
from tests import april_2025

LAST_OF_2025, FIRST_OF_2026 = date(2025, 9, 30), date(2026, 4, 1)
FORM_RULES = {"InvalidCode", "IncompleteCode"}


@cache
def both() -> Releases:
    return arrange((load_embedded(), april_2025.release()))


def rules(code: str, day: date) -> set[str]:
    encounter = CodedEncounter(day, (Diagnosis("Condition/1", code),))
    return {issue.rule for issue in review(encounter, both().for_date(day))}


def test_every_new_code_is_invalid_before_and_valid_after() -> None:
    new = load_embedded().valid.keys() - april_2025.release().valid.keys()
    assert len(new) == 487
    for code in new:
        assert rules(code, LAST_OF_2025) & FORM_RULES, code
        assert not rules(code, FIRST_OF_2026) & FORM_RULES, code


def test_every_deleted_code_is_valid_before_and_not_after() -> None:
    deleted = april_2025.release().valid.keys() - load_embedded().valid.keys()
    assert len(deleted) == 28
    for code in deleted:
        assert not rules(code, LAST_OF_2025) & FORM_RULES, code
        assert rules(code, FIRST_OF_2026) & FORM_RULES, code


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("E11.A", date(2025, 4, 1), {"InvalidCode"}),
        ("E11.A", date(2026, 9, 30), set()),
        ("G35", date(2025, 4, 1), set()),
        ("G35", date(2026, 4, 1), {"IncompleteCode"}),
        ("S30.1XXA", date(2025, 9, 30), set()),
        ("S30.1XXA", date(2026, 4, 1), {"InvalidCode"}),
    ],
)
def test_codes_by_date(code: str, day: date, expected: set[str]) -> None:
    assert rules(code, day) & FORM_RULES == expected


@pytest.mark.parametrize("day", [date(2025, 3, 31), date(2025, 10, 1), date(2026, 3, 31), date(2026, 10, 1)])
@pytest.mark.parametrize("code", ["E11.A", "S30.1XXA", "X99.9"])
def test_outside_every_release_no_code_is_called_invalid(code: str, day: date) -> None:
    assert not both().for_date(day).in_force(day)
    assert invalid_code.ID not in rules(code, day)
