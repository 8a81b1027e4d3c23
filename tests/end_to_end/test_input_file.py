"""What `coding-cards review` takes: hook calls, Bundles as Synthea writes them, bare resources."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from cds_service.cli.review.input_file import read_example
from cds_service.errors import MalformedRequestError

PATIENT, VISIT = "urn:uuid:11111111-1111-1111-1111-111111111111", "urn:uuid:22222222-2222-2222-2222-222222222222"


def read(document: Any) -> Any:
    return read_example(orjson.dumps(document))


def condition(subject: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c", "subject": {"reference": subject}, **more}


def test_a_transaction_with_uuids() -> None:
    entries = [
        {"fullUrl": PATIENT, "resource": {"resourceType": "Patient"}},
        {"fullUrl": VISIT, "resource": {"resourceType": "Encounter", "subject": {"reference": PATIENT}}},
        {"resource": condition(PATIENT, encounter={"reference": VISIT})},
    ]
    request = read({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    assert request.context.patient_id == PATIENT.removeprefix("urn:uuid:")
    assert request.context.encounter_id == VISIT.removeprefix("urn:uuid:")
    (entry,) = request.prefetch["conditions"]["entry"]
    assert entry["resource"]["encounter"] == {"reference": f"Encounter/{request.context.encounter_id}"}


@pytest.mark.parametrize(
    "subject", ["Patient/p", "https://ehr.example.org/fhir/Patient/p", "urn:uuid:p", "Patient/p/_history/1"]
)
def test_a_bare_resource(subject: str) -> None:
    request = read(condition(subject))
    assert (request.hook, request.context.patient_id, request.context.encounter_id) == ("order-sign", "p", None)
    assert [entry["resource"]["id"] for entry in request.prefetch["conditions"]["entry"]] == ["c"]


@pytest.mark.parametrize(
    "document",
    [
        condition("Group/g"),
        {"resourceType": "Bundle", "entry": []},
        {
            "resourceType": "Bundle",
            "entry": [{"resource": condition("Patient/1")}, {"resource": condition("Patient/2")}],
        },
    ],
)
def test_a_chart_is_of_one_patient(document: Any) -> None:
    with pytest.raises(MalformedRequestError, match=r"must hold the chart of one patient; this one names [02]"):
        read(document)


def test_a_hook_call_stays_one() -> None:
    with pytest.raises(MalformedRequestError, match="hookInstance is missing"):
        read({"hook": "order-sign", "context": {"patientId": "p", "draftOrders": {"resourceType": "Bundle"}}})


def test_a_bundle_nested_too_deeply_is_refused() -> None:
    deep = b'{"resourceType":"Bundle","entry":[{"resource":' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}]}"
    with pytest.raises(MalformedRequestError, match="nested too deeply"):
        read_example(deep)


@pytest.mark.parametrize(
    ("more", "is_told"),
    [({}, False), ({"total": 1}, False), ({"total": 9}, True), ({"link": [{"relation": "next", "url": "x"}]}, True)],
)
def test_a_bundle_that_says_that_conditions_are_missing_is_told_so(more: dict[str, Any], *, is_told: bool) -> None:
    request = read({"resourceType": "Bundle", "entry": [{"resource": condition("Patient/p")}], **more})
    assert ("incomplete" in request.prefetch) == is_told
