"""Two reviews before the first call, so that no call waits for tables to be read and models to be built.

It runs in the master process: what it loads is shared by the workers.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from cds_service.hooks.gathering.chart_queries import needs
from cds_service.hooks.review_steps import review_source
from cds_service.hooks.step_clock import StepClock
from fhir_mappings.chart.model import ChartSource
from icd10cm.releases.loading import work_out_ahead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cards import DeckOptions
    from icd10cm.releases.by_date import Releases

_SNOMED = "http://snomed.info/sct"
_SUBJECT = {"subject": {"reference": "Patient/none"}}
_REPORT = """EXAM: MRI RIGHT TIBIA
FINDINGS: Prior repair of a fracture of the left fibula. Abscess should be considered.
IMPRESSION: Chronic osteomyelitis of the distal right tibia.
"""
_NOTE = """POSTOPERATIVE DIAGNOSIS: Acute osteomyelitis of the left femur due to Staphylococcus aureus.
FINDINGS: No abscess. Possible fracture of the proximal right fibula.
Procedure well tolerated.
"""


def warm_up(releases: Releases, options: DeckOptions) -> int:
    """Work out all categories of every loaded release, and review two small made-up charts in it.

    Returns the number of cards, which nobody sees.
    """
    needs()
    for release in releases.all:
        work_out_ahead(release)
    days = [release.effective_from for release in releases.all]
    charts = [_chart(day, resources) for day in days for resources in (_coded(day), _in_words(day))]
    return sum(len(review_source(chart, releases, options, StepClock()).deck.shown) for chart in charts)


def _chart(day: date, resources: Iterable[dict[str, Any]]) -> ChartSource:
    return ChartSource(
        patient_id="none",
        today=day,
        resources=tuple(("warm-up", resource) for resource in resources),
        draft_orders={"resourceType": "Bundle", "entry": [{"resource": _order()}]},
    )


def _coded(day: date) -> Iterator[dict[str, Any]]:
    """Yield what leads to suggestions by its codes."""
    yield _condition("none", "M86.50", "osteomyelitis") | {"bodySite": [_concept(_SNOMED, "12611008", "right tibia")]}
    yield _culture(day)
    yield _procedure(day, "11981", "drug-delivery device")


def _in_words(day: date) -> Iterator[dict[str, Any]]:
    """Yield what has to be read: texts of diagnoses, a report and an operative note."""
    yield _condition("none", "M86.9", "acute osteomyelitis, left femur, without abscess; right leg fracture denied")
    yield _condition("cyst", "N83.209", "complex ovarian cyst")
    yield _condition("caused", "N18.9", "chronic kidney disease stage 3a due to hypertension")
    yield _condition("cause", "I10", "hypertension")
    yield _condition("both", "N17.9", "acute on chronic renal failure")
    yield _condition("apart", "E10.9", "type 1 diabetes")
    yield _condition("excluded", "E11.9", "type 2 diabetes with foot ulcer")
    yield _procedure(day, "27590", "amputation of thigh") | {"bodySite": [{"text": "left thigh"}]}
    yield _report(day)
    yield _operative_note(day)


def _concept(system: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _condition(name: str, code: str, text: str) -> dict[str, Any]:
    concept = _concept("http://hl7.org/fhir/sid/icd-10-cm", code, text)
    return {"resourceType": "Condition", "id": name, "code": concept, **_SUBJECT}


def _culture(day: date) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "none",
        "status": "final",
        "code": _concept("http://loinc.org", "6463-4", "wound culture"),
        "valueCodeableConcept": _concept(_SNOMED, "115329001", "MRSA"),
        "effectiveDateTime": day.isoformat(),
        **_SUBJECT,
    }


def _procedure(day: date, code: str, text: str) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "none",
        "status": "completed",
        "code": _concept("http://www.ama-assn.org/go/cpt", code, text),
        "performedDateTime": day.isoformat(),
        **_SUBJECT,
    }


def _report(day: date) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "id": "none",
        "status": "final",
        "category": [_concept("http://loinc.org", "LP29684-5", "Radiology")],
        "code": {"text": "MRI right tibia"},
        "effectiveDateTime": day.isoformat(),
        "presentedForm": [_attachment(_REPORT)],
        **_SUBJECT,
    }


def _operative_note(day: date) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "none",
        "status": "current",
        "docStatus": "final",
        "type": _concept("http://loinc.org", "11504-8", "Surgical operation note"),
        "date": f"{day.isoformat()}T12:00:00Z",
        "content": [{"attachment": _attachment(_NOTE)}],
        **_SUBJECT,
    }


def _attachment(text: str) -> dict[str, Any]:
    return {"contentType": "text/plain", "data": b64encode(text.encode()).decode()}


def _order() -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "none",
        "status": "draft",
        "intent": "order",
        "code": _concept("http://www.ama-assn.org/go/cpt", "11981", "drug-delivery device"),
        "reasonReference": [{"reference": "Condition/none"}],
        **_SUBJECT,
    }
