"""What a reader of the report asks for: days, client, hook and rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING

from cds_service.pages.traced_call import WORKBENCH_CLIENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_service.report import Counts

ALL_CLIENTS = ""
"""Stands for all clients but the workbench, whose calls are no clinician's."""
_DAYS = 30
_MOST_SPANS = 8
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """The days, both included, in UTC; "" for client, hook or rule = all of them."""

    since: date
    until: date
    client: str = ALL_CLIENTS
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

    def spans(self) -> tuple[tuple[str, datetime, datetime], ...]:
        """Return the parts that a chart over time shows, eight at most: days, or as many days as it takes."""
        days = (self.until - self.since).days + 1
        step = ceil(days / _MOST_SPANS)
        starts = [self.since + timedelta(days=day) for day in range(0, days, step)]
        ends = [*starts[1:], self.until + timedelta(days=1)]
        return tuple(
            (first.isoformat(), datetime.combine(first, time(), UTC), datetime.combine(end, time(), UTC))
            for first, end in zip(starts, ends, strict=True)
        )

    def keeps_client(self, client: str) -> bool:
        """Tell whether a client counts."""
        return client == self.client or (self.client == ALL_CLIENTS and client != WORKBENCH_CLIENT)

    def narrowed(self, counts: Counts) -> Counts:
        """Return the counts of the client, hook and rule asked for; calls have no rule."""

        def keeps(client: str, hook: str) -> bool:
            return self.keeps_client(client) and self.hook in {"", hook}

        def is_rule(rule: str) -> bool:
            return self.rule in {"", rule}

        return replace(
            counts,
            calls=[each for each in counts.calls if keeps(each.client, each.hook)],
            rule_calls=[each for each in counts.rule_calls if keeps(each.client, each.hook) and is_rule(each.rule)],
            cards=[each for each in counts.cards if keeps(each.client, each.hook) and is_rule(each.rule)],
            durations=[
                each
                for each in counts.durations
                if keeps(each.client, each.hook) and (not each.rule or is_rule(each.rule))
            ],
        )


def read_filter(asked: Mapping[str, str], today: date) -> ReportFilter:
    """Return what the address asks for; a day that cannot be read is the one that would stand there anyway."""
    until = _day(asked.get("until", "")) or today
    since = _day(asked.get("since", "")) or until - timedelta(days=_DAYS - 1)
    since = min(max(since, until - timedelta(days=_MOST_DAYS)), until)
    return ReportFilter(since, until, asked.get("client", ALL_CLIENTS), asked.get("hook", ""), asked.get("rule", ""))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(9000, 1, 1) else None
