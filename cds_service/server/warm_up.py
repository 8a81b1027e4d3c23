"""One review before the first call, so that no call waits for tables to be read and models to be built.

It runs in the master process: what it loads is shared by the workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_service.hooks.gathering.chart_queries import needs
from cds_service.hooks.review_steps import review_source
from cds_service.hooks.step_clock import StepClock
from fhir_mappings.chart.model import ChartSource
from icd10cm.releases.loading import work_out_ahead

if TYPE_CHECKING:
    from datetime import date

    from cards import DeckOptions
    from icd10cm.releases.by_date import Releases

_SNOMED = "http://snomed.info/sct"
_SUBJECT = {"subject": {"reference": "Patient/none"}}


def warm_up(releases: Releases, options: DeckOptions) -> int:
    """Work out all categories of every loaded release, and review a small made-up chart in it.

    Returns the number of cards, which nobody sees.
    """
    needs()
    for release in releases.all:
        work_out_ahead(release)
    days = [release.effective_from for release in releases.all]
    return sum(len(review_source(_chart(day), releases, options, StepClock()).deck.shown) for day in days)


def _chart(day: date) -> ChartSource:
    """Return a chart that goes through every kind of resource, and leads to suggestions."""
    return ChartSource(
        patient_id="none",
        today=day,
        resources=tuple(("warm-up", resource) for resource in (_condition(), _culture(day), _procedure(day))),
        draft_orders={"resourceType": "Bundle", "entry": [{"resource": _order()}]},
    )


def _concept(system: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _condition() -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "none",
        "code": _concept("http://hl7.org/fhir/sid/icd-10-cm", "M86.50", "osteomyelitis"),
        "bodySite": [_concept(_SNOMED, "12611008", "right tibia")],
        **_SUBJECT,
    }


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


def _procedure(day: date) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "none",
        "status": "completed",
        "code": _concept("http://www.ama-assn.org/go/cpt", "11981", "drug-delivery device"),
        "performedDateTime": day.isoformat(),
        **_SUBJECT,
    }


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
