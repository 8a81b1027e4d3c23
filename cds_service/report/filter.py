"""What a reader of the report asks for: days, client, hook and rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING

from cds_service.report.figures import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_service.report.figures import Pair

_DAYS = 30
_MOST_SPANS = 8
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """The days, both included, in UTC; "" for client, hook or rule = all; the workbench is not one of all clients."""

    since: date
    until: date
    client: str = ""
    hook: str = ""
    rule: str = ""

    @property
    def start(self) -> datetime:
        """The first moment of the first day."""
        return datetime.combine(self.since, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the last day."""
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)

    def starts(self) -> tuple[datetime, ...]:
        """Return where the parts begin that a chart over time shows, eight at most: days, or as many as it takes."""
        days = (self.until - self.since).days + 1
        return tuple(self.start + timedelta(days=day) for day in range(0, days, ceil(days / _MOST_SPANS)))

    @property
    def pair(self) -> Pair:
        """The client and hook, or all."""
        return self.client or ALL, self.hook or ALL


def read_filter(asked: Mapping[str, str], today: date) -> ReportFilter:
    """Return what the address asks for; a day that cannot be read is the one that would be there anyway."""
    until = _day(asked.get("until", "")) or today
    since = _day(asked.get("since", "")) or until - timedelta(days=_DAYS - 1)
    since = min(max(since, until - timedelta(days=_MOST_DAYS)), until)
    return ReportFilter(since, until, asked.get("client", ""), asked.get("hook", ""), asked.get("rule", ""))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(9000, 1, 1) else None
