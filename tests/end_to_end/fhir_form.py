"""Tells a rule case as an order-sign request, in one of several forms that charts take.

`coded` puts the side into the codings of the body site, `extension` into the laterality extension, `apart` into
another body site. Places that the SNOMED CT table does not hold are reported in words.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from fhir_mappings.sites.body_sites import load_body_sites
from icd10cm.anatomy.vocabulary import load_anatomy

if TYPE_CHECKING:
    from datetime import date

    from icd10cm.encounter import CodedEncounter, Culture, Diagnosis, Document, Procedure, SiteFact

FORMS = ("coded", "extension", "apart")
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LATERALITY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
_SIDES = {"left": "7771000", "right": "24028007", "bilateral": "51440002"}
_SYSTEMS = {
    "CPT": "http://www.ama-assn.org/go/cpt",
    "PCS": "http://www.cms.gov/Medicare/Coding/ICD10",
    "HCPCS": "urn:oid:2.16.840.1.113883.6.285",
    "SNOMED": SNOMED,
}
_CLASSES = {"inpatient": "IMP", "outpatient": "AMB", "emergency": "EMER"}
_PATIENT = {"reference": "Patient/p"}
_ENCOUNTER = {"reference": "Encounter/e"}


def order_sign(encounter: CodedEncounter, form: str) -> dict[str, Any]:
    """Return the request of an encounter."""
    day = encounter.date_of_service
    return {
        "hook": "order-sign",
        "hookInstance": "5d1c4d8e-0b0a-4b43-9d35-3f6f1d3b0a11",
        "context": {
            "userId": "Practitioner/u",
            "patientId": "p",
            "encounterId": "e",
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": one} for one in _orders(encounter)]},
        },
        "prefetch": {
            "encounter": _encounter(encounter, day),
            "conditions": _bundle([_condition(one, form) for one in encounter.diagnoses]),
            "cultures": _bundle([_observation(one, form, day) for one in encounter.cultures]),
            "procedures": _bundle([_procedure(one, form, day) for one in encounter.procedures if not one.is_order]),
            "notes": _bundle([_note(one, day) for one in encounter.documents]),
        },
    }


def _bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _encounter(encounter: CodedEncounter, day: date) -> dict[str, Any]:
    diagnoses = []
    for one in encounter.diagnoses:
        entry: dict[str, Any] = {"condition": {"reference": one.reference}}
        if one.rank is not None:
            entry["rank"] = one.rank
        if one.use:
            entry["use"] = {"coding": [{"code": one.use}]}
        diagnoses.append(entry)
    resource = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "subject": _PATIENT,
        "period": {"start": day.isoformat(), "end": day.isoformat()},
        "diagnosis": diagnoses,
    }
    if encounter.setting.value in _CLASSES:
        resource["class"] = {"code": _CLASSES[encounter.setting.value]}
    return resource


def _condition(diagnosis: Diagnosis, form: str) -> dict[str, Any]:
    code: dict[str, Any] = {"coding": [{"system": ICD10CM, "code": diagnosis.code}]}
    if diagnosis.statements:
        code["text"] = diagnosis.statements[0].text
    resource: dict[str, Any] = {
        "resourceType": "Condition",
        "id": diagnosis.reference.partition("/")[2],
        "subject": _PATIENT,
        "encounter": _ENCOUNTER,
        "verificationStatus": {"coding": [{"code": "confirmed" if diagnosis.established else "provisional"}]},
        "code": code,
    }
    sites = [site for fact in diagnosis.sites for site in _body_site(fact, form)]
    if sites:
        resource["bodySite"] = sites
    return resource


def _body_site(fact: SiteFact, form: str) -> list[dict[str, Any]]:
    side = fact.side.value if fact.side else None
    side_coding = {"system": SNOMED, "code": _SIDES[side], "display": side} if side else None
    if fact.site is None:
        return [{"coding": [side_coding]}]
    concept: dict[str, Any] = {}
    snomed = _concept_of(fact.site)
    if snomed is None:
        concept["text"] = load_anatomy().name(fact.site)
    else:
        concept["coding"] = [{"system": SNOMED, "code": snomed}]
    if side_coding is None:
        return [concept]
    if form == "coded":
        concept.setdefault("coding", []).append(side_coding)
        return [concept]
    if form == "extension":
        concept["extension"] = [{"url": LATERALITY, "valueCodeableConcept": {"coding": [side_coding]}}]
        return [concept]
    return [concept, {"coding": [side_coding]}]


def _concept_of(site: str) -> str | None:
    """Return a SNOMED CT concept that means just this place."""
    entries = load_body_sites().entries.values()
    return next((entry.snomed for entry in entries if entry.site == site and entry.side is None), None)


def _observation(culture: Culture, form: str, day: date) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Observation",
        "id": culture.reference.partition("/")[2],
        "status": "preliminary" if culture.preliminary else "final",
        "subject": _PATIENT,
        "encounter": _ENCOUNTER,
        "effectiveDateTime": day.isoformat(),
        "code": {"coding": [{"system": "http://loinc.org", "code": "6463-4"}]},
        "valueCodeableConcept": {"text": culture.organism.name},
    }
    if culture.specimen:
        resource["specimen"] = {"display": f"{culture.specimen} specimen"}
    if culture.sites:
        resource["bodySite"] = _body_site(culture.sites[0], "extension" if form == "apart" else form)[0]
    return resource


def _note(document: Document, day: date) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": document.references[0].partition("/")[2],
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11504-8"}]},
        "description": document.title,
        "subject": _PATIENT,
        "date": f"{day.isoformat()}T10:00:00Z",
        "context": {"encounter": [_ENCOUNTER]},
        "content": [{"attachment": {"contentType": "text/plain", "data": b64encode(document.text.encode()).decode()}}],
    }


def _coded(procedure: Procedure) -> dict[str, Any]:
    return {"coding": [{"system": _SYSTEMS[procedure.system], "code": procedure.code}]}


def _procedure(procedure: Procedure, form: str, day: date) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Procedure",
        "id": procedure.reference.partition("/")[2],
        "status": "completed",
        "subject": _PATIENT,
        "encounter": _ENCOUNTER,
        "performedDateTime": day.isoformat(),
        "code": _coded(procedure),
    }
    if procedure.reasons:
        resource["reasonReference"] = [{"reference": reason} for reason in procedure.reasons]
    named = [fact for fact in procedure.sites if fact.evidence.statement.startswith("bodySite")]
    if named:
        resource["bodySite"] = [site for fact in named for site in _body_site(fact, form)]
    return resource


def _orders(encounter: CodedEncounter) -> list[dict[str, Any]]:
    """Return the draft orders: those of the case, and one that names the diagnoses that an order names."""
    orders = [
        {
            "resourceType": "ServiceRequest",
            "id": procedure.reference.partition("/")[2],
            "status": "draft",
            "intent": "order",
            "subject": _PATIENT,
            "code": _coded(procedure),
            "reasonReference": [{"reference": reason} for reason in procedure.reasons],
        }
        for procedure in encounter.procedures
        if procedure.is_order
    ]
    ordered = [{"reference": one.reference} for one in encounter.diagnoses if one.ordered]
    if ordered or not orders:
        order: dict[str, Any] = {
            "resourceType": "ServiceRequest",
            "id": "visit",
            "status": "draft",
            "intent": "order",
            "subject": _PATIENT,
            "code": {"text": "Follow-up visit"},
        }
        if ordered:
            order["reasonReference"] = ordered
        orders.append(order)
    return orders
