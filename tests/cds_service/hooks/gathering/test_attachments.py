"""Attachments of reports and notes: which are fetched, from where, and within which bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from responses import RequestsMock

from cds_service.fhir_client.allowed_servers import parse_server
from cds_service.fhir_client.client import FhirAccess, FhirClient, FhirLimits, Query
from cds_service.hooks.gathering.attachments import NEED, attachment_queries
from fhir_mappings.documents.attachments import LARGEST
from fhir_mappings.documents.document_resources import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://ehr.example.org/r4"
TEXT = b"IMPRESSION: Fracture."


def report(url: object, content_type: str = "text/plain", date: str = "2026-06-15", **form: Any) -> dict[str, Any]:
    attachment = {"contentType": content_type, "url": url, **form}
    return {"resourceType": "DiagnosticReport", "effectiveDateTime": date, "presentedForm": [attachment]}


def note(url: str) -> dict[str, Any]:
    attachment = {"contentType": "text/html", "url": url}
    return {"resourceType": "DocumentReference", "date": "2026-06-15", "content": [{"attachment": attachment}]}


def targets(*resources: Any) -> list[str]:
    return [query.target for query in attachment_queries(resources)]


def test_attachments_of_reports_and_notes() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": note("Binary/2")}]}
    assert sorted(targets(report("Binary/1"), bundle)) == ["Binary/1", "Binary/2"]
    (query,) = attachment_queries([report("Binary/1", "text/html")])
    assert (query.need, query.expects, query.accept, query.max_bytes) == (NEED, "Binary", "text/html", LARGEST)


@pytest.mark.parametrize(
    ("resources", "why"),
    [
        ([report("Binary/1", data="SU1Q")], "it is inline"),
        ([report("Binary/1", "application/pdf")], "a type that is not read"),
        ([report("Binary/1"), {"resourceType": "Binary", "id": "1"}], "it came with the call"),
        ([{"resourceType": "Observation", "presentedForm": [{"url": "Binary/1"}]}], "not a document"),
        ([{"resourceType": "DiagnosticReport", "presentedForm": {"url": "Binary/1"}}], "a wrong type"),
        ([{"resourceType": "DocumentReference", "content": [None, {"attachment": 1}]}], "wrong types within"),
        ([report(1)], "a URL that is not text"),
    ],
)
def test_what_is_not_fetched(resources: list[Any], why: str) -> None:
    assert targets(*resources) == [], why


def test_the_newest_ones_are_fetched() -> None:
    documents = [report(f"Binary/{day}", date=f"2026-06-{day:02}") for day in range(1, MOST + 2)]
    assert targets(*documents) == [f"Binary/{day}" for day in range(MOST + 1, 1, -1)]


@pytest.fixture
def server() -> Iterator[RequestsMock]:
    with RequestsMock() as mocked:
        yield mocked


def fetched(target: str, **query: Any) -> tuple[tuple[Any, ...], str]:
    found = parse_server(BASE)
    assert found is not None
    asked = Query(NEED, target, "Binary", query.get("accept", "text/plain"), query.get("max_bytes"))
    (result,) = FhirClient(FhirLimits(max_bytes=500)).fetch(FhirAccess(found, "t0ken"), [asked])
    return result.pages, result.failure


def test_bytes_become_a_binary(server: RequestsMock) -> None:
    server.get(f"{BASE}/Binary/1", body=TEXT, content_type="text/plain; charset=utf-8")
    (binary,), failure = fetched("Binary/1")
    assert failure == ""
    assert binary["id"] == "1"
    assert binary["contentType"] == "text/plain; charset=utf-8"
    assert server.calls[0].request.headers["Accept"] == "text/plain, application/fhir+json"


def test_a_binary_as_json(server: RequestsMock) -> None:
    document = {"resourceType": "Binary", "id": "1", "contentType": "text/plain", "data": "SU1Q"}
    server.get(f"{BASE}/Binary/1", json=document, content_type="application/fhir+json")
    assert fetched(f"{BASE}/Binary/1") == ((document,), "")


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"status": 403}, "status 403"),
        ({"body": TEXT, "content_type": "text/html"}, "content type"),
        ({"body": b"x" * 101, "content_type": "text/plain"}, "too large"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example.org/x"}}, "leads to another server"),
        ({"json": {"resourceType": "Patient"}, "content_type": "application/fhir+json"}, "wrong resource"),
    ],
)
def test_what_does_not_arrive_says_why(server: RequestsMock, answer: dict[str, Any], failure: str) -> None:
    server.get(f"{BASE}/Binary/1", **answer)
    assert fetched("Binary/1", max_bytes=100) == ((), failure)


@pytest.mark.parametrize("target", ["https://elsewhere.example.org/Binary/1", "//elsewhere.example.org/Binary/1"])
def test_no_other_server_is_asked(server: RequestsMock, target: str) -> None:
    assert fetched(target) == ((), "leads to another server")
    assert len(server.calls) == 0
