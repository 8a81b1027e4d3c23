"""When a release is effective, from the names of its files.

Releases become effective on October 1, the first day of a fiscal year, and updates to them later in the same year,
mostly on April 1 (Social Security Act, section 1886(d)(5)(K)(vii), for the update in April). Each is effective until
the next one, and to September 30 at most.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from icd10cm.errors import BrokenReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_AND_YEAR = re.compile(
    rf"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*[-_ ,]*(?:(\d\d?)(?:st|nd|rd|th)?[-_ ,]+)?(20\d\d)(?!\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def fiscal_year(day: date) -> int:
    """Return the fiscal year that a day lies in; it begins on October 1 of the calendar year before."""
    return day.year + (day.month >= 10)


def end_of_fiscal_year(day: date) -> date:
    """Return September 30 of the fiscal year that a day lies in."""
    return date(fiscal_year(day), 9, 30)


def effective_dates(names: Iterable[str]) -> tuple[date, date] | None:
    """Return the first and the last effective day that names of files and folders say; None if they say none.

    A month and a year name the first day ("April-2025", "April-1-2026"); a year alone is a fiscal year
    ("icd10cm-tabular-2025.xml": from October 1 2024).

    :raises BrokenReleaseError: the names contradict each other, or name a day that does not exist.
    """
    names = tuple(names)
    firsts = {_first_day(match) for name in names for match in _MONTH_AND_YEAR.finditer(name)}
    if not firsts:
        firsts = {date(int(match[1]) - 1, 10, 1) for name in names for match in _YEAR.finditer(name)}
    if len(firsts) > 1:
        told = " and ".join(day.isoformat() for day in sorted(firsts))
        raise BrokenReleaseError(f"the names of the files tell several first days: {told}; say which with --from")
    return next(((day, end_of_fiscal_year(day)) for day in firsts), None)


def _first_day(match: re.Match[str]) -> date:
    month, day, year = match.groups()
    try:
        return date(int(year), _MONTHS.index(month.lower()) + 1, int(day or 1))
    except ValueError as error:
        raise BrokenReleaseError(f"{match[0]!r} in a file's name is no day: {error}") from error
