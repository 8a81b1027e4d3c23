"""The FHIR client against a real server process that misbehaves."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests

from cds_service.fhir_client.allowed_servers import ServerUrl, parse_server
from cds_service.fhir_client.client import Fetched, FhirAccess, FhirClient, FhirLimits, Query

if TYPE_CHECKING:
    from collections.abc import Iterator

BUDGET_S = 1.2
# What a busy machine may need beyond the budget; the servers of these tests would take far longer.
SLACK_S = 3.0
CONDITIONS = Query("conditions", "Condition?patient=p1")
CULTURES = Query("cultures", "Observation?patient=p1&code=600-7")
ENCOUNTER = Query("encounter", "Encounter/e1", expects="Encounter")


@pytest.fixture
def client() -> Iterator[FhirClient]:
    client = FhirClient(
        FhirLimits(request_timeout_s=1.0, budget_s=BUDGET_S, max_pages=5, max_bytes=1_000_000, threads=8)
    )
    yield client
    client.close()


def server_of(origin: str, behavior: str) -> ServerUrl:
    server = parse_server(f"{origin}/{behavior}")
    assert server is not None
    return server


def fetch(client: FhirClient, origin: str, behavior: str, *queries: Query) -> tuple[Fetched, ...]:
    return client.fetch(FhirAccess(server_of(origin, behavior), "s3cret"), queries or (CONDITIONS,))


def asked(origin: str, behavior: str) -> list[dict[str, Any]]:
    log = requests.get(f"{origin}/asked", timeout=5).json()
    return [entry for entry in log if entry["path"].startswith(f"/{behavior}/")]


def test_good_server_answers_each_query_in_order(client: FhirClient, fhir_origin: str) -> None:
    encounter, conditions, cultures = fetch(client, fhir_origin, "good", ENCOUNTER, CONDITIONS, CULTURES)
    assert encounter.pages[0]["resourceType"] == "Encounter"
    assert conditions.pages[0]["entry"][0]["resource"]["resourceType"] == "Condition"
    assert [result.need for result in (encounter, conditions, cultures)] == [
        "encounter",
        "conditions",
        "cultures",
    ]
    assert not encounter.failure + conditions.failure + cultures.failure


def test_request_asks_for_fhir_json_with_the_token(client: FhirClient, fhir_origin: str) -> None:
    fetch(client, fhir_origin, "good")
    headers = asked(fhir_origin, "good")[-1]["headers"]
    assert headers["Accept"] == "application/fhir+json"
    assert headers["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize(
    ("behavior", "failure"),
    [
        ("slow", "timeout"),
        ("silent", "timeout"),
        ("trickle", "timeout"),
        ("trickle-headers", "timeout"),
        ("failing", "status 500"),
        ("forbidden", "status 403"),
        ("busy", "status 429"),
        ("busy-long", "status 503"),
        ("outcome", "error outcome"),
        ("paged-away", "leads to another server"),
        ("paged-forever", "too many pages"),
        ("redirected-away", "leads to another server"),
        ("redirected-beside", "leads to another server"),
        ("redirected-forever", "too many redirects"),
        ("html", "content type"),
        ("not-json", "not JSON"),
        ("wrong-resource", "wrong resource"),
        ("huge", "too large"),
        ("gzip-bomb", "too large|timeout"),
        ("broken", "broken answer"),
        ("hang-up", "connection"),
    ],
)
def test_misbehavior_is_named_within_the_budget(
    client: FhirClient, fhir_origin: str, behavior: str, failure: str
) -> None:
    start = time.monotonic()
    (result,) = fetch(client, fhir_origin, behavior)
    assert result.failure in failure.split("|")
    assert time.monotonic() - start < BUDGET_S + SLACK_S


@pytest.mark.parametrize("behavior", ["slow", "silent", "trickle", "trickle-headers"])
def test_cut_fetches_free_their_threads(client: FhirClient, fhir_origin: str, behavior: str) -> None:
    for _ in range(2):
        results = fetch(client, fhir_origin, behavior, *[CONDITIONS] * client.limits.threads)
        assert {result.failure for result in results} == {"timeout"}
    time.sleep(0.2)
    assert not fetch(client, fhir_origin, "good")[0].failure


def test_slow_query_does_not_hold_up_the_others(client: FhirClient, fhir_origin: str) -> None:
    conditions, cultures = fetch(client, fhir_origin, "slow-cultures", CONDITIONS, CULTURES)
    assert (conditions.failure, cultures.failure) == ("", "timeout")


def test_busy_server_is_asked_once_more(client: FhirClient, fhir_origin: str) -> None:
    (result,) = fetch(client, fhir_origin, "busy-once")
    assert (result.failure, len(result.pages)) == ("", 1)


def test_busy_server_is_not_asked_a_third_time(client: FhirClient, fhir_origin: str) -> None:
    before = len(asked(fhir_origin, "busy"))
    fetch(client, fhir_origin, "busy")
    assert len(asked(fhir_origin, "busy")) - before == 2


def test_pages_are_followed_to_the_end(client: FhirClient, fhir_origin: str) -> None:
    (result,) = fetch(client, fhir_origin, "paged")
    assert [page["entry"][0]["resource"]["id"] for page in result.pages] == ["1", "2", "3"]
    assert result.failure == ""


def test_pages_received_are_kept_with_the_failure(client: FhirClient, fhir_origin: str) -> None:
    (result,) = fetch(client, fhir_origin, "paged-away")
    assert (len(result.pages), result.failure) == (1, "leads to another server")


def test_redirect_on_the_same_server_is_followed(client: FhirClient, fhir_origin: str) -> None:
    (result,) = fetch(client, fhir_origin, "redirected")
    assert (len(result.pages), result.failure) == (1, "")


def test_empty_answer_with_a_warning_is_empty(client: FhirClient, fhir_origin: str) -> None:
    (result,) = fetch(client, fhir_origin, "empty-outcome")
    assert (len(result.pages), result.failure) == (1, "")


def test_cookies_are_not_kept(client: FhirClient, fhir_origin: str) -> None:
    fetch(client, fhir_origin, "cookie")
    fetch(client, fhir_origin, "cookie")
    assert all("Cookie" not in entry["headers"] for entry in asked(fhir_origin, "cookie"))


def test_nobody_listening_is_a_failed_connection(client: FhirClient) -> None:
    (result,) = client.fetch(FhirAccess(server_of("http://127.0.0.1:9", "fhir")), (CONDITIONS,))
    assert result.failure == "connection"


def test_name_that_leads_to_this_machine_is_refused(
    client: FhirClient, monkeypatch: pytest.MonkeyPatch, fhir_origin: str
) -> None:
    port = int(fhir_origin.rsplit(":", 1)[1])
    real = socket.getaddrinfo
    monkeypatch.setattr("socket.getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more))
    server = ServerUrl("http", "fhir.example.org", port, "/good")
    before = len(asked(fhir_origin, "good"))
    (result,) = client.fetch(FhirAccess(server, "s3cret"), (CONDITIONS,))
    assert result.failure == "forbidden address"
    assert len(asked(fhir_origin, "good")) == before


def test_token_is_not_in_any_repr() -> None:
    server = server_of("http://127.0.0.1:1", "fhir")
    assert "s3cret" not in repr(FhirAccess(server, "s3cret"))
    assert "p1" not in repr(CONDITIONS)
