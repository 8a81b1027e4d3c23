"""Days as a summary shows them: "Jun 15". The full form is `icd10cm.releases.naming.us_date`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from datetime import date


def month_and_day(day: date) -> str:
    """Return a day without its year.

    >>> from datetime import date
    >>> month_and_day(date(2026, 6, 15))
    'Jun 15'
    """
    return us_date(day).partition(",")[0]
