"""An element of a wrong type leaves its own part unread, says so by resource and path, and harms nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import condition, culture, encounter, faults, order, organism, procedure, read

C, O, E, P = "Condition/1", "Observation/7", "Encounter/e", "Procedure/4"  # noqa: E741 - O as in Observation

CASES: list[tuple[dict[str, Any], str, str]] = [
    (condition(code=7), C, "code is a number, not an object"),
    (condition(code=[]), C, "code is an array, not an object"),
    (condition(code={"coding": "M86.50"}), C, "code.coding is text, not an array"),
    (condition(code={"coding": ["M86.50"]}), C, "code.coding[0] is text, not an object"),
    (
        condition(code={"coding": [{"system": fhir.ICD_10_CM, "code": 86.5}]}),
        C,
        "code.coding[0].code is a number, not text",
    ),
    (condition(code={"coding": [{"system": {}, "code": "x"}]}), C, "code.coding[0].system is an object, not text"),
    (
        condition() | {"code": fhir.concept(fhir.ICD_10_CM, "M86.50") | {"text": True}},
        C,
        "code.text is true or false, not text",
    ),
    (condition(bodySite=fhir.body_site(fhir.FEMUR)), C, "bodySite is an object, not an array"),
    (condition(bodySite=["femur"]), C, "bodySite[0] is text, not an object"),
    (condition(bodySite=[{"coding": {}}]), C, "bodySite[0].coding is an object, not an array"),
    (condition(bodySite=[{"text": 1}]), C, "bodySite[0].text is a number, not text"),
    (condition(extension={}), C, "extension is an object, not an array"),
    (condition(note="a note"), C, "note is text, not an array"),
    (condition(note=[{"text": []}]), C, "note[0].text is an array, not text"),
    (condition(clinicalStatus=7), C, "clinicalStatus is a number, not a coded concept"),
    (condition(verificationStatus=[7]), C, "verificationStatus[0] is a number, not a coded concept"),
    (condition(encounter="Encounter/e"), C, "encounter is text, not a reference"),
    (condition(subject={"reference": 7}), C, "subject.reference is a number, not text"),
    (condition(recordedDate=20260611), C, "recordedDate is a number, not a date"),
    (condition(recordedDate="June 11"), C, "recordedDate does not read as a date"),
    (encounter(period="2026"), E, "period is text, not an object"),
    (encounter(period={"end": 7}), E, "period.end is a number, not a date"),
    (encounter(**{"class": 7}), E, "class is a number, not a coded concept"),
    (encounter(diagnosis={}), E, "diagnosis is an object, not an array"),
    (encounter(diagnosis=[{"condition": "Condition/1"}]), E, "diagnosis[0].condition is text, not an object"),
    (culture(valueCodeableConcept="MRSA"), O, "valueCodeableConcept is text, not an object"),
    (culture(valueString=7), O, "valueString is a number, not text"),
    (culture(organism(fhir.MRSA), component="x"), O, "component is text, not an array"),
    (culture(organism(fhir.MRSA), hasMember=["Observation/8"]), O, "hasMember[0] is text, not an object"),
    (culture(organism(fhir.MRSA), specimen="bone"), O, "specimen is text, not a reference"),
    (culture(organism(fhir.MRSA), bodySite=[]), O, "bodySite is an array, not an object"),
    (culture(organism(fhir.MRSA), effectiveDateTime={}), O, "effectiveDateTime is an object, not a date"),
    (culture(organism(fhir.MRSA), interpretation=7), O, "interpretation is a number, not a coded concept"),
    (culture(organism(fhir.MRSA), status=7), O, "status is a number, not text"),
    (culture(code=7), O, "code is a number, not an object"),
    (encounter(status={}), E, "status is an object, not text"),
    (procedure(status=[]), P, "status is an array, not text"),
    (procedure(code=7), P, "code is a number, not an object"),
    (procedure(reasonReference={}), P, "reasonReference is an object, not an array"),
    (procedure(performedPeriod="2026", performedDateTime=None), P, "performedPeriod is text, not an object"),
]


@pytest.mark.parametrize(("resource", "reference", "reason"), CASES, ids=[f"{case[1]} {case[2]}" for case in CASES])
def test_the_fault_is_named_by_resource_and_path(resource: dict[str, Any], reference: str, reason: str) -> None:
    assert (reference, reason) in faults(read(resource))


@pytest.mark.parametrize(("resource", "reference", "reason"), CASES, ids=[f"{case[1]} {case[2]}" for case in CASES])
def test_the_fault_changes_nothing_about_another_resource(
    resource: dict[str, Any], reference: str, reason: str
) -> None:
    others = [condition("L97.512", "2"), culture(organism(fhir.E_COLI), id="8"), procedure(id="5")]
    chart, alone = read(resource, *others), read(*others)
    for kind in ("diagnoses", "cultures", "procedures"):
        kept = [one for one in getattr(chart.encounter, kind) if one.reference.partition("#")[0] != reference]
        assert kept == list(getattr(alone.encounter, kind)), reason
    assert [one for one in chart.unread if one.reference not in (reference, "prefetch.0")] == list(alone.unread)


@pytest.mark.parametrize(
    ("resource", "codes"),
    [
        (
            condition(
                bodySite="x", note=7, recordedDate=[], clinicalStatus=7, verificationStatus=7, category=7, extension=7
            ),
            ["M86.50"],
        ),
        (condition(code={"coding": [7, {"system": fhir.ICD_10_CM, "code": "M86.50"}, {"system": 1}]}), ["M86.50"]),
    ],
)
def test_what_is_right_is_read_beside_what_is_wrong(resource: dict[str, Any], codes: list[str]) -> None:
    assert [one.code for one in read(resource).encounter.diagnoses] == codes


def test_a_fault_in_an_order_is_named() -> None:
    chart = read(draft_orders={"entry": [{"resource": order(reasonCode="M86.9", reasonReference=7)}, 7]})
    assert faults(chart) == [
        ("context.draftOrders entry 2", "the entry is a number, not an object"),
        ("ServiceRequest/o", "reasonReference is a number, not an array"),
        ("ServiceRequest/o", "reasonCode is text, not an array"),
    ]


def test_what_is_noted_never_repeats_a_value() -> None:
    secret = "Jane Doe 1970-01-01"  # noqa: S105 - what must not be repeated
    faulty = [
        condition(code=secret, recordedDate=secret, bodySite=[secret]),
        encounter(period=secret, diagnosis=[{"condition": secret, "rank": secret}]),
        culture(secret, effectiveDateTime=secret, code=secret),
        procedure(code=secret, status=secret),
        secret,
    ]
    assert not any("Jane" in one.reason or "Jane" in one.reference for one in read(*faulty).unread)


def test_many_wrong_members_are_counted() -> None:
    chart = read(condition(bodySite=[7] * 100_000))
    assert len(chart.unread) == 6
    assert chart.unread[-1].reason == "bodySite has 99995 further members of a wrong type"
