"""Several releases: which is effective when, and what lies between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icd10cm.errors import UnknownReleaseError
from icd10cm.releases.by_date import Gap, arrange, gaps
from tests.icd10cm.small_list import small_release

OCTOBER_2024, APRIL_2025, APRIL_2026 = (
    small_release(first=day) for day in (date(2024, 10, 1), date(2025, 4, 1), date(2026, 4, 1))
)


def test_release_of_october_ends_where_that_of_april_begins() -> None:
    assert OCTOBER_2024.effective_to == date(2025, 9, 30)
    arranged = arrange((APRIL_2025, OCTOBER_2024))
    assert [(each.effective_from, each.effective_to) for each in arranged.all] == [
        (date(2024, 10, 1), date(2025, 3, 31)),
        (date(2025, 4, 1), date(2025, 9, 30)),
    ]
    assert gaps(arranged) == ()


@pytest.mark.parametrize(
    ("day", "used", "in_force"),
    [
        (date(2019, 1, 1), "2024-10-01", False),
        (date(2024, 10, 1), "2024-10-01", True),
        (date(2025, 3, 31), "2024-10-01", True),
        (date(2025, 4, 1), "2025-04-01", True),
        (date(2025, 9, 30), "2025-04-01", True),
        (date(2025, 10, 1), "2025-04-01", False),
        (date(2025, 12, 30), "2025-04-01", False),
        (date(2026, 1, 2), "2026-04-01", False),
        (date(2026, 4, 1), "2026-04-01", True),
        (date(2026, 9, 30), "2026-04-01", True),
        (date(2027, 9, 30), "2026-04-01", False),
    ],
)
def test_each_day_has_the_release_in_force_or_the_nearest(day: date, used: str, *, in_force: bool) -> None:
    release = arrange((OCTOBER_2024, APRIL_2025, APRIL_2026)).for_date(day)
    assert (release.id, release.in_force(day)) == (used, in_force)


def test_gap_is_told_with_its_days() -> None:
    assert gaps(arrange((APRIL_2025, APRIL_2026))) == (Gap(date(2025, 10, 1), date(2026, 3, 31)),)


def test_of_two_of_the_same_day_the_later_given_is_taken() -> None:
    other = replace(APRIL_2026, listed=None)
    assert arrange((APRIL_2026, other)).all == (other,)


def test_release_is_found_by_its_id() -> None:
    releases = arrange((APRIL_2025, APRIL_2026))
    assert releases.get("2025-04-01") is APRIL_2025
    assert releases.fault == ""
    with pytest.raises(UnknownReleaseError, match="there are 2025-04-01, 2026-04-01"):
        releases.get("2025-10-01")
