"""Whatever is sent to the running service, it is answered, and never with a 500.

A short run is part of the tests; `make soak` runs many more.
"""

from __future__ import annotations

import http.client
import os
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cds_service.hooks.test_arbitrary_calls import JSON
from tests.examples import example
from tests.service_process import RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
SERVICES = (
    "order-sign",
    "order-select",
    "patient-view",
    "encounter-start",
    "encounter-discharge",
    "problem-list-item-create",
    "nothing",
)
PATHS = st.one_of(
    st.sampled_from([f"/cds-services/coding-review-{name}" for name in SERVICES]),
    st.sampled_from([f"/cds-services/coding-review-{name}/feedback" for name in SERVICES]),
    st.sampled_from(
        ["/", "/cds-services", "/cds-services/", "/healthz", "/readyz", "/metrics", "/codes/M86.50", "/codes"]
    ),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60).map(lambda text: f"/{text}"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40).map(lambda text: f"/cds-services/{text}"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).map(lambda text: f"/codes/{text}"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).map(lambda text: f"/codes?q={text}"),
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["Authorization", "Accept", "Origin", "Cookie", "Content-Encoding", "If-Match", "Range", "X-Forwarded-For"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60).map(str.strip),
    max_size=4,
)
TYPES = st.sampled_from(
    ["application/json", "application/fhir+json", "text/plain", "application/json; charset=utf-16", "", "x"]
)
BODIES = st.one_of(
    JSON.map(orjson.dumps),
    st.binary(max_size=300),
    st.fixed_dictionaries(
        {"hook": st.sampled_from(SERVICES), "hookInstance": JSON, "context": JSON},
        optional={"prefetch": JSON, "fhirServer": JSON, "fhirAuthorization": JSON, "extension": JSON},
    ).map(orjson.dumps),
    st.dictionaries(
        st.sampled_from(["conditions", "procedures", "cultures", "encounter", "other"]), JSON, max_size=4
    ).map(lambda prefetch: orjson.dumps(CALL | {"prefetch": CALL["prefetch"] | prefetch})),
    st.lists(JSON, max_size=3).map(lambda entries: orjson.dumps({"feedback": entries})),
)


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service(WORKERS="1", LOG_FORMAT="json", CORS_ORIGINS="https://ehr.example.org") as running:
        yield running


def check(service: RunningService, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    assert answer.status < 500, f"{method} {path}"


def run(service: RunningService, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(
        method=st.sampled_from(["POST", "POST", "POST", "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]),
        path=PATHS,
        body=BODIES,
        content_type=TYPES,
        headers=HEADERS,
    )
    def send(method: str, path: str, body: bytes, content_type: str, headers: dict[str, str]) -> None:
        check(service, method, path, body, headers | {"Content-Type": content_type})

    send()
    failures = [line for line in service.log.read_text().splitlines() if '"event":"failure"' in line]
    assert failures == []
    assert service.process.poll() is None


def test_nothing_sent_leads_to_a_fault(service: RunningService) -> None:
    run(service, 250)


@pytest.mark.soak
def test_nothing_sent_for_long_leads_to_a_fault(service: RunningService) -> None:
    run(service, int(os.environ.get("SOAK_EXAMPLES", "20000")))
