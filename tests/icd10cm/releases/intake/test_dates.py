"""Days effective from the names of files."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake.dates import effective_dates, end_of_fiscal_year, fiscal_year


@pytest.mark.parametrize(
    ("names", "first", "last"),
    [
        (("icd10cm-tabular-April-2025.xml",), date(2025, 4, 1), date(2025, 9, 30)),
        (("icd10c-tabular-April-1-2026.xml",), date(2026, 4, 1), date(2026, 9, 30)),
        (("icd10cm-tabular-2025.xml",), date(2024, 10, 1), date(2025, 9, 30)),
        (("icd10cm_tabular_2021.xml",), date(2020, 10, 1), date(2021, 9, 30)),
        (("icd10cm-tabular-Jan-2021.xml",), date(2021, 1, 1), date(2021, 9, 30)),
        (("icd10cm-table-index-October-2025.zip", "icd10cm-tabular-2026.xml"), date(2025, 10, 1), date(2026, 9, 30)),
        (("table-index-April-2025.zip", "Table and Index", "tabular-2025.xml"), date(2025, 4, 1), date(2025, 9, 30)),
        (("April 1, 2026 tables.zip", "tabular.xml"), date(2026, 4, 1), date(2026, 9, 30)),
    ],
)
def test_month_goes_before_the_year_alone(names: tuple[str, ...], first: date, last: date) -> None:
    assert effective_dates(names) == (first, last)


@pytest.mark.parametrize("name", ["tabular.xml", "icd10cm-tabular-25.xml", "summary.xml", "1202500.xml"])
def test_other_names_tell_nothing(name: str) -> None:
    assert effective_dates((name,)) is None


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (("April-2025.zip", "tabular-October-2025.xml"), "several first days: 2025-04-01 and 2025-10-01"),
        (("tabular-2024.zip", "tabular-2025.xml"), "several first days"),
        (("tabular-Feb-30-2025.xml",), "no day"),
    ],
)
def test_names_that_contradict_each_other_are_refused(names: tuple[str, ...], fault: str) -> None:
    with pytest.raises(BrokenReleaseError, match=fault):
        effective_dates(names)


def test_fiscal_year_begins_in_october() -> None:
    assert (fiscal_year(date(2025, 9, 30)), fiscal_year(date(2025, 10, 1))) == (2025, 2026)
    assert end_of_fiscal_year(date(2025, 10, 1)) == date(2026, 9, 30)
