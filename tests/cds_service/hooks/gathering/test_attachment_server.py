"""Attachments by URL from a FHIR server process: as bytes, as a Binary, and from servers that misbehave."""

from __future__ import annotations

import time
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.fhir_client.allowed_servers import parse_server
from cds_service.fhir_client.client import FhirAccess, FhirClient, FhirLimits, Query
from cds_service.hooks.gathering.attachments import NEED
from fhir_mappings.documents.attachments import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

BUDGET_S = 2.0
SLACK_S = 3.0
TEXT = "IMPRESSION: Chronic osteomyelitis of the right tibia."


@pytest.fixture
def client() -> Iterator[FhirClient]:
    client = FhirClient(
        FhirLimits(request_timeout_s=1.0, budget_s=BUDGET_S, max_pages=5, max_bytes=1_000_000, threads=8)
    )
    yield client
    client.close()


def fetched(client: FhirClient, origin: str, behavior: str) -> tuple[tuple[Any, ...], str]:
    server = parse_server(f"{origin}/{behavior}")
    assert server is not None
    (result,) = client.fetch(FhirAccess(server, "s3cret"), [Query(NEED, "Binary/1", "Binary", "text/plain", LARGEST)])
    return result.pages, result.failure


@pytest.mark.parametrize("behavior", ["good", "binary-json", "redirected", "gzipped"])
def test_bytes_and_binaries_arrive(client: FhirClient, fhir_origin: str, behavior: str) -> None:
    (binary,), failure = fetched(client, fhir_origin, behavior)
    assert failure == ""
    assert binary["resourceType"] == "Binary"
    assert binary["data"] == b64encode(TEXT.encode()).decode()


@pytest.mark.parametrize(
    ("behavior", "failure"),
    [
        ("slow", "timeout"),
        ("silent", "timeout"),
        ("trickle", "timeout|content type"),
        ("forbidden", "status 403"),
        ("failing", "status 500"),
        ("redirected-away", "leads to another server"),
        ("redirected-beside", "leads to another server"),
        ("redirected-forever", "too many redirects"),
        ("html", "content type"),
        ("wrong-resource", "wrong resource"),
        ("huge", "too large"),
        ("gzip-bomb", "too large|timeout"),
        ("broken", "broken answer"),
        ("hang-up", "connection"),
    ],
)
def test_what_does_not_arrive_says_why_in_time(
    client: FhirClient, fhir_origin: str, behavior: str, failure: str
) -> None:
    start = time.monotonic()
    pages, why = fetched(client, fhir_origin, behavior)
    assert pages == ()
    assert why in failure.split("|")
    assert time.monotonic() - start < BUDGET_S + SLACK_S
