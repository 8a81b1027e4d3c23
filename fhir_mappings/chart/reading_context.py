"""Everything the readers of one call share: the resources, the encounter, and what it and the orders name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fhir_mappings.chart.encounter import preference
from fhir_mappings.elements.code_systems import plain_uri
from fhir_mappings.elements.references import is_on_another_server
from icd10cm.time_limit import VERY_FEW, in_time, no_limit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fhir_mappings.chart.condition_counts import ConditionTally
    from fhir_mappings.chart.encounter import EncounterSummary, NamedDiagnosis
    from fhir_mappings.chart.model import ChartSource
    from fhir_mappings.chart.resource_index import ResourceIndex
    from fhir_mappings.elements.reading import Element
    from fhir_mappings.elements.unread import Json
    from icd10cm.time_limit import CheckTime

WINDOW_DAYS = 30
"""Days before the encounter's start and after its end within which a culture or procedure of no encounter counts."""
_WINDOW = timedelta(days=WINDOW_DAYS)
_UNSEEN = object()


class ReadingContext:
    """The state of reading one call; created for each call and never kept.

    `named_by_encounter` are the Conditions in Encounter.diagnosis. `reason_references` are those that an order names;
    `ordered_references` and `ordered_codes` only those that a selected order names. `documents` are the reports and
    notes that were read, or left out with a reason. `is_problem_list` is True where Conditions are about to be added to
    the problem list. `conditions` counts the Conditions read and left out, `uncoded` the diagnoses of the encounter
    that carry no ICD-10-CM code.
    """

    __slots__ = (
        "_elements", "_our_patient", "_ours", "check_time", "conditions", "date_of_service", "documents", "drafts",
        "encounter", "first_day", "icd_10_cm_systems", "index", "is_problem_list", "last_day", "log",
        "named_by_encounter", "ordered_codes", "ordered_references", "patient", "reason_references", "today",
        "uncoded", "used",
    )  # fmt: skip

    def __init__(
        self,
        source: ChartSource,
        index: ResourceIndex,
        encounter: EncounterSummary,
        conditions: ConditionTally,
        check_time: CheckTime = no_limit,
    ) -> None:
        self.check_time = check_time
        self.index = index
        self.log = index.log
        self.encounter = encounter
        own = source.patient_id
        self.patient = own if "/" in own else f"Patient/{own}"
        self.drafts = frozenset((*index.orders, *index.new_conditions))
        self.is_problem_list = source.new_conditions is not None
        self.icd_10_cm_systems = sorted(map(plain_uri, source.icd_10_cm_systems))
        self.today = source.today
        self.conditions = conditions
        self.uncoded = 0
        self.named_by_encounter = _best_named(encounter.diagnoses)
        self.reason_references: set[str] = set()
        self.ordered_references: set[str] = set()
        self.ordered_codes: set[str] = set()
        self.documents: set[str] = set()
        self.used: dict[str, Json] = {}
        self._elements: dict[str, list[Element]] = {}
        # As a resource of this call wrote its subject, and its subject and encounter; nearly all write the same.
        self._our_patient: object = _UNSEEN
        self._ours: tuple[object, object] = (_UNSEEN, _UNSEEN)
        self.date_of_service = encounter.date_of_service(source.today)
        self.first_day = _shifted(encounter.start or self.date_of_service, -_WINDOW)
        self.last_day = _shifted(encounter.end or source.today, _WINDOW)

    def each(self, kind: str) -> Iterable[Element]:
        """Return the resources of one type, checking the time on the way; each is made an `Element` once."""
        if kind not in self.index.by_type:
            return ()
        if kind not in self._elements:
            self._elements[kind] = [*map(self.index.element, self.index.by_type[kind])]
        return in_time(self._elements[kind], self.check_time, every=VERY_FEW)

    def use(self, reference: str) -> None:
        """Note that a resource is behind a fact."""
        self.used[reference] = self.index.by_reference[reference]

    def why_not_ours(self, resource: Element, day: date | None) -> str | None:
        """Return why a procedure or a culture is not of this patient or encounter, or None when it may be."""
        names = resource.json.get("subject"), resource.json.get("encounter")
        if names == self._ours:
            return None
        why_not = self.why_not_patient(resource)
        if why_not is not None:
            return why_not
        if self.encounter_of(resource) == self.encounter.reference is not None:
            self._ours = names
        return self.not_of_encounter(resource, day)

    def of_another_patient(self, resource: Element) -> bool:
        """Return whether a resource names another patient, or one of another server, as its subject."""
        return self.why_not_patient(resource) is not None

    def why_not_patient(self, resource: Element) -> str | None:
        """Return why a resource is not of this patient, or None when it may be."""
        json = resource.json
        subject = json.get("subject")
        if subject == self._our_patient:
            return None
        named = self.index.references.read(resource, "subject" if "subject" in json else "patient")
        if named == self.patient and subject is not None:
            self._our_patient = subject
        if named is None or named == self.patient:
            return None
        if is_on_another_server(named):
            return "its subject or encounter is on another FHIR server"
        return "of another patient" if named.startswith("Patient/") else None

    def is_ours(self, encounter: str | None) -> bool:
        """Return whether an encounter is the one of the call, or a part of it."""
        return encounter is not None and (encounter == self.encounter.reference or encounter in self.encounter.parts)

    def encounter_of(self, resource: Element) -> str | None:
        """Return the encounter that a resource names."""
        return self.index.references.read(resource, "encounter" if "encounter" in resource.json else "context")

    def not_of_encounter(self, resource: Element, day: date | None) -> str | None:
        """Return why a procedure or a culture is not of this encounter, or None when it may be.

        The encounter that it names decides; without one, its day does.
        """
        own = self.encounter_of(resource)
        wanted = self.encounter.reference
        if wanted is not None and own is not None:
            if self.is_ours(own):
                return None
            if is_on_another_server(own):
                return "its subject or encounter is on another FHIR server"
            if own.startswith("Encounter/"):
                return "of another encounter"
        return None if day is None else self.outside_window(day)

    def outside_window(self, day: date) -> str | None:
        """Return why a day is too far from the encounter, or None when it is not."""
        if day < self.first_day:
            return f"more than {WINDOW_DAYS} days before the encounter"
        if day > self.last_day:
            return f"more than {WINDOW_DAYS} days after the encounter"
        return None


def _best_named(diagnoses: Iterable[NamedDiagnosis]) -> dict[str, NamedDiagnosis]:
    """Keep one entry of each Condition: by the use that coding is done for, then by rank."""
    best: dict[str, NamedDiagnosis] = {}
    for named in diagnoses:
        if named.target is None:
            continue
        if named.target not in best or _sort_key(named) < _sort_key(best[named.target]):
            best[named.target] = named
    return best


def _sort_key(named: NamedDiagnosis) -> tuple[int, bool, int]:
    return preference(named.use), named.rank is None, named.rank or 0


def _shifted(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:  # the first or last days that a date can hold
        return day
