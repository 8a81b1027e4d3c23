"""The reference request: a usual chart of 41 resources, about 31 KB, that leads to three cards; and its larger kin.

20 Conditions, 14 culture Observations, 5 Procedures, 1 Encounter and 1 draft ServiceRequest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
PATIENT = "p00000000"
"""The id of the patient and of the encounter, and nothing else."""
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"

Coded = tuple[str, str]
"""A code and its title."""
# Codes of a usual inpatient. The first two lead to cards: site, side and organism.
USUAL: tuple[Coded, ...] = (
    ("M86.50", "Other chronic hematogenous osteomyelitis, unspecified site"),
    ("M86.659", "Other chronic osteomyelitis, unspecified thigh"),
    ("I10", "Essential (primary) hypertension"),
    ("E11.9", "Type 2 diabetes mellitus without complications"),
    ("E78.5", "Hyperlipidemia, unspecified"),
    ("N18.31", "Chronic kidney disease, stage 3a"),
    ("I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris"),
    ("J44.9", "Chronic obstructive pulmonary disease, unspecified"),
    ("F41.1", "Generalized anxiety disorder"),
    ("K21.9", "Gastro-esophageal reflux disease without esophagitis"),
    ("G47.33", "Obstructive sleep apnea (adult) (pediatric)"),
    ("E66.9", "Obesity, unspecified"),
    ("D64.9", "Anemia, unspecified"),
    ("Z79.4", "Long term (current) use of insulin"),
    ("Z87.891", "Personal history of nicotine dependence"),
    ("M81.0", "Age-related osteoporosis without current pathological fracture"),
    ("H40.9", "Unspecified glaucoma"),
    ("N40.0", "Benign prostatic hyperplasia without lower urinary tract symptoms"),
    ("R53.83", "Other fatigue"),
    ("Z88.0", "Allergy status to penicillin"),
)


def reference_requests(number: int) -> Iterator[bytes]:
    """Yield the request as it is sent, for one patient and encounter after another, each of the same length."""
    body = orjson.dumps(reference_request())
    for each in range(number):
        yield body.replace(PATIENT.encode(), f"p{each:08d}".encode())


def reference_request(codes: Sequence[Coded] = USUAL) -> dict[str, Any]:
    """Return the request, or its kin with a Condition for each of `codes`."""
    conditions = [_condition(number, code, title) for number, (code, title) in enumerate(codes, 1)]
    cultures = [_culture(number) for number in range(1, 15)]
    procedures = [_procedure(number) for number in range(1, 6)]
    return {
        "hook": "order-sign",
        "hookInstance": "3f0a7f0e-6f0e-4b50-8f43-1c6f6f4f3b11",
        "context": {
            "userId": "Practitioner/reference",
            "patientId": PATIENT,
            "encounterId": PATIENT,
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": _order()}]},
        },
        "prefetch": {
            "encounter": _encounter(len(conditions)),
            "conditions": bundle(conditions),
            "procedures": bundle(procedures),
            "cultures": bundle(cultures),
        },
    }


def _concept(system: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a searchset of resources, as a FHIR server sends it."""
    entries = [
        {
            "fullUrl": f"https://fhir.example.org/r4/{each['resourceType']}/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in resources
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _condition(number: int, code: str, title: str) -> dict[str, Any]:
    condition = {
        "resourceType": "Condition",
        "id": f"condition-{number}",
        "clinicalStatus": {"coding": [{"system": _STATUS, "code": "active"}]},
        "verificationStatus": {"coding": [{"system": _VERIFICATION, "code": "confirmed"}]},
        "category": [{"coding": [{"system": _CATEGORY, "code": "encounter-diagnosis"}]}],
        "code": _concept(ICD10CM, code, title),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "encounter": {"reference": f"Encounter/{PATIENT}"},
        "recordedDate": "2026-06-12",
    }
    if number == 1:
        condition["bodySite"] = [
            {
                "coding": [
                    {"system": SNOMED, "code": "12611008", "display": "Bone structure of tibia"},
                    {"system": SNOMED, "code": "24028007", "display": "Right"},
                ]
            }
        ]
    return condition


def _culture(number: int) -> dict[str, Any]:
    organism = number == 1
    value = (
        _concept(SNOMED, "115329001", "Methicillin resistant Staphylococcus aureus")
        if organism
        else _concept(SNOMED, "264868006", "No growth")
    )
    place = {"bodySite": _concept(SNOMED, "12611008", "Bone structure of tibia")} if organism else {}
    return {
        "resourceType": "Observation",
        "id": f"culture-{number}",
        **place,
        "status": "final",
        "category": [
            _concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")
        ],
        "code": _concept("http://loinc.org", "6463-4" if organism else "600-7", "Culture"),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "encounter": {"reference": f"Encounter/{PATIENT}"},
        "effectiveDateTime": f"2026-06-{11 + number % 4}T09:40:00-05:00",
        "valueCodeableConcept": value,
    }


def _procedure(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": f"procedure-{number}",
        "status": "completed",
        "code": _concept("http://www.ama-assn.org/go/cpt", str(99220 + number), "Observation care"),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "encounter": {"reference": f"Encounter/{PATIENT}"},
        "performedDateTime": "2026-06-12",
    }


def _encounter(conditions: int) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": PATIENT,
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "period": {"start": "2026-06-11", "end": "2026-06-18"},
        "diagnosis": [
            {"condition": {"reference": f"Condition/condition-{number}"}, "rank": number}
            for number in range(1, conditions + 1)
        ],
    }


def _order() -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "code": _concept("http://www.ama-assn.org/go/cpt", "11981", "Place a drug-delivery device"),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "encounter": {"reference": f"Encounter/{PATIENT}"},
        "reasonReference": [
            {"reference": "Condition/condition-1"},
            {"reference": "Condition/condition-2"},
        ],
    }
