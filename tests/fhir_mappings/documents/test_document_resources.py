"""Which reports and notes are read: status, patient, encounter and date, before a word is read."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from icd10cm.encounter import DocumentKind
from tests.fhir_mappings import fhir

TEXT = "IMPRESSION: Fracture of the left tibia."
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e",
    "status": "finished",
    "class": {"code": "IMP"},
    "subject": {"reference": "Patient/p"},
    "period": {"start": "2026-06-10", "end": "2026-06-20"},
}


def form(text: str = TEXT, content_type: str = "text/plain") -> dict[str, Any]:
    return {"contentType": content_type, "data": b64encode(text.encode()).decode()}


def report(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "id": "1",
        "status": "final",
        "category": [{"coding": [{"system": "http://loinc.org", "code": "LP29684-5"}]}],
        "code": {"text": "XR TIBIA LEFT"},
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "effectiveDateTime": "2026-06-15T10:00:00Z",
        "presentedForm": [form()],
    } | more


def note(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "1",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11504-8"}], "text": "Operative note"},
        "subject": {"reference": "Patient/p"},
        "date": "2026-06-15T10:00:00Z",
        "content": [{"attachment": form("POSTOPERATIVE DIAGNOSIS: Fracture.")}],
        "context": {"encounter": [{"reference": "Encounter/e"}]},
    } | more


def read(*resources: Any, **source: Any) -> Any:
    return fhir.read(ENCOUNTER, *resources, **source)


def without(resource: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key not in keys}


def test_a_report_becomes_a_document() -> None:
    (document,) = read(report()).encounter.documents
    assert (document.references, document.kind, document.title) == (
        ("DiagnosticReport/1",),
        DocumentKind.IMAGING,
        "XR TIBIA LEFT",
    )
    assert (document.text, document.date.isoformat(), document.status) == (TEXT, "2026-06-15", "")


def test_a_note_becomes_a_document() -> None:
    (document,) = read(note(docStatus="amended")).encounter.documents
    assert (document.references, document.kind, document.status) == (
        ("DocumentReference/1",),
        DocumentKind.OPERATIVE,
        "amended",
    )


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (report(status="preliminary"), "its status is preliminary"),
        (without(report(), "status"), "its status is missing"),
        (report(subject={"reference": "Patient/q"}), "of another patient"),
        (report(encounter={"reference": "Encounter/x"}), "of another encounter"),
        (without(report(), "encounter", "effectiveDateTime"), "names neither an encounter nor a date"),
        (
            without(report(issued="2026-06-15T10:00:00Z"), "encounter", "effectiveDateTime"),
            "names neither an encounter nor a date",
        ),
        (
            without(report(effectiveDateTime="2026-05-10"), "encounter"),
            "more than 30 days before the encounter",
        ),
        (without(report(), "presentedForm"), "holds no text that can be read"),
        (report(presentedForm=[form("%PDF", "application/pdf")]), "holds no text that can be read"),
        (note(status="superseded"), "its status is superseded"),
        (note(docStatus="preliminary"), "its docStatus is preliminary"),
        (note(context={"encounter": [{"reference": "Encounter/x"}]}), "of another encounter"),
        (note(type={"coding": [{"code": "11506-3"}]}), "a type of document that is not read"),
    ],
)
def test_what_does_not_count_says_why(resource: dict[str, Any], reason: str) -> None:
    chart = read(resource)
    assert chart.encounter.documents == ()
    assert reason in fhir.reasons(chart, f"{resource['resourceType']}/1")


@pytest.mark.parametrize(
    ("day", "counts"), [("2026-05-11", True), ("2026-05-10", False), ("2026-07-20", True), ("2026-07-21", False)]
)
def test_the_window_of_a_report_without_an_encounter(day: str, counts: bool) -> None:  # noqa: FBT001
    chart = read(without(report(effectiveDateTime=day), "encounter"))
    assert bool(chart.encounter.documents) is counts


def test_a_replaced_note_is_left_out() -> None:
    newer = note(id="2", relatesTo=[{"code": "replaces", "target": {"reference": "DocumentReference/1"}}])
    documents = read(note(), newer).encounter.documents
    assert [document.references for document in documents] == [("DocumentReference/2",)]


def test_the_same_text_twice_is_one_document_with_both_references() -> None:
    both = note(type={"coding": [{"code": "18748-4"}]}, content=[{"attachment": form(f"  {TEXT.upper()} ")}])
    (document,) = read(report(), both).encounter.documents
    assert sorted(document.references) == ["DiagnosticReport/1", "DocumentReference/1"]


def test_the_conclusion_counts_as_an_impression() -> None:
    (document,) = read(without(report(conclusion="Fracture."), "presentedForm")).encounter.documents
    assert document.text == "IMPRESSION: Fracture."


def test_impressions_of_observations() -> None:
    impression = {
        "resourceType": "Observation",
        "id": "1",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "19005-8"}]},
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "valueString": "Fracture.",
    }
    (alone,) = read(impression).encounter.documents
    assert (alone.references, alone.text) == (("Observation/1",), "IMPRESSION: Fracture.")
    whole = without(report(result=[{"reference": "Observation/1"}]), "presentedForm")
    (held,) = read(impression, whole).encounter.documents
    assert (held.references, held.text) == (("DiagnosticReport/1",), "IMPRESSION: Fracture.")


def test_an_attachment_in_a_binary_that_came_with_the_call() -> None:
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": form()["data"]}
    by_url = report(presentedForm=[{"contentType": "text/plain", "url": "Binary/b"}])
    assert [document.text for document in read(by_url, binary).encounter.documents] == [TEXT]
    assert read(by_url).encounter.documents == ()


@pytest.mark.parametrize("data", ["not base64!", "QQ", 5])
def test_bad_data_is_a_fault(data: Any) -> None:
    chart = read(report(presentedForm=[{"contentType": "text/plain", "data": data}]))
    assert chart.encounter.documents == ()
    assert "DiagnosticReport/1" in [reference for reference, _ in fhir.faults(chart)]


def test_nothing_is_read_where_documents_are_switched_off() -> None:
    chart = read(report(), note(), reads_documents=False)
    assert chart.encounter.documents == ()


def test_no_text_of_a_document_is_among_the_reasons() -> None:
    chart = read(report(status="preliminary"), note(presentedForm=[form("MARKED", "application/pdf")], status="x"))
    assert "MARKED" not in str(chart.unread)
    assert "tibia" not in str(chart.unread)
