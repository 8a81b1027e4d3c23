"""Steps 4 to 7 of a call, without I/O: what the chart is read from goes in, cards come out.

The service, the command line and the tests all call `review_source`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards import build_deck
from fhir_mappings import read_chart
from icd10cm import review

if TYPE_CHECKING:
    from cards import Deck, DeckOptions
    from cds_service.step_clock import StepClock
    from fhir_mappings.chart import Chart, ChartSource
    from icd10cm.issue import CodingIssue
    from icd10cm.release import Release
    from icd10cm.releases import Releases


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What each of the steps gave."""

    chart: Chart
    release: Release
    issues: tuple[CodingIssue, ...]
    deck: Deck


def review_source(source: ChartSource, releases: Releases, options: DeckOptions, clock: StepClock) -> Reviewed:
    """Read the chart, choose the release in force on its date of service, review it and build the cards."""
    with clock.step("read"):
        chart = read_chart(source)
    with clock.step("release"):
        release = releases.for_date(chart.encounter.date_of_service)
    with clock.step("review"):
        issues = tuple(review(chart.encounter, release))
    with clock.step("build"):
        deck = build_deck(issues, chart, release, options)
    return Reviewed(chart, release, issues, deck)
