"""Codes that only one of two releases holds, on both sides of the boundary between them."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.releases.by_date import Releases, arrange
from icd10cm.releases.loading import load_embedded, make_release
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


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("E11.A", date(2024, 9, 30), {"InvalidCode"}),
        ("E11.A", date(2024, 10, 1), {"InvalidCode"}),
        ("E11.A", date(2025, 9, 30), {"InvalidCode"}),
        ("E11.A", date(2025, 10, 1), set()),
        ("S30.1XXA", date(2025, 3, 31), set()),
        ("S30.1XXA", date(2025, 10, 1), {"InvalidCode"}),
        ("S30.1XXA", date(2026, 10, 1), {"InvalidCode"}),
        ("G35", date(2025, 10, 1), {"IncompleteCode"}),
        ("X99.ZZ", date(2023, 1, 1), {"InvalidCode"}),
    ],
)
def test_between_and_after_the_releases_life_spans_decide(code: str, day: date, expected: set[str]) -> None:
    assert rules(code, day) & FORM_RULES == expected


@pytest.mark.parametrize("day", [date(2021, 6, 1), date(2022, 9, 30), date(2027, 4, 1)])
@pytest.mark.parametrize("code", ["E11.A", "S30.1XXA", "X99.ZZ", "E87.2", "G20", "M54.5", "M86.5", "T84.53"])
def test_where_neither_a_release_nor_life_spans_decide_no_code_is_called_wrong(code: str, day: date) -> None:
    assert not rules(code, day) & {*FORM_RULES, "SeventhCharacter"}


def test_a_release_of_the_time_of_the_life_spans_comes_before_a_nearer_one_without() -> None:
    january = make_release(april_2025.tabular(), april_2025.plain_list(), date(2022, 8, 1), date(2022, 9, 30))
    releases = arrange((january, load_embedded()))
    assert releases.for_date(date(2022, 10, 1)) is releases.all[1]
    assert releases.for_date(date(2022, 9, 30)) is releases.all[0]
    assert releases.for_date(date(2022, 7, 1)) is releases.all[0]
