"""What one line of an export holds."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from cds_service.audit.export.sift_line import Sifted, sift, sift_all
from fhir_mappings.elements.references import References

NOT_JSON = Sifted(fault="the line is not JSON")
NO_TYPE = Sifted(fault="resourceType is missing or no text")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"resourceType":"Condition","subject":{"reference":"Patient/1"}}', Sifted("Condition", "Patient/1")),
        (
            b'{"resourceType":"Condition","subject":{"reference":"https://x.org/fhir/Patient/1/_history/2"}}',
            Sifted("Condition", "Patient/1"),
        ),
        (b'{"resourceType":"BodyStructure","patient":{"reference":"Patient/1"}}', Sifted("BodyStructure", "Patient/1")),
        (b'{"resourceType":"Patient","id":"1"}', Sifted("Patient")),
        (b'{"resourceType":"Condition"}', Sifted("Condition", fault="the resource names no patient")),
        (
            b'{"resourceType":"Condition","subject":"Patient/1"}',
            Sifted("Condition", fault="the resource names no patient"),
        ),
        (
            b'{"resourceType":"Condition","subject":{"reference":"Group/1"}}',
            Sifted("Condition", fault="the resource names no patient"),
        ),
        (b'{"resourceType":"Condition","sub', NOT_JSON),
        (b"\xff\xfe", NOT_JSON),
        (b"[" * 5000, NOT_JSON),
        (b"[]", Sifted(fault="the line is JSON, but not a resource")),
        (b"null", Sifted(fault="the line is JSON, but not a resource")),
        (b"{}", NO_TYPE),
        (b'{"resourceType":7}', NO_TYPE),
    ],
)
def test_a_line_is_sifted(line: bytes, expected: Sifted) -> None:
    assert sift(line, References(None)) == (replace(expected, body=line) if expected.patient else expected)


def test_a_long_resource_is_relieved_of_what_nobody_reads() -> None:
    report = {"resourceType": "DiagnosticReport", "id": "1", "subject": {"reference": "Patient/1"}}
    scanned = {**report, "presentedForm": [{"data": "A" * 100_000}], "text": {"div": "<div/>"}}
    assert orjson.loads(sift(orjson.dumps(scanned), References(None)).body) == report


@pytest.mark.parametrize(
    ("kind", "data", "stays"),
    [
        ("text/plain", "A" * 100_000, True),
        ("text/html; charset=utf-8", "A" * 100_000, True),
        ("application/pdf", "A" * 100_000, False),
        ("text/plain", "A" * 400_000, False),
    ],
)
def test_a_long_document_stays_where_it_is_text(kind: str, data: str, *, stays: bool) -> None:
    attachment = {"contentType": kind, "data": data}
    own = {"id": "1", "subject": {"reference": "Patient/1"}}
    report = {"resourceType": "DiagnosticReport", **own, "presentedForm": [attachment]}
    note = {"resourceType": "DocumentReference", **own, "content": [{"attachment": attachment}]}
    for resource, name in ((report, "presentedForm"), (note, "content")):
        body = orjson.loads(sift(orjson.dumps(resource), References(None)).body)
        assert body == (resource if stays else {key: value for key, value in resource.items() if key != name})


def test_of_a_long_note_as_text_and_as_a_scan_the_text_stays() -> None:
    text, scan = ({"contentType": kind, "data": "QQ=="} for kind in ("text/plain", "application/pdf"))
    scan["data"] *= 10_000
    note = {"resourceType": "DocumentReference", "id": "1", "subject": {"reference": "Patient/1"}}
    line = orjson.dumps({**note, "content": [{"attachment": scan}, {"attachment": text}]})
    assert orjson.loads(sift(line, References(None)).body) == {**note, "content": [{"attachment": text}]}


def test_a_long_resource_that_is_nested_too_deep_to_write_stays_as_it_is() -> None:
    line = b'{"resourceType":"Condition","subject":{"reference":"Patient/1"},"x":' + b"[" * 900 + b"1" + b"]" * 900
    line += b',"note":"' + b"a" * 20_000 + b'"}'
    assert sift(line, References(None)).body == line


def test_a_patient_of_another_server_is_not_ours() -> None:
    line = b'{"resourceType":"Condition","subject":{"reference":"https://other.org/fhir/Patient/1"}}'
    assert sift(line, References("https://ours.org/fhir")).fault == "the resource names no patient"


def test_a_bundle_on_a_line_is_sifted_entry_by_entry() -> None:
    patient = "urn:uuid:11111111-1111-1111-1111-111111111111"
    visit = "urn:uuid:22222222-2222-2222-2222-222222222222"
    entries = [
        {"fullUrl": patient, "resource": {"resourceType": "Patient"}},
        {"fullUrl": visit, "resource": {"resourceType": "Encounter", "subject": {"reference": patient}}},
        {
            "resource": {
                "resourceType": "Condition",
                "id": "c",
                "subject": {"reference": patient},
                "encounter": {"reference": visit},
            }
        },
        {"resource": {"resourceType": "Condition", "id": "d"}},
    ]
    line = orjson.dumps({"resourceType": "Bundle", "entry": entries})
    found = sift_all(line, References(None))
    assert [one.kind for one in found] == ["Patient", "Encounter", "Condition", "Condition"]
    assert [one.patient for one in found] == ["", *["Patient/11111111-1111-1111-1111-111111111111"] * 2, ""]
    assert orjson.loads(found[2].body)["encounter"] == {"reference": "Encounter/22222222-2222-2222-2222-222222222222"}
    assert found[3].fault == "the resource names no patient"


def test_a_uuid_outside_of_a_bundle_names_the_resource_with_that_id() -> None:
    line = b'{"resourceType":"Condition","subject":{"reference":"urn:uuid:1234"}}'
    assert sift(line, References(None)).patient == "Patient/1234"
    assert [one.patient for one in sift_all(line, References(None))] == ["Patient/1234"]


def test_a_bundle_that_is_nested_too_deeply_is_a_fault() -> None:
    line = b'{"resourceType":"Bundle","entry":[{"resource":' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}]}"
    assert [one.fault for one in sift_all(line, References(None))] == ["the line is a Bundle that is nested too deeply"]


@pytest.mark.parametrize(("total", "kinds"), [(2, ["Condition"] * 2), (9, ["Condition", "Condition", "Bundle"])])
def test_a_bundle_that_lacks_conditions_tells_the_review_of_each_patient(total: int, kinds: list[str]) -> None:
    entries = [
        {"resource": {"resourceType": "Condition", "id": own, "subject": {"reference": "Patient/p"}}} for own in "cd"
    ]
    line = orjson.dumps({"resourceType": "Bundle", "total": total, "entry": entries})
    found = sift_all(line, References(None))
    assert [each.kind for each in found] == kinds
    assert {each.patient for each in found} == {"Patient/p"}
