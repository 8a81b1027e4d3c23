"""What the workbench tells about a call: what was read, what was left out and why, which notes were applied."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.card import REPORTS_SILENT
from cards.phrases.note_words import ELEMENTS
from cds_service.errors import CallTimeoutError
from cds_service.hooks.nothing_read import why_nothing_read
from fhir_mappings.chart.model import ConditionCounts
from icd10cm.evidence.absence import absence_note
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.inspect.read_facts import read_facts
from icd10cm.releases.naming import release_name, us_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards import Card
    from cds_service.hooks.review_steps import Reviewed
    from cds_service.pages.workbench.traced_call import TracedCall
    from cds_service.settings import Settings
    from fhir_mappings.chart.model import Chart
    from fhir_mappings.elements.unread import Unread
    from icd10cm.inspect.placed_facts import PlacedFact
    from icd10cm.inspect.read_facts import ReadFact

WHY_HELD_BACK = {
    "rule-off": "the rule is turned off",
    "overridden": "dismissed before in this encounter",
    "strength": "weaker than the settings ask for",
    "quiet": "this hook shows only what is documented",
    "max-cards": "the limit of cards is reached",
    "silent": "the service is in silent mode",
    REPORTS_SILENT: "reports and notes are read in silent mode",
}
SHORT_WHY_HELD_BACK = {
    "rule-off": "rule off",
    "overridden": "dismissed before",
    "strength": "too weak",
    "quiet": "not documented",
    "max-cards": "limit of cards",
    "silent": "silent mode",
    REPORTS_SILENT: "silent reports",
}
"""The same for a chart on a phone, whose bars need the room."""


@dataclass(frozen=True, slots=True)
class AppliedNote:
    """A note or title that a card is based on."""

    code: str
    element: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the review found, shown as a card or held back; `fate` is "" for a card that was shown."""

    rule: str
    strength: str
    codes: tuple[str, ...]
    notes: tuple[AppliedNote, ...]
    fate: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything about a call. Times are in milliseconds; `absent` says by need why it could not be had.

    `nothing_read` says why there was nothing to review, `missing` why nothing was concluded from a missing code; "" for
    neither. `conditions` counts the Conditions.
    """

    encounter: str
    release: str
    facts: tuple[ReadFact, ...]
    places: tuple[PlacedFact, ...]
    unread: tuple[Unread, ...]
    absent: dict[str, str]
    questions: tuple[Question, ...]
    nothing_read: str
    missing: str
    conditions: ConditionCounts
    steps_ms: dict[str, float]
    total_ms: float

    @property
    def held_back(self) -> tuple[Question, ...]:
        """The questions that were found and not shown."""
        return tuple(each for each in self.questions if each.fate)


def trace_of(call: TracedCall, settings: Settings) -> Trace:
    """Return the trace of a call; one that was refused has its times only. `settings` say which rules are off."""
    result = call.result
    return Trace(
        encounter=_encounter(result.chart) if result else "",
        release=_release(result) if result else "",
        facts=tuple(read_facts(result.chart.encounter)) if result else (),
        places=tuple(_places(result, call)) if result else (),
        unread=result.chart.unread if result else (),
        absent=call.absent,
        questions=tuple(_questions(result, settings)) if result else (),
        nothing_read=why_nothing_read(result.chart) if result else "",
        missing=absence_note(result.chart.encounter) if result else "",
        conditions=result.chart.conditions if result else ConditionCounts(),
        steps_ms=dict(call.clock.durations_ms),
        total_ms=call.duration_ms,
    )


def _encounter(chart: Chart) -> str:
    encounter = chart.encounter
    name = chart.encounter_reference or "none named"
    setting = encounter.setting.value
    setting = f"setting {setting}" if setting == "unknown" else setting
    return f"{name}, {setting}, date of service {us_date(encounter.date_of_service)}"


def _release(result: Reviewed) -> str:
    release, day = result.release, result.chart.encounter.date_of_service
    name = release_name(release.effective_from)
    return f"{name}, effective on that day" if release.in_force(day) else f"{name}, the nearest one installed"


def _places(result: Reviewed, call: TracedCall) -> Iterator[PlacedFact]:
    """Yield where each fact went; nothing once the time of the call is up."""
    with suppress(CallTimeoutError):
        yield from place_facts(result.chart.encounter, result.release, call.clock.check_time)


def _questions(result: Reviewed, settings: Settings) -> Iterator[Question]:
    for card in result.deck.shown:
        yield _question(card, "")
    for held in result.deck.held_back:
        why = (
            why_off(held.card.issue.rule, settings) if held.why == "rule-off" else WHY_HELD_BACK.get(held.why, held.why)
        )
        yield _question(held.card, why)


def why_off(rule: str, settings: Settings) -> str:
    """Return what turns the cards of a rule off, and what would show them."""
    if rule in settings.rules_off:
        return "turned off by CODING_CARDS_RULES_OFF"
    if rule in settings.hidden_rules:
        return f"optional; CODING_CARDS_RULES_ON={rule} shows it"
    return "turned off in the rules file"


def _question(card: Card, fate: str) -> Question:
    issue = card.issue
    notes = tuple(AppliedNote(each.code, ELEMENTS.get(each.element, each.element), each.note) for each in issue.basis)
    return Question(issue.rule, issue.strength.value, issue.codes, notes, fate)
