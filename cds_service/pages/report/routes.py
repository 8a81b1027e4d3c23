"""`/report`: the figures of `coding-cards report`, with charts, filters and a CSV to take away. No patient data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from cards.override_reasons import HL7_CODES, WORDS
from cards.short_names import short_name
from cds_service.errors import StoreUnreachableError
from cds_service.hooks.services import SERVICES
from cds_service.pages.report.counts import report_counts
from cds_service.pages.report.topic_codes import codes_of_topic
from cds_service.pages.rules import text_of
from cds_service.pages.site import today
from cds_service.pages.workbench.trace import SHORT_WHY_HELD_BACK, WHY_HELD_BACK
from cds_service.report.card_outcomes import Report, build_report
from cds_service.report.charts import OTHERS, bars, lines, stacked_bars
from cds_service.report.figures import ALL, WORKBENCH_CLIENT
from cds_service.report.filter import ReportFilter, read_filter
from cds_service.report.formats import as_csv
from icd10cm.releases.naming import month_and_day, us_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Blueprint

    from cds_service.pages.site import Site
    from cds_service.report.figures import Tree

_MOST_SERIES = 6
_MOST_LINES = 4
_DAYS_WITHOUT_YEAR = 300


def add_report(pages: Blueprint, site: Site) -> None:
    """Add the page and its CSV."""
    source = report_counts(site)

    @pages.get("/report", strict_slashes=False)
    def report() -> str | tuple[str, int]:
        asked = read_filter(request.args, today())
        if source is None:
            return render_template("report_absent.html", why="This service runs without a store: nothing is recorded.")
        try:
            counts = source.for_page(asked)
        except StoreUnreachableError as fault:
            return render_template("report_absent.html", why=f"There are no figures: {fault}."), 503
        built = build_report(counts, asked.start, asked.end, asked.pair, asked.rule)
        titles = {each: text_of(each, site).title for each in site.rules}
        return render_template(
            "report.html",
            asked=asked,
            report=built,
            whole=built.of("all")[0],
            clients=sorted({asked.client, *(client for client, _ in counts.lines)} - {"", ALL, WORKBENCH_CLIENT}),
            workbench=WORKBENCH_CLIENT,
            hooks=[service.hook for service in SERVICES],
            rules=list(site.rules),
            charts=_charts(built, counts.shown, asked, titles, is_narrow=False),
            narrow=_charts(built, counts.shown, asked, titles, is_narrow=True),
            why_held_back=WHY_HELD_BACK,
            reasons=WORDS,
            hl7=HL7_CODES,
            titles=titles,
            topic_codes=[codes_of_topic(each.topic, each.rule, site.release) for each in built.topics],
            short_name=short_name,
        )

    @pages.get("/report.csv")
    def report_csv() -> Response:
        asked = read_filter(request.args, today())
        if source is None:
            raise StoreUnreachableError("this service runs without a store")
        name = f"coding-cards-{asked.since}-{asked.until}.csv"
        return Response(
            as_csv(build_report(source.for_table(asked), asked.start, asked.end, asked.pair, asked.rule)),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _charts(
    report: Report, shown: Sequence[Tree], asked: ReportFilter, titles: Mapping[str, str], *, is_narrow: bool
) -> dict[str, str]:
    """Return the charts by name, as data URIs, for a wide or a narrow window."""
    written = month_and_day if (asked.until - asked.since).days < _DAYS_WITHOUT_YEAR else us_date
    labels = [written(start.date()) for start in asked.starts()]
    cards, accepted = _by_rule(shown, asked.rule)
    shares = {rule: _shares(accepted[rule], counts) for rule, counts in list(cards.items())[:_MOST_LINES]}
    by_title = {titles.get(rule, rule): counts for rule, counts in cards.items()}
    return {
        "cards": stacked_bars(labels, by_title, is_narrow=is_narrow),
        "acceptance": lines(
            labels, {titles.get(rule, rule): share for rule, share in shares.items()}, is_narrow=is_narrow
        ),
        "held_back": _held_back(report, is_narrow=is_narrow),
        "latency": _latency(report, is_narrow=is_narrow),
    }


def _shares(parts: Sequence[int], wholes: Sequence[int]) -> list[float | None]:
    return [part / whole if whole else None for part, whole in zip(parts, wholes, strict=True)]


def _held_back(report: Report, *, is_narrow: bool) -> str:
    (whole,) = report.of("all")
    held = sorted(whole.held_back.items(), key=lambda item: item[1])
    numbers = {"cards": [number for _, number in held]}
    words = SHORT_WHY_HELD_BACK if is_narrow else WHY_HELD_BACK
    return bars([words.get(why, why) for why, _ in held], numbers, is_narrow=is_narrow)


def _latency(report: Report, *, is_narrow: bool) -> str:
    hooks = [line for line in report.of("hook") if line.p50_ms is not None]
    series = {"median": [line.p50_ms for line in hooks], "95th percentile": [line.p95_ms for line in hooks]}
    return bars([line.hook for line in hooks], series, "ms", is_narrow=is_narrow)


def _total_cards(shown: Sequence[Tree], asked: str) -> Counter[str]:
    """Return the cards of each rule asked for over the whole time."""
    totals: Counter[str] = Counter()
    for part in shown:
        totals.update({rule: found["cards"] for rule, found in part.items() if asked in {"", rule}})
    return totals


def _by_rule(shown: Sequence[Tree], asked: str) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the cards and the accepted ones of each rule over time; the rarest rules are taken together."""
    totals = _total_cards(shown, asked)
    ordered = sorted(totals, key=lambda rule: (-totals[rule], rule))
    named = ordered if len(ordered) <= _MOST_SERIES + 1 else ordered[:_MOST_SERIES]
    names = named if len(named) == len(ordered) else [*named, OTHERS]
    cards = {name: [0] * len(shown) for name in names}
    accepted = {name: [0] * len(shown) for name in names}
    for place, part in enumerate(shown):
        for rule in part.keys() & totals.keys():
            name = rule if rule in cards else OTHERS
            cards[name][place] += part[rule]["cards"]
            accepted[name][place] += part[rule].get("accepted", 0)
    return cards, accepted
