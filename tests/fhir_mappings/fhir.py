"""Makes the FHIR resources that the tests of this folder read, as short as a test can name them."""

from __future__ import annotations

from datetime import date
from typing import Any

from fhir_mappings import Chart, ChartSource, read_chart

ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD_10_CM_OID = "urn:oid:2.16.840.1.113883.6.90"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
CPT = "http://www.ama-assn.org/go/cpt"
PCS = "http://www.cms.gov/Medicare/Coding/ICD10"
MCODE_LATERALITY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"

RIGHT, LEFT, BOTH = "24028007", "7771000", "51440002"
FEMUR, TIBIA, KNEE = "71341001", "12611008", "72696002"
S_AUREUS, MRSA, E_COLI, NO_GROWTH = "3092008", "115329001", "112283007", "264868006"

TODAY = date(2026, 6, 20)
Json = dict[str, Any]


def read(*resources: Any, **source: Any) -> Chart:
    """Read a chart of these resources for patient "p" and encounter "e"; keywords go to `ChartSource`."""
    named = tuple((f"prefetch.{place}", one) for place, one in enumerate(resources))
    return read_chart(
        ChartSource(**({"patient_id": "p", "today": TODAY, "encounter_id": "e", "resources": named} | source))
    )


def reasons(chart: Chart, reference: str) -> list[str]:
    return [entry.reason for entry in chart.unread if entry.reference == reference]


def faults(chart: Chart) -> list[tuple[str, str]]:
    return [(entry.reference, entry.reason) for entry in chart.unread if entry.faulty]


def concept(system: str, code: str, text: str = "", **coding: Any) -> Json:
    made: Json = {"coding": [{"system": system, "code": code, **coding}]}
    return made | ({"text": text} if text else {})


def status(code: str) -> Json:
    return {"coding": [{"code": code}]}


def ref(reference: str) -> Json:
    return {"reference": reference}


def bundle(*resources: Json, **more: Any) -> Json:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources], **more}


def condition(code: Any = "M86.50", id: str = "1", **more: Any) -> Json:  # noqa: A002 - the element's name
    return {
        "resourceType": "Condition",
        "id": id,
        "clinicalStatus": status("active"),
        "verificationStatus": status("confirmed"),
        "category": [status("encounter-diagnosis")],
        "code": concept(ICD_10_CM, code) if isinstance(code, str) else code,
        "subject": ref("Patient/p"),
        "encounter": ref("Encounter/e"),
        **more,
    }


def encounter(**more: Any) -> Json:
    return {
        "resourceType": "Encounter",
        "id": "e",
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "period": {"start": "2026-06-10T08:00:00Z"},
        **more,
    }


def body_site(code: str, side: str | None = None, text: str = "") -> Json:
    made = concept(SNOMED, code, text)
    if side:
        made["extension"] = [{"url": MCODE_LATERALITY, "valueCodeableConcept": concept(SNOMED, side)}]
    return made


def culture(value: Any = None, id: str = "7", loinc: str = "6463-4", **more: Any) -> Json:  # noqa: A002 - the element's name
    made: Json = {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": concept(LOINC, loinc),
        "subject": ref("Patient/p"),
        "effectiveDateTime": "2026-06-12T09:00:00Z",
    }
    if isinstance(value, str):
        made["valueString"] = value
    elif value is not None:
        made["valueCodeableConcept"] = value
    return made | more


def organism(code: str, text: str = "") -> Json:
    return concept(SNOMED, code, text)


def susceptibility(loinc: str, answer: str, **more: Any) -> Json:
    return {"code": concept(LOINC, loinc), "interpretation": [status(answer)], **more}


def procedure(system: str = CPT, code: Any = "27488", id: str = "4", **more: Any) -> Json:  # noqa: A002 - the element's name
    return {
        "resourceType": "Procedure",
        "id": id,
        "status": "completed",
        "code": concept(system, code) if isinstance(code, str) else code,
        "subject": ref("Patient/p"),
        "performedDateTime": "2026-06-12",
        **more,
    }


def order(id: str = "o", **more: Any) -> Json:  # noqa: A002 - the element's name
    return {
        "resourceType": "ServiceRequest",
        "id": id,
        "status": "draft",
        "intent": "order",
        "subject": ref("Patient/p"),
        **more,
    }
