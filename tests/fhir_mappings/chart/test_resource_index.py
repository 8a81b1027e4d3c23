"""Prefetch values in every shape that clients send, and references in every form."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import bundle, condition, encounter, read, reasons, ref

BASE = "https://ehr.example.org/fhir"


def outcome(severity: str, code: str) -> dict[str, Any]:
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "diagnostics": "Jane Doe"}],
    }


def codes(*values: Any, **source: Any) -> list[str]:
    return [one.code for one in read(*values, **source).encounter.diagnoses]


@pytest.mark.parametrize(
    "value",
    [
        condition(),
        bundle(condition()),
        {"resourceType": "Bundle", "entry": [{"fullUrl": f"{BASE}/Condition/1", "resource": condition()}]},
        {"entry": [{"resource": condition()}]},
        {"resourceType": "Bundle", "entry": [condition()]},
        bundle(bundle(condition())),
        [condition()],
        [{"resource": condition()}],
        bundle(condition(), outcome("information", "not-found"), link=[{"relation": "next", "url": "x"}]),
        {"resourceType": "Bundle", "entry": [{"resource": condition(), "search": {"mode": "include"}}, None, 7, {}]},
        bundle(condition(), condition()),
        bundle({"resourceType": "Patient", "id": "p"}, {"resourceType": "Sasquatch"}, condition()),
    ],
)
def test_a_condition_is_found_in_any_wrapping(value: Any) -> None:
    assert codes(value) == ["M86.50"]


@pytest.mark.parametrize("value", [None, bundle(), {"resourceType": "Bundle", "total": 0}])
def test_nothing_is_no_fault(value: Any) -> None:
    chart = read(value)
    assert (chart.encounter.diagnoses, chart.unread) == ((), ())


def test_an_empty_search_as_epic_sends_it() -> None:
    chart = read(
        {
            "resourceType": "Bundle",
            "total": 0,
            "entry": [{"resource": outcome("warning", "processing"), "search": {"mode": "outcome"}}],
        }
    )
    assert [(one.reference, one.reason, one.faulty) for one in chart.unread] == [
        ("prefetch.0 entry 1", "an OperationOutcome in the place of data (warning, processing)", False)
    ]


def test_an_error_in_the_place_of_data_is_a_fault_and_its_words_are_not_repeated() -> None:
    chart = read(outcome("error", "security"))
    assert fhir.faults(chart) == [("prefetch.0", "an OperationOutcome in the place of data (error, security)")]


@pytest.mark.parametrize(
    "value", ["text", 7, True, 1.5, [1], bundle(7), {"resourceType": 7}, {"resourceType": ""}, {"a": 1}]
)
def test_what_is_no_resource_is_a_fault(value: Any) -> None:
    assert len(fhir.faults(read(value))) == 1


def test_of_two_copies_the_newer_counts() -> None:
    older = condition("M86.9") | {"meta": {"lastUpdated": "2026-06-01T00:00:00Z"}}
    newer = condition("M86.551") | {"meta": {"lastUpdated": "2026-06-02T00:00:00Z"}}
    for pair in ((older, newer), (newer, older)):
        chart = read(*pair)
        assert [one.code for one in chart.encounter.diagnoses] == ["M86.551"]
        assert len(reasons(chart, "Condition/1")) == 1


def test_a_draft_order_stands_before_the_copy_on_the_server() -> None:
    draft = fhir.order(code=fhir.concept(fhir.CPT, "20700"))
    stored = fhir.order(code=fhir.concept(fhir.CPT, "11981")) | {"meta": {"lastUpdated": "2030-01-01T00:00:00Z"}}
    chart = read(stored, draft_orders=bundle(draft))
    assert [one.code for one in chart.encounter.procedures] == ["20700"]


@pytest.mark.parametrize(
    "target",
    [
        "Condition/1",
        "/Condition/1",
        " Condition/1",
        "Condition/1/_history/3",
        f"{BASE}/Condition/1",
        f"{BASE}/Condition/1/_history/3",
        "http://ehr.example.org/fhir/Condition/1",
    ],
)
@pytest.mark.parametrize("base_url", [None, BASE, BASE + "/"])
def test_a_reference_is_followed_in_any_form(target: str, base_url: str | None) -> None:
    named = encounter(diagnosis=[{"condition": ref(target), "rank": 3}])
    chart = read(named, condition(encounter=None), base_url=base_url)
    assert [(one.reference, one.rank) for one in chart.encounter.diagnoses] == [("Condition/1", 3)]


def test_a_reference_to_another_server_is_another_resource() -> None:
    named = encounter(diagnosis=[{"condition": ref("https://other.example.org/fhir/Condition/1")}])
    assert codes(named, condition(encounter=None), base_url=BASE) == []


def test_a_full_url_of_another_host_is_followed_when_an_entry_bears_it() -> None:
    url = "https://proxy.example.org/r4/Condition/1"
    named = encounter(diagnosis=[{"condition": ref(url)}])
    entry = {"resourceType": "Bundle", "entry": [{"fullUrl": url, "resource": condition(encounter=None)}]}
    assert codes(named, entry, base_url=BASE) == ["M86.50"]


def test_a_urn_is_followed_by_full_url() -> None:
    urn = "urn:uuid:2b1a7f3e-3a4c-4a6e-8f0a-0d6c1b2f3a4b"
    no_id = {key: value for key, value in condition(encounter=None).items() if key != "id"}
    drafts = {
        "entry": [
            {"fullUrl": urn, "resource": no_id},
            {"fullUrl": "urn:uuid:1", "resource": fhir.order(reasonReference=[ref(urn)])},
        ]
    }
    chart = read(draft_orders=drafts)
    assert [(one.reference, one.ordered) for one in chart.encounter.diagnoses] == [(urn, True)]
    assert "ServiceRequest/o" in chart.drafts


def test_a_contained_condition_is_followed_from_its_order() -> None:
    draft = fhir.order(reasonReference=[ref("#c")], contained=[condition(id="c", encounter=None)])
    chart = read(draft_orders=bundle(draft))
    assert [(one.reference, one.code, one.ordered) for one in chart.encounter.diagnoses] == [
        ("ServiceRequest/o#c", "M86.50", True)
    ]


def test_an_encounter_id_with_its_type_is_the_same() -> None:
    assert codes(condition(), encounter_id="Encounter/e") == ["M86.50"]


def test_keys_say_nothing_about_what_they_hold() -> None:
    chart = read(resources=(("prefetch.cultures", condition()), ("prefetch.patient", bundle(encounter()))))
    assert ([one.code for one in chart.encounter.diagnoses], chart.encounter.setting.value) == (["M86.50"], "inpatient")


def test_every_resource_is_behind_a_fact_or_left_out_with_a_reason() -> None:
    many = [
        encounter(),
        condition(),
        condition(id="2", encounter=ref("Encounter/x")),
        {"resourceType": "Patient", "id": "p"},
        {"resourceType": "Observation", "id": "g", "status": "final", "code": fhir.concept(fhir.LOINC, "2345-7")},
        fhir.culture("No growth", id="n"),
        fhir.culture(fhir.organism(fhir.MRSA), id="m"),
        fhir.procedure(),
        fhir.procedure(id="5", code="99999", system="http://example.org/own"),
        {"resourceType": "Specimen", "id": "s"},
        {"resourceType": "DiagnosticReport", "id": "d", "status": "final", "code": {"text": "CBC"}},
        {"resourceType": "Condition", "id": "3"},
        {"resourceType": "MedicationRequest", "id": "mr"},
    ]
    orders = [
        fhir.order(),
        fhir.order("x") | {"resourceType": "MedicationOrder"},
        fhir.order("y") | {"resourceType": "NutritionOrder"},
    ]
    chart = read(*many, draft_orders=bundle(*orders))
    references = {f"{one['resourceType']}/{one['id']}" for one in (*many, *orders)}
    assert references - set(chart.resources) - {one.reference for one in chart.unread} == set()
