"""`/report`: the figures of `coding-cards report`, with charts, filters and a CSV to take away. No patient data."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from cds_service.errors import StoreUnreachableError
from cds_service.pages.charts import bars, lines, stacked_bars
from cds_service.pages.report_counts import Moment, ReportCounts
from cds_service.pages.report_filter import ReportFilter, read_filter
from cds_service.pages.site import today
from cds_service.pages.trace import WHY_HELD_BACK
from cds_service.pages.traced_call import WORKBENCH_CLIENT
from cds_service.report import Counts, Report, build_report
from cds_service.report_forms import as_csv
from cds_service.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Blueprint

    from cds_service.pages.site import Site

_MOST_SERIES = 4
_MOST_LINES = 4
_OTHERS = "all others"


def add_report(pages: Blueprint, site: Site) -> None:
    """Add the page and its CSV."""
    source = ReportCounts(site.settings.database_url) if site.reviewer.store is not None else None

    @pages.get("/report", strict_slashes=False)
    def report() -> str | tuple[str, int]:
        asked = read_filter(request.args, today())
        if source is None:
            return render_template("report_absent.html", why="This service runs without a store: nothing is recorded.")
        try:
            counts, moments = source.count(asked)
        except StoreUnreachableError as fault:
            return render_template("report_absent.html", why=f"There are no figures: {fault}."), 503
        built = _build(counts, asked)
        return render_template(
            "report.html",
            asked=asked,
            report=built,
            whole=built.of("all")[0],
            clients=sorted({each.client for each in counts.calls} - {WORKBENCH_CLIENT}),
            workbench=WORKBENCH_CLIENT,
            hooks=[service.hook for service in SERVICES],
            rules=list(site.rules),
            charts=_charts(built, _kept(moments, asked), asked),
            why_held_back=WHY_HELD_BACK,
        )

    @pages.get("/report.csv")
    def report_csv() -> Response:
        asked = read_filter(request.args, today())
        if source is None:
            raise StoreUnreachableError("this service runs without a store")
        counts, _ = source.count(asked)
        name = f"coding-cards-{asked.since}-{asked.until}.csv"
        return Response(
            as_csv(_build(counts, asked)),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _build(counts: Counts, asked: ReportFilter) -> Report:
    return build_report(asked.narrowed(counts), asked.start, asked.end)


def _kept(moments: Iterable[Moment], asked: ReportFilter) -> list[Moment]:
    return [
        each
        for each in moments
        if asked.keeps_client(each.client) and asked.hook in {"", each.hook} and asked.rule in {"", each.rule}
    ]


def _charts(report: Report, moments: Sequence[Moment], asked: ReportFilter) -> dict[str, str]:
    """Return the charts by name, as data URIs."""
    labels = [label for label, _, _ in asked.spans()]
    cards, accepted = _by_rule(moments, len(labels))
    (whole,) = report.of("all")
    held = sorted(whole.held_back.items(), key=lambda item: item[1])
    hooks = [line for line in report.of("hook") if line.p50_ms is not None]
    return {
        "cards": stacked_bars(labels, cards),
        "acceptance": lines(
            labels,
            {
                rule: [part / all_ if all_ else None for part, all_ in zip(accepted[rule], counts, strict=True)]
                for rule, counts in list(cards.items())[:_MOST_LINES]
            },
        ),
        "held_back": bars([WHY_HELD_BACK.get(why, why) for why, _ in held], {"cards": [number for _, number in held]}),
        "latency": bars(
            [line.hook for line in hooks],
            {"p50": [line.p50_ms for line in hooks], "p95": [line.p95_ms for line in hooks]},
            "ms",
        ),
    }


def _by_rule(moments: Sequence[Moment], spans: int) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the cards and the accepted ones of each rule over time; the rarest rules are taken together."""
    totals: dict[str, int] = defaultdict(int)
    for each in moments:
        totals[each.rule] += each.cards
    ordered = sorted(totals, key=lambda rule: (-totals[rule], rule))
    named = ordered if len(ordered) <= _MOST_SERIES + 1 else ordered[:_MOST_SERIES]
    names = named if len(named) == len(ordered) else [*named, _OTHERS]
    cards = {name: [0] * spans for name in names}
    accepted = {name: [0] * spans for name in names}
    for each in moments:
        name = each.rule if each.rule in cards else _OTHERS
        cards[name][each.span] += each.cards
        accepted[name][each.span] += each.accepted
    return cards, accepted
