"""Steps 4 to 7 of a call, without I/O: what the chart is read from goes in, cards come out.

The command line and the tests call `review_source`; the service calls its two halves, and looks up in between what
was dismissed before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from cards import build_deck, silence
from cards.card import REPORTS_SILENT
from cds_service.hooks.remembered_reviews import Outcome
from fhir_mappings import read_chart
from icd10cm import review
from icd10cm.rules import RULES
from icd10cm.time_limit import QuestionLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards import Deck, DeckOptions
    from cards.build_deck import Written
    from cds_service.hooks.remembered_reviews import RememberedReviews
    from cds_service.hooks.step_clock import StepClock
    from fhir_mappings.chart.model import Chart, ChartSource
    from icd10cm.encounter import CodedEncounter
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.by_date import Releases
    from icd10cm.releases.release import Release
    from icd10cm.rules import Check
    from icd10cm.time_limit import CheckTime


class Found(Struct, frozen=True):
    """What the steps up to the review gave; `written` is what was written of the same issues before."""

    chart: Chart
    release: Release
    issues: tuple[CodingIssue, ...]
    cut: frozenset[str] = frozenset()
    written: Written = field(default_factory=dict)


class Reviewed(Struct, frozen=True):
    """What each of the steps gave; `cut` are the rules that had more questions than a review may raise."""

    chart: Chart
    release: Release
    issues: tuple[CodingIssue, ...]
    deck: Deck
    cut: frozenset[str] = frozenset()


def review_source(
    source: ChartSource,
    releases: Releases,
    options: DeckOptions,
    clock: StepClock,
    rules: Mapping[str, Check] = RULES,
) -> Reviewed:
    """Read the chart, choose the release effective on its date of service, review it and build the cards."""
    return deal_cards(find_issues(source, releases, clock, rules), options, clock)


def find_issues(
    source: ChartSource,
    releases: Releases,
    clock: StepClock,
    rules: Mapping[str, Check] = RULES,
    reviews: RememberedReviews | None = None,
) -> Found:
    """Read the chart, choose the release effective on its date of service and review it.

    Where Conditions are about to be added to a problem list, only the issues that concern one of them count. Of
    `reviews` those are taken that were made before under these rules.
    """
    with clock.step("read"):
        chart = read_chart(source, clock.check_time)
    with clock.step("release"):
        release = releases.for_date(chart.encounter.date_of_service)
    with clock.step("review"):
        work = partial(_reviewed, chart.encounter, release, rules, clock.check_time)
        found = work() if reviews is None else reviews.find(chart.encounter, release, work)
        issues = found.issues
        if source.new_conditions is not None:
            issues = tuple(issue for issue in issues if not chart.drafts.isdisjoint(issue.diagnoses))
    return Found(chart, release, issues, found.cut, found.written)


def _reviewed(
    encounter: CodedEncounter, release: Release, rules: Mapping[str, Check], check_time: CheckTime
) -> Outcome:
    cut: set[str] = set()
    issues = review(encounter, release, rules, check_time, QuestionLimit(on_cut=cut.add))
    return Outcome(issues, frozenset(cut))


def deal_cards(
    found: Found, options: DeckOptions, clock: StepClock, new_uuid: Callable[[], str] | None = None
) -> Reviewed:
    """Build the cards, named by `new_uuid` if it is given."""
    with clock.step("build"):
        deck = build_deck(
            found.issues,
            found.chart,
            found.release,
            options,
            new_uuid=new_uuid,
            check_time=clock.check_time,
            written=found.written,
        )
    return Reviewed(found.chart, found.release, found.issues, deck, found.cut)


def with_silent_documents(
    reviewed: Reviewed,
    source: ChartSource,
    releases: Releases,
    options: DeckOptions,
    clock: StepClock,
    rules: Mapping[str, Check] = RULES,
    new_uuid: Callable[[], str] | None = None,
) -> Reviewed:
    """Return a review with the cards that reports and notes would have brought, held back as such."""
    read = find_issues(replace(source, reads_documents=True), releases, clock, rules)
    issues = tuple(issue for issue in read.issues if any(evidence.source for evidence in issue.evidence))
    if not issues:
        return reviewed
    would = silence(deal_cards(replace(read, issues=issues), options, clock, new_uuid).deck, REPORTS_SILENT)
    deck = replace(reviewed.deck, held_back=(*reviewed.deck.held_back, *would.held_back))
    return replace(reviewed, deck=deck)
