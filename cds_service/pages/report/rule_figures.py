"""The figures of one rule over the last weeks, for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.errors import StoreUnreachableError
from cds_service.report.card_outcomes import build_report
from cds_service.report.filter import read_filter

if TYPE_CHECKING:
    from datetime import date

    from cds_service.pages.report.counts import ReportCounts
    from cds_service.report.card_outcomes import Line


def rule_figures(rule: str, source: ReportCounts | None, today: date) -> Line | None:
    """Return the figures of a rule over the days that the report shows at first; None without a store."""
    if source is None:
        return None
    asked = read_filter({"rule": rule}, today)
    try:
        counts = source.for_page(asked)
    except StoreUnreachableError:
        return None
    return build_report(counts, asked.start, asked.end, asked.pair, rule).of("all")[0]
