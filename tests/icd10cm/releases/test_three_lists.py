"""The lists of January 2021, April 2025 and April 2026 side by side."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, SiteFact
from icd10cm.releases.by_date import Releases, arrange
from icd10cm.releases.intake.candidate import read_candidate
from icd10cm.releases.loading import load_embedded
from tests import april_2025, january_2021

if TYPE_CHECKING:
    from pathlib import Path

    from icd10cm.issue import CodingIssue

IN_2021 = date(2021, 6, 15)
FORM_RULES = {"InvalidCode", "IncompleteCode", "SeventhCharacter"}


@cache
def three() -> Releases:
    return arrange((january_2021.release(), load_embedded(), april_2025.release()))


def issues(code: str, day: date, releases: Releases) -> tuple[CodingIssue, ...]:
    site = SiteFact("femur", None, Evidence("Condition/1", "femur"))
    encounter = CodedEncounter(day, (Diagnosis("Condition/1", code, sites=(site,)),))
    return review(encounter, releases.for_date(day))


def test_the_list_of_january_2021_is_taken_in_with_its_slip_noted(tmp_path: Path) -> None:
    found = read_candidate(january_2021.write_files(tmp_path / "given"), arrange((load_embedded(),)))
    # Its code list names the month, and so dates a tabular list that names the year alone.
    assert (found.release.effective_from, found.release.effective_to) == (january_2021.FIRST, january_2021.LAST)
    assert "icd10cm-order-Jan-2021.txt" in found.remarks[0]
    assert len(found.release.valid) == 72_621
    assert "slip in the published list: H54.512A is listed below H54.511" in found.remarks


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("E87.2", IN_2021, set()),
        ("E87.20", IN_2021, {"InvalidCode"}),
        ("E87.2", date(2025, 6, 15), {"IncompleteCode"}),
        ("G35", date(2025, 6, 15), set()),
        ("G35", date(2026, 6, 15), {"IncompleteCode"}),
        ("M54.5", IN_2021, set()),
        ("M54.5", date(2026, 6, 15), {"IncompleteCode"}),
        ("E87.2", date(2021, 10, 1), set()),
        ("E87.2", date(2022, 9, 30), set()),
        ("E87.2", date(2022, 10, 1), {"IncompleteCode"}),
    ],
)
def test_each_list_decides_for_its_own_days(code: str, day: date, expected: set[str]) -> None:
    assert {issue.rule for issue in issues(code, day, three())} & FORM_RULES == expected


def test_no_code_that_was_valid_in_2021_is_called_wrong_by_a_later_list() -> None:
    later = arrange((load_embedded(),))
    gone = january_2021.release().valid.keys() - load_embedded().valid.keys()
    assert len(gone) > 400
    for code in gone:
        assert not {issue.rule for issue in issues(code, IN_2021, later)} & FORM_RULES, code


def test_before_life_spans_are_known_a_question_has_buttons_only_with_a_list_of_the_date() -> None:
    (asked,) = issues("M86.50", IN_2021, arrange((load_embedded(),)))
    assert (asked.rule, asked.options, asked.choices) == ("UnspecifiedSite", (), ())
    (offered,) = issues("M86.50", IN_2021, three())
    assert [option.code for option in offered.options] == list(offered.choices) != []
