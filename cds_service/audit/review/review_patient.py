"""Reviews all encounters of one patient: the lines of the export in, rows out. Pure, and the same on every engine."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cds_service.audit.review.departments import department_of
from cds_service.audit.review.output_rows import Row, encounter_row, issue_rows, unreadable_row
from cds_service.audit.review.patient_encounters import gather, read_patient
from cds_service.hooks.review_steps import review_source, with_silent_documents
from cds_service.hooks.step_clock import StepClock
from fhir_mappings.chart.model import ChartSource
from fhir_mappings.diagnoses.belonging import Belonging
from fhir_mappings.elements.references import References

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from cards import DeckOptions
    from cds_service.audit.review.hashed_names import Names
    from cds_service.audit.review.patient_encounters import Gathered, Held, Line, Patient
    from cds_service.clients.client import ReadReports
    from cds_service.hooks.review_steps import Reviewed
    from fhir_mappings.elements.unread import Unread
    from icd10cm.releases.by_date import Releases
    from icd10cm.rules import Check

DISCHARGE = "coding-review-encounter-discharge"
ORDER_SERVICES = frozenset(("coding-review-order-sign", "coding-review-order-select"))
_REVIEWED_ELSEWHERE = frozenset(
    (Belonging.OTHER_ENCOUNTER, Belonging.LISTED_ONLY, Belonging.NO_ENCOUNTER, "another copy of the same resource")
)
_NO_CODE_ENDINGS = ("holds no ICD-10-CM code", "a name alone is not read as one", "has no code")
VOID = ("entered-in-error", "cancelled")


@dataclass(frozen=True, slots=True)
class Auditor:
    """What every review needs and none changes.

    `as_of` represents today: an encounter that has not ended, or says no day, is reviewed by the release of that day.
    `service` is the id of the service that the encounters are seen by: where it is about orders, the ServiceRequests of
    the encounter are handed over as the orders being signed.
    `absent` names what the export holds nothing of ("cultures", "procedures"). `rules_file` is the checksum of the
    hospital's rules file, "" without one. `reads_reports` tells whether reports and notes are read, as for a client.
    An audit counts questions: whatever `options` say, its cards are not written.
    """

    releases: Releases
    options: DeckOptions
    names: Names
    as_of: date
    rules: Mapping[str, Check]
    service: str = DISCHARGE
    base_url: str | None = None
    absent: frozenset[str] = frozenset()
    icd_10_cm_systems: frozenset[str] = frozenset()
    rules_file: str = ""
    reads_reports: ReadReports = "live"

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", replace(self.options, writes=False))

    def fingerprint(self, version: str) -> dict[str, Any]:
        """Return what must be the same for the rows of two runs to fit together."""
        options, hashes = self.options, self.names.hashes
        return {
            "version": version,
            "releases": [release.id for release in self.releases.all],
            "as of": self.as_of.isoformat(),
            "base URL": self.base_url or "",
            "ICD-10-CM systems": sorted(self.icd_10_cm_systems),
            "profile": options.profile,
            "max cards": options.max_cards,
            "rules off": sorted(options.rules_off),
            "minimum strength": sorted((rule, strength.value) for rule, strength in options.minimum_strength.items()),
            "service": self.service,
            "client": options.situation.client,
            "rules": sorted(self.rules),
            "rules file": self.rules_file,
            "reads reports": self.reads_reports,
            "names": "plain" if hashes is None else hashes.fingerprint,
        }


@dataclass(slots=True)
class Findings:
    """The rows of some patients by table, and the milliseconds that each step took."""

    issues: list[Row] = field(default_factory=list)
    encounters: list[Row] = field(default_factory=list)
    unreadable: list[Row] = field(default_factory=list)
    spent_ms: dict[str, float] = field(default_factory=dict)


def review_patient(reference: str, lines: Iterable[Line], auditor: Auditor, findings: Findings) -> None:
    """Review each encounter of the patient `reference` and add the rows to `findings`.

    The lines come in the order of the export. A review that fails is reported as a row; it never ends the run.
    """
    references = References(auditor.base_url)
    patient = read_patient(lines, references)
    gathered = gather(patient, references)
    used: set[str] = set()
    told: set[tuple[str, str]] = set()
    for held, reason in patient.copies:
        findings.unreadable.append(_about(held, "copy", reason, auditor.names))
    named = auditor.names.patient(reference)
    for encounter, handed in gathered.encounters:
        unfit = _why_unfit(encounter)
        if unfit is not None:
            findings.unreadable.append(_about(encounter, *unfit, auditor.names))
            continue
        reviewed = _review(reference, encounter, handed, auditor, findings)
        if reviewed is not None:
            used.update(reviewed.chart.resources)
            own = auditor.names.encounter(encounter.name)
            row = encounter_row(reviewed, named, own, department_of(encounter.resource))
            findings.encounters.append(row)
            findings.issues.extend(issue_rows(reviewed, row, auditor.names))
            findings.unreadable.extend(_unread_rows(reviewed, encounter, patient, told, auditor.names))
    findings.unreadable.extend(_unused_rows(gathered, used, auditor.names))


def _unread_rows(
    reviewed: Reviewed, encounter: Held, patient: Patient, told: set[tuple[str, str]], names: Names
) -> Iterator[Row]:
    """Yield a row for an encounter without a day, and for each thing that its review could not read and none named."""
    if not _has_day(encounter):
        reason = "it says no day; reviewed by the release of the day of the audit"
        yield _about(encounter, "no-day", reason, names)
    for unread in reviewed.chart.unread:
        held = patient.held.get(unread.reference.partition("#")[0], encounter)
        kind = _kind_of(unread, held)
        if kind is not None and (unread.reference, unread.reason) not in told:
            told.add((unread.reference, unread.reason))
            yield _about(held, kind, unread.reason, names, unread.reference)


def _unused_rows(gathered: Gathered, used: set[str], names: Names) -> Iterator[Row]:
    """Yield a row for each resource that no review used, though it should have had an encounter."""
    for held in gathered.astray:
        if held.name not in used:
            reason = "the export does not hold its encounter, or holds it for another patient"
            yield _about(held, "encounter-missing", reason, names)
    for held in gathered.free:
        if held.resource["resourceType"] == "Bundle":
            yield _about(held, "incomplete", "a Bundle that says that Conditions are missing from it", names)
        if held.name not in used and held.resource["resourceType"] == "Condition":
            reason = "it names no encounter, and no encounter or order names it"
            yield _about(held, "no-encounter", reason, names)


def _kind_of(unread: Unread, held: Held) -> str | None:
    """Return the kind of the row for an unread resource; None for a valid resource that is not a diagnosis.

    A Condition of another encounter is none of this one's, and is reviewed with its own.
    """
    if unread.faulty:
        return "element"
    is_condition = unread.reference.partition("/")[0] == "Condition"
    if not is_condition or unread.reason in _REVIEWED_ELSEWHERE:
        return None
    if held.resource["resourceType"] != "Condition":
        return "not-received"
    return "no-code" if unread.reason.endswith(_NO_CODE_ENDINGS) else "left-out"


def _why_unfit(encounter: Held) -> tuple[str, str] | None:
    """Return the kind and the reason of a row about an encounter that is not reviewed."""
    if not encounter.name.startswith("Encounter/"):
        return "element", "an Encounter without an id"
    status = encounter.resource.get("status")
    return ("void-encounter", f"its status is {status}") if status in VOID else None


def _review(patient: str, encounter: Held, handed: list[Held], auditor: Auditor, findings: Findings) -> Reviewed | None:
    source = _chart_of(patient, encounter, handed, auditor)
    clock = StepClock()
    try:
        reviewed = review_source(source, auditor.releases, auditor.options, clock, auditor.rules)
        if auditor.reads_reports == "silent":
            reviewed = with_silent_documents(reviewed, source, auditor.releases, auditor.options, clock, auditor.rules)
    except Exception as error:  # noqa: BLE001 - one encounter never ends the run; the fault is reported as a row
        findings.unreadable.append(_about(encounter, "failed", _where(error), auditor.names))
        return None
    for step, spent in clock.durations_ms.items():
        findings.spent_ms[step] = findings.spent_ms.get(step, 0.0) + spent
    return reviewed


def _chart_of(patient: str, encounter: Held, handed: list[Held], auditor: Auditor) -> ChartSource:
    orders = [held for held in handed if _is_order(held, encounter)] if auditor.service in ORDER_SERVICES else []
    return ChartSource(
        patient_id=patient,
        today=auditor.as_of,
        encounter_id=encounter.name,
        resources=tuple([(held.name, held.resource) for held in handed if held not in orders]),
        draft_orders=[held.resource for held in orders] or None,
        absent=auditor.absent,
        base_url=auditor.base_url,
        reads_documents=auditor.reads_reports == "live",
        icd_10_cm_systems=auditor.icd_10_cm_systems,
    )


def _is_order(held: Held, encounter: Held) -> bool:
    return held.encounter == encounter.name and held.resource["resourceType"] in ("ServiceRequest", "DeviceRequest")


def _about(held: Held, kind: str, reason: str, names: Names, reference: str | None = None) -> Row:
    encounter = held.name if held.resource["resourceType"] == "Encounter" else held.encounter
    return unreadable_row(
        kind,
        reason,
        file=held.line.file,
        line=held.line.number,
        resource=names.resource(reference or held.name),
        encounter=names.encounter(encounter) if encounter else None,
    )


def _where(error: Exception) -> str:
    """Return the kind of a fault and where it happened; its message may quote the chart, and is left out."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"the review failed with {type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _has_day(encounter: Held) -> bool:
    resource = encounter.resource
    period = resource.get("actualPeriod" if "actualPeriod" in resource else "period")
    return type(period) is dict and ("start" in period or "end" in period)
