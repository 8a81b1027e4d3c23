"""report.html: one file with everything in it, for the committee."""

from __future__ import annotations

import inspect
from datetime import date
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from cards.card import REPORTS_SILENT
from cds_service.audit.export.sift_line import READ_TYPES
from cds_service.audit.report.figures import CAPS
from cds_service.audit.report.totals import absent_types
from cds_service.report.charts import bars, stacked_bars
from icd10cm.inspect.rule_texts import rule_text, rule_title
from icd10cm.releases.naming import us_date
from icd10cm.rules import RULES

if TYPE_CHECKING:
    from cds_service.audit.report.figures import Figures
    from cds_service.audit.report.totals import Totals
    from cds_service.audit.review.review_patient import Auditor

_OUTCOMES = {
    "shown": "shown",
    "max-cards": "beyond the cap",
    "strength": "below the strength asked for",
    "rule-off": "its rule is off",
    "quiet": "not documented, and the service is quiet",
    "silent": "the service is silent",
    REPORTS_SILENT: "reports and notes are read in silent mode",
    "overridden": "dismissed before",
}
_STRENGTHS = ("documented", "by procedure", "prompt")
_KINDS = {
    "file": "a file",
    "line": "a line",
    "element": "part of a resource",
    "failed": "an encounter",
    "encounter-missing": "a resource without its encounter",
    "incomplete": "a Bundle that says that Conditions are missing",
    "no-day": "an encounter without a day",
    "void-encounter": "a void encounter",
    "no-encounter": "a Condition of no encounter",
    "no-code": "a Condition without an ICD-10-CM code",
    "left-out": "a Condition that does not count",
    "not-received": "a Condition that is named, but not in the export",
    "copy": "a resource that came twice",
    "shared-id": "an encounter's id",
    "other-file": "another file",
}


def write_page(figures: Figures, totals: Totals, auditor: Auditor, files: int, version: str) -> str:
    """Return the page."""
    environment = Environment(
        loader=PackageLoader("cds_service.audit.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.filters["share"] = lambda part, whole: f"{part / whole:.1%}" if whole else "-"
    environment.filters["us"] = us_day
    environment.filters["title_of"] = rule_title
    options = auditor.options
    return environment.get_template("audit.html").render(
        figures=figures,
        totals=totals,
        version=version,
        as_of=auditor.as_of,
        service=auditor.service,
        max_cards=options.max_cards,
        rules_off=sorted(options.rules_off),
        minimum_strength=sorted((rule, strength.value) for rule, strength in options.minimum_strength.items()),
        has_rules_file=bool(auditor.rules_file),
        statement=lambda rule: _statement(rule, auditor),
        code_title=lambda code: _code_title(code, auditor),
        files=files,
        plots=_plots(figures),
        months=[(us_month(month), *counts) for month, *counts in figures.by_month],
        caps=CAPS,
        read_types=READ_TYPES,
        absent=sorted(absent_types(totals.kinds)),
        outcomes=_OUTCOMES,
        kinds=_KINDS,
    )


def us_day(day: date | str) -> str:
    """Return a day of the tables as US readers write it."""
    return us_date(day if isinstance(day, date) else date.fromisoformat(day))


def us_month(month: str) -> str:
    """Return a month of the tables as US readers write it.

    >>> us_month("2026-04")
    'Apr 2026'
    """
    return us_date(date.fromisoformat(f"{month}-01")).replace(" 1,", "")


def _statement(rule: str, auditor: Auditor) -> str:
    """Return in one sentence what a rule asks; a rule of the installation's own has the docstring of its check."""
    if rule in RULES:
        return rule_text(rule).statement
    return (inspect.getdoc(auditor.rules[rule]) or "A rule of this installation.").partition("\n")[0]


def _code_title(code: str, auditor: Auditor) -> str:
    """Return the title of a code by the newest release that has it; "" for what no release has."""
    titles = (release.title(code) for release in reversed(auditor.releases.all))
    return next((title for title in titles if title), "")


def _plots(figures: Figures) -> dict[str, str]:
    """Return the plots as data URIs; those with nothing to show are empty. Rows of bars are drawn from below."""
    return {
        "by_count": _by_count(figures) if figures.encounters else "",
        "by_rule": _by_rule(figures) if figures.by_rule else "",
        "by_month": _by_month(figures) if figures.cards_by_month else "",
        "by_setting": _by_setting(figures) if figures.encounters else "",
    }


def _by_count(figures: Figures) -> str:
    counts = figures.by_count[::-1]
    return bars([_cards(row[0]) for row in counts], {"encounters": [row[1] for row in counts]})


def _by_rule(figures: Figures) -> str:
    rules = figures.by_rule[::-1]
    series = {"shown": [row[2] for row in rules], "held back": [row[1] - row[2] for row in rules]}
    return bars([rule_title(row[0]) for row in rules], {name: row for name, row in series.items() if any(row)})


def _by_month(figures: Figures) -> str:
    months = figures.cards_by_month
    series = {name: [row[place] for row in months] for place, name in enumerate(_STRENGTHS, 1)}
    return stacked_bars([us_month(row[0]) for row in months], series)


def _by_setting(figures: Figures) -> str:
    settings = figures.by_setting[::-1]
    shares = [100 * row[2] / row[1] for row in settings]
    return bars([row[0] for row in settings], {"with a card": shares}, "%")


def _cards(number: int) -> str:
    return f"{number} card" + "s" * (number != 1)
