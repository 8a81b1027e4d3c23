"""Releases and days as US readers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.intake.dates import fiscal_year

if TYPE_CHECKING:
    from datetime import date

__all__ = ["fiscal_year", "release_name", "us_date"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def us_date(day: date) -> str:
    """Return a day in the form of US prose, whatever the locale.

    >>> from datetime import date
    >>> us_date(date(2026, 9, 30))
    'Sep 30, 2026'
    """
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def month_and_day(day: date) -> str:
    """Return a day without its year, as a summary shows it.

    >>> from datetime import date
    >>> month_and_day(date(2026, 6, 15))
    'Jun 15'
    """
    return us_date(day).partition(",")[0]


def release_name(first: date) -> str:
    """Return the name of the release that is effective from a day: by its fiscal year, or by month for an update.

    >>> from datetime import date
    >>> release_name(date(2026, 10, 1)), release_name(date(2026, 4, 1))
    ('FY 2027', 'April 2026')
    """
    if (first.month, first.day) == (10, 1):
        return f"FY {fiscal_year(first)}"
    return f"{first:%B %Y}"
