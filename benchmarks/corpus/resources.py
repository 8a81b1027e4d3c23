"""FHIR resources of one patient and encounter, as hospitals send them."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from benchmarks.reference_request import bundle

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
CPT = "http://www.ama-assn.org/go/cpt"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"

Json = dict[str, Any]


def concept(system: str, code: str, text: str = "") -> Json:
    """Return a CodeableConcept; its text is also the display."""
    return {"coding": [{"system": system, "code": code} | ({"display": text} if text else {})]} | (
        {"text": text} if text else {}
    )


@dataclass(slots=True)
class Chart:
    """The chart of one encounter while it is made; `request` wraps it into a hook call."""

    number: int
    setting: str = "IMP"
    day: str = "2026-06-12"
    conditions: list[Json] = field(default_factory=list)
    procedures: list[Json] = field(default_factory=list)
    observations: list[Json] = field(default_factory=list)
    reports: list[Json] = field(default_factory=list)
    notes: list[Json] = field(default_factory=list)

    def condition(self, code: str, text: str, *, note: str = "", site: Json | None = None) -> None:
        """Add a diagnosis of the encounter."""
        self.conditions.append(
            self._resource(
                "Condition",
                len(self.conditions),
                clinicalStatus={"coding": [{"system": f"{_TERMINOLOGY}/condition-clinical", "code": "active"}]},
                verificationStatus={
                    "coding": [{"system": f"{_TERMINOLOGY}/condition-ver-status", "code": "confirmed"}]
                },
                category=[
                    {"coding": [{"system": f"{_TERMINOLOGY}/condition-category", "code": "encounter-diagnosis"}]}
                ],
                code={"coding": [{"system": ICD10CM, "code": code}], "text": text},
                recordedDate=self.day,
                **({"note": [{"text": note}]} if note else {}),
                **({"bodySite": [site]} if site else {}),
            )
        )

    def procedure(self, code: str, text: str, site: Json | None = None) -> None:
        """Add a completed procedure."""
        sites = {"bodySite": [site]} if site else {}
        self.procedures.append(
            self._resource(
                "Procedure",
                len(self.procedures),
                status="completed",
                code=concept(CPT, code, text),
                performedDateTime=f"{self.day}T12:30:00-05:00",
                **sites,
            )
        )

    def culture(self, loinc: str, text: str, result: Json, specimen: Json | None = None) -> None:
        """Add a culture with its result."""
        sites = {"bodySite": specimen} if specimen else {}
        self._observe(concept(LOINC, loinc, text), valueCodeableConcept=result, **sites)

    def measurement(self, loinc: str, text: str, value: float, unit: str) -> None:
        """Add a laboratory result that is a number."""
        quantity = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
        self._observe(concept(LOINC, loinc, text), valueQuantity=quantity)

    def report(self, exam: str, text: str) -> None:
        """Add a final imaging report."""
        self.reports.append(
            self._resource(
                "DiagnosticReport",
                len(self.reports),
                status="final",
                category=[{"coding": [{"system": LOINC, "code": "LP29684-5", "display": "Radiology"}]}],
                code={"text": exam},
                effectiveDateTime=f"{self.day}T09:20:00-05:00",
                presentedForm=[_attachment(text)],
            )
        )

    def note(self, text: str) -> None:
        """Add an operative note."""
        self.notes.append(
            self._resource(
                "DocumentReference",
                len(self.notes),
                status="current",
                docStatus="final",
                type=concept(LOINC, "11504-8", "Surgical operation note"),
                date=f"{self.day}T14:00:00-05:00",
                content=[{"attachment": _attachment(text)}],
            )
        )

    def request(self) -> Json:
        """Return the hook call of a signed order that treats the first diagnosis."""
        bundles = {
            "conditions": self.conditions,
            "procedures": self.procedures,
            "cultures": self.observations,
            "reports": self.reports,
            "notes": self.notes,
        }
        order = self._resource(
            "ServiceRequest",
            0,
            status="draft",
            intent="order",
            code=concept(CPT, "80053", "Metabolic panel"),
            reasonReference=[{"reference": f"Condition/{self.conditions[0]['id']}"}],
        )
        return {
            "hook": "order-sign",
            "hookInstance": f"3f0a7f0e-6f0e-4b50-8f43-{self.number:012d}",
            "context": {
                "userId": "Practitioner/corpus",
                "patientId": f"p{self.number}",
                "encounterId": f"e{self.number}",
                "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": order}]},
            },
            "prefetch": {"encounter": self._encounter()} | {key: bundle(each) for key, each in bundles.items()},
        }

    def _encounter(self) -> Json:
        return {
            "resourceType": "Encounter",
            "id": f"e{self.number}",
            "status": "finished",
            "class": {"system": f"{_TERMINOLOGY}/v3-ActCode", "code": self.setting},
            "subject": {"reference": f"Patient/p{self.number}"},
            "period": {"start": self.day, "end": "2026-06-18"},
            "diagnosis": [
                {"condition": {"reference": f"Condition/{condition['id']}"}, "rank": rank}
                for rank, condition in enumerate(self.conditions, 1)
            ],
        }

    def _observe(self, code: Json, **result: Json) -> None:
        self.observations.append(
            self._resource(
                "Observation",
                len(self.observations),
                status="final",
                category=[concept(f"{_TERMINOLOGY}/observation-category", "laboratory", "Laboratory")],
                code=code,
                effectiveDateTime=f"{self.day}T09:40:00-05:00",
                **result,
            )
        )

    def _resource(self, kind: str, place: int, **elements: object) -> Json:
        return {
            "resourceType": kind,
            "id": f"{kind[:4].lower()}-{self.number}-{place}",
            "subject": {"reference": f"Patient/p{self.number}"},
            "encounter": {"reference": f"Encounter/e{self.number}"},
            **elements,
        }


def _attachment(text: str) -> Json:
    return {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}
