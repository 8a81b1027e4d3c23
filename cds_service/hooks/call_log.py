"""One log line for each call: what was asked, how long each step took and what came of it. No patient data.

What is logged is chosen here by name; nothing of the call's body, ids or tokens is ever handed to a logger.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cards.new_uuids import new_uuids
from cds_service.clients.client import OPEN_CLIENT
from cds_service.hooks.step_clock import StepClock
from cds_service.observability.logs import log
from cds_service.report.figures import NOTHING_READ

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cards import Deck
    from cds_service.hooks.gathering.gather import Prefetched
    from cds_service.hooks.review_steps import Reviewed
    from cds_service.observability.metrics import Metrics
    from cds_service.store.entries import Subject
    from fhir_mappings.chart.model import Chart, ConditionCounts


class CallRecord:
    """What may be known of one call afterwards; filled as the call goes on."""

    def __init__(self, client: str = OPEN_CLIENT, limit_s: float | None = None) -> None:
        self.new_uuid = new_uuids().__next__
        self.request_id = self.new_uuid().replace("-", "")
        self.at = datetime.now(UTC)
        self.clock = StepClock(limit_s)
        self.client = client
        self.service = ""
        self.hook = ""
        self.silence = ""
        self.counts: dict[str, Any] = {}
        # For the store, and never logged.
        self.subject: Subject | None = None
        self.deck: Deck | None = None
        self.conditions: ConditionCounts | None = None

    @property
    def duration_ms(self) -> float:
        """The time that the steps took together."""
        return round(sum(self.clock.durations_ms.values()), 3)

    def gathered(self, prefetched: Prefetched) -> None:
        """Note what could be had."""
        self.counts |= {"fetched": prefetched.fetched}
        if prefetched.absent:
            self.counts["absent"] = dict(prefetched.absent)

    def reviewed(self, reviewed: Reviewed) -> None:
        """Note what was found, by rule."""
        chart, encounter = reviewed.chart, reviewed.chart.encounter
        self.conditions = chart.conditions
        self.counts |= {
            "release": reviewed.release.id,
            "conditions": _conditions(chart),
            "diagnoses": len(encounter.diagnoses),
            "cultures": len(encounter.cultures),
            "procedures": len(encounter.procedures),
            "unread": sum(1 for unread in reviewed.chart.unread if unread.faulty),
            "cards": [card.issue.rule for card in reviewed.deck.shown],
            "held_back": [f"{held.card.issue.rule}: {held.why}" for held in reviewed.deck.held_back],
        }
        if reviewed.deck.unwritten:
            self.counts["unwritten"] = reviewed.deck.unwritten
        if reviewed.cut:
            self.counts["cut"] = sorted(reviewed.cut)
        self.deck = reviewed.deck

    def outcome(self, answer: Mapping[str, Any]) -> str:
        """Return in a few words what came of a call that was answered: it goes into the log, metrics and the store."""
        if answer["cards"]:
            return "cards"
        if self.conditions is not None and self.conditions.is_nothing_read:
            return NOTHING_READ
        return self.silence or "no cards"

    def write(self, status: int, outcome: str) -> None:
        """Write the line of the call."""
        fields = {
            "request_id": self.request_id,
            "client": self.client,
            "service": self.service,
            "hook": self.hook,
            "status": status,
            "outcome": outcome,
            "duration_ms": self.duration_ms,
            "steps_ms": self.clock.durations_ms,
            **self.counts,
        }
        log("call", **fields)

    def count(self, metrics: Metrics, status: int, outcome: str) -> None:
        """Count the call."""
        steps_ms = self.clock.durations_ms
        metrics.call(client=self.client, service=self.service, status=status, outcome=outcome, steps_ms=steps_ms)
        metrics.absent(self.counts.get("absent", {}))
        if self.counts.get("recorded") is False:
            metrics.unrecorded()
        if self.conditions is not None:
            metrics.conditions(self.conditions.read, self.conditions.left_out, self.conditions.systems)
        if self.deck is not None:
            shown = [card.issue.rule for card in self.deck.shown]
            metrics.cards(shown, [(held.card.issue.rule, held.why) for held in self.deck.held_back])


def _conditions(chart: Chart) -> dict[str, Any]:
    """Return how many Conditions were received and read, why the others were not, and what is known to be missing."""
    counts, missing = chart.conditions, chart.encounter.missing
    found: dict[str, Any] = {
        "received": counts.received,
        "read": counts.read,
        "left_out": dict(counts.left_out),
        "systems": dict(counts.systems),
    }
    if missing.not_received:
        found["not_received"] = missing.not_received
    if missing.is_incomplete:
        found["incomplete"] = True
    return found


def log_feedback(client: str, service: str, outcomes: Sequence[str]) -> None:
    """Log that feedback was stored: how much of it, and nothing of what it says."""
    log("feedback", client=client, service=service, **Counter(outcomes))
