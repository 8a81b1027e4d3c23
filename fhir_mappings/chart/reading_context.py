"""What the readers of one call share: what was received, the encounter, and what the orders and the encounter name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fhir_mappings.chart.encounter import preference
from icd10cm.time_limit import in_time, no_limit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fhir_mappings.chart.encounter import EncounterFacts, NamedDiagnosis
    from fhir_mappings.chart.model import ChartSource
    from fhir_mappings.chart.resource_index import Received
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json
    from icd10cm.time_limit import CheckTime

WINDOW_DAYS = 30
"""Days before the encounter's start and after its end within which a culture or procedure of no encounter counts."""
_UNSEEN = object()


class Call:
    """The state of reading one call; made anew for each and never kept.

    `named_by_encounter` are the Conditions in Encounter.diagnosis. `reason_references` are those that an order names;
    `ordered_references` and `ordered_codes` only those that a selected order names.
    """

    __slots__ = (
        "_our_encounter", "_our_patient", "check_time", "date_of_service", "drafts", "encounter", "first_day",
        "last_day", "log", "named_by_encounter", "new_conditions", "ordered_codes", "ordered_references", "patient",
        "reason_references", "received", "used",
    )  # fmt: skip

    def __init__(
        self,
        source: ChartSource,
        received: Received,
        encounter: EncounterFacts,
        log: UnreadLog,
        check_time: CheckTime = no_limit,
    ) -> None:
        self.check_time = check_time
        self.received = received
        self.log = log
        self.encounter = encounter
        own = source.patient_id
        self.patient = own if "/" in own else f"Patient/{own}"
        self.drafts = frozenset((*received.orders, *received.new_conditions))
        self.new_conditions = frozenset(received.new_conditions)
        self.named_by_encounter = _best_named(encounter.diagnoses)
        self.reason_references: set[str] = set()
        self.ordered_references: set[str] = set()
        self.ordered_codes: set[str] = set()
        self.used: dict[str, Json] = {}
        # As a resource of this call wrote them; nearly all write the same. Nothing equals what none wrote yet.
        self._our_patient: object = _UNSEEN
        self._our_encounter: object = _UNSEEN
        self.date_of_service = encounter.date_of_service(source.today)
        self.first_day = _shifted(encounter.start or self.date_of_service, -WINDOW_DAYS)
        self.last_day = _shifted(encounter.end or source.today, WINDOW_DAYS)

    def in_turn(self, kind: str) -> Iterable[str]:
        """Return the references of the resources of one type, to be looped over as long as there is time."""
        return in_time(self.received.by_type.get(kind, ()), self.check_time)

    def use(self, reference: str) -> None:
        """Note that a resource is behind a fact."""
        self.used[reference] = self.received.by_reference[reference]

    def why_not_ours(self, resource: Json, reference: str, day: date | None) -> str | None:
        """Return why a procedure or a culture is not of this patient or encounter, or None when it may be."""
        if resource.get("subject") == self._our_patient and resource.get("encounter") == self._our_encounter:
            return None  # the usual case
        if self.of_another_patient(resource, reference):
            return "of another patient"
        return self.not_of_encounter(resource, reference, day)

    def of_another_patient(self, resource: Json, reference: str) -> bool:
        """Tell whether a resource names another patient as its subject."""
        if resource.get("subject") == self._our_patient:  # the usual case
            return False
        key = "subject" if "subject" in resource else "patient"
        named = self.received.references.read(resource, key, reference, "", self.log)
        if named == self.patient and key == "subject":
            self._our_patient = resource[key]
        return named is not None and named.startswith("Patient/") and named != self.patient

    def encounter_of(self, resource: Json, reference: str) -> str | None:
        """Return the encounter that a resource names."""
        key = "encounter" if "encounter" in resource else "context"
        named = self.received.references.read(resource, key, reference, "", self.log)
        if named is not None and named == self.encounter.reference and key == "encounter":
            self._our_encounter = resource[key]
        return named

    def not_of_encounter(self, resource: Json, reference: str, day: date | None) -> str | None:
        """Return why a procedure or a culture is not of this encounter, or None when it may be.

        The encounter that it names decides; without one, its day does.
        """
        own = self.encounter_of(resource, reference)
        wanted = self.encounter.reference
        if wanted is not None and own is not None and own.startswith("Encounter/"):
            return None if own == wanted else "of another encounter"
        if day is not None and day < self.first_day:
            return f"more than {WINDOW_DAYS} days before the encounter"
        if day is not None and day > self.last_day:
            return f"more than {WINDOW_DAYS} days after the encounter"
        return None


def _best_named(diagnoses: Iterable[NamedDiagnosis]) -> dict[str, NamedDiagnosis]:
    """Keep one naming of each Condition: by the use that coding is done for, then by rank."""
    best: dict[str, NamedDiagnosis] = {}
    for named in diagnoses:
        if named.target is None:
            continue
        before = best.get(named.target)
        if before is None or _order(named) < _order(before):
            best[named.target] = named
    return best


def _order(named: NamedDiagnosis) -> tuple[int, bool, int]:
    return preference(named.use), named.rank is None, named.rank or 0


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # the first or last days that a date can hold
        return day
