"""`/rules` and `/rules/<id>`: what each rule finds, a sample card, its figures, and how to turn it off."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from flask import render_template

from cds_service.examples import load_examples
from cds_service.pages.local_changes import changes_of
from cds_service.pages.report.counts import report_counts
from cds_service.pages.report.rule_figures import rule_figures
from cds_service.pages.safe_markdown import render
from cds_service.pages.sample_card import SampleCards
from cds_service.pages.site import today
from icd10cm.inspect.rule_texts import RuleText, rule_text
from icd10cm.issue import Strength
from icd10cm.rules import REGISTRY, RULES

if TYPE_CHECKING:
    from flask import Blueprint

    from cds_service.pages.site import Site

ELEMENTS = {
    "desc": "the title of a code",
    "excludes1": "Excludes1 notes",
    "excludes2": "Excludes2 notes",
    "useAdditionalCode": "use additional code notes",
    "codeFirst": "code first notes",
    "codeAlso": "code also notes",
    "includes": "includes notes",
    "inclusionTerm": "inclusion terms",
    "notes": "other notes of the list",
    "sevenChrDef": "7th-character definitions",
    "sevenChrNote": "7th-character notes",
    "table": "the tables of ICD-10-PCS",
    "index": "the Alphabetic Index",
    "lifeSpan": "the first and last effective day of a code",
}
"""What a rule is based on, by its element in the XML of the tabular list; docs/rules.md has the same words."""

STRENGTHS = {
    Strength.DOCUMENTED: "the chart states it",
    Strength.PROCEDURE: "a procedure or an order implies it",
    Strength.PROMPT: "nothing in the chart says more, so the card asks",
}

OPTIONAL = frozenset(rule.id for rule in REGISTRY if rule.is_optional)


def add_rules(pages: Blueprint, site: Site) -> None:
    """Add the pages."""
    samples = SampleCards()
    # The report asks for the password where clients are configured; these pages do not, so they link to it there.
    counts = report_counts(site) if site.settings.is_open else None

    @pages.get("/rules", strict_slashes=False)
    def rules() -> str:
        return render_template(
            "rules.html",
            rules=[text_of(each, site) for each in site.rules],
            strengths=STRENGTHS,
            limited=lambda rule: changes_of(rule, site.changes),
        )

    @pages.get("/rules/<rule>")
    def rule(rule: str) -> str | tuple[str, int]:
        if rule not in site.rules:
            return render_template("absent.html", what=f"There is no rule {rule}."), 404
        return render_template(
            "rule.html",
            rule=text_of(rule, site),
            elements=ELEMENTS,
            examples=[each for each in load_examples() if rule in each.rules],
            strengths=STRENGTHS,
            card=samples.of(rule, site),
            markdown=render,
            figures=rule_figures(rule, counts, today()),
            is_off=rule in site.settings.hidden_rules,
            is_optional=rule in OPTIONAL and rule not in site.settings.rules_off,
            changes=changes_of(rule, site.changes),
        )


def text_of(rule: str, site: Site) -> RuleText:
    """Return the words about a rule; a rule of another package has the docstring of its check."""
    if rule in RULES:
        return rule_text(rule)
    words = inspect.getdoc(site.rules[rule]) or "A rule of this installation."
    return RuleText(rule, words, (), (), (), (), tuple(Strength))
