"""Step 3: prefetch first, and from the FHIR server only what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from responses import RequestsMock, matchers

from cds_service.errors import ConditionsUnavailableError
from cds_service.fhir_client.allowed_servers import AllowedServers, parse_server
from cds_service.fhir_client.client import FhirClient, FhirLimits
from cds_service.hooks.gathering.gather import Prefetched, gather
from cds_service.hooks.hook_request import HookContext, HookRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://ehr.example.org/r4"
SERVER = parse_server(BASE)
EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}
CONDITIONS = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "id": "1"}}]}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
ENCOUNTER = {"resourceType": "Encounter", "id": "e1"}
DOCUMENTS = ("DiagnosticReport", "DocumentReference", "Observation")
WHOLE = {"encounter": ENCOUNTER, "conditions": CONDITIONS, "procedures": EMPTY, "cultures": EMPTY}


@pytest.fixture
def server() -> Iterator[RequestsMock]:
    """A mocked FHIR server; every answer set up must be asked for."""
    with RequestsMock() as mocked:
        yield mocked


def request(prefetch: dict[str, Any], *, server: str | None = BASE, encounter: str | None = "e1") -> HookRequest:
    context = HookContext("Practitioner/1", "p1", encounter)
    return HookRequest("order-sign", "1", context, server, "t0ken", prefetch)


def run(call: HookRequest, *, listed: bool = True) -> Prefetched:
    assert SERVER is not None
    return gather(call, FhirClient(FhirLimits()), AllowedServers((SERVER,) if listed else ()))


def answer(mocked: RequestsMock, query: str, document: object) -> None:
    mocked.get(f"{BASE}/{query}", json=document, content_type="application/fhir+json")


def no_documents(mocked: RequestsMock, *kinds: str) -> None:
    for kind in kinds or DOCUMENTS:
        mocked.get(
            f"{BASE}/{kind}", json=EMPTY, match=[matchers.query_param_matcher({"patient": "p1"}, strict_match=False)]
        )


def test_whole_prefetch_asks_for_nothing(server: RequestsMock) -> None:
    gathered = run(request(WHOLE))
    assert dict(gathered.resources) == {f"prefetch.{key}": value for key, value in WHOLE.items()}
    assert (gathered.absent, gathered.fetched) == ({}, 0)
    assert len(server.calls) == 0


def test_only_what_is_lacking_is_fetched(server: RequestsMock) -> None:
    answer(server, "Condition?patient=p1", CONDITIONS)
    no_documents(server)
    gathered = run(request({"encounter": ENCOUNTER, "procedures": EMPTY, "cultures": EMPTY}))
    assert ("fetched.conditions", CONDITIONS) in gathered.resources
    assert {call.request.headers["Authorization"] for call in server.calls} == {"Bearer t0ken"}
    assert (gathered.absent, gathered.fetched) == ({}, 4)


def test_all_is_fetched_where_there_is_no_prefetch(server: RequestsMock) -> None:
    answer(server, "Encounter/e1", ENCOUNTER)
    answer(server, "Condition?patient=p1", CONDITIONS)
    answer(server, "Procedure?patient=p1", EMPTY)
    no_documents(server)
    gathered = run(request({}))
    assert [where for where, _ in gathered.resources] == [
        "fetched.encounter",
        "fetched.conditions",
        "fetched.procedures",
        "fetched.cultures",
        "fetched.reports",
        "fetched.notes",
        "fetched.impressions",
    ]


def test_without_an_encounter_id_no_encounter_is_asked_for(server: RequestsMock) -> None:
    gathered = run(request({"conditions": CONDITIONS, "procedures": EMPTY, "cultures": EMPTY}, encounter=None))
    assert gathered.absent == {}
    assert len(server.calls) == 0


def test_prefetched_pages_are_followed(server: RequestsMock) -> None:
    first = CONDITIONS | {"link": [{"relation": "next", "url": f"{BASE}?page=2"}]}
    server.get(f"{BASE}?page=2", json=CONDITIONS)
    gathered = run(request(WHOLE | {"conditions": first}))
    assert [where for where, _ in gathered.resources][-1] == "fetched.conditions"


def test_client_errors_are_not_asked_again(server: RequestsMock) -> None:
    gathered = run(request(WHOLE | {"cultures": OUTCOME, "procedures": OUTCOME}))
    assert gathered.absent == {"cultures": "client error", "procedures": "client error"}
    assert len(server.calls) == 0


def test_null_encounter_of_a_call_that_names_one_is_absent(server: RequestsMock) -> None:
    assert run(request(WHOLE | {"encounter": None})).absent == {"encounter": "no data"}
    assert len(server.calls) == 0


def test_null_conditions_mean_that_there_are_none(server: RequestsMock) -> None:
    assert run(request(WHOLE | {"conditions": None})).absent == {}
    assert len(server.calls) == 0


def test_what_cannot_be_fetched_is_absent_and_not_empty(server: RequestsMock) -> None:
    server.get(f"{BASE}/Procedure?patient=p1", status=500)
    no_documents(server)
    gathered = run(request({key: WHOLE[key] for key in ("encounter", "conditions", "cultures")}))
    assert gathered.absent == {"procedures": "status 500"}


def test_unlisted_server_is_not_called(server: RequestsMock) -> None:
    gathered = run(request({"conditions": CONDITIONS}), listed=False)
    assert gathered.absent == dict.fromkeys(("encounter", "procedures", "cultures"), "server not allowed")
    assert len(server.calls) == 0


@pytest.mark.parametrize(
    ("prefetch", "base", "listed", "why"),
    [
        ({}, None, True, "there is no fhirServer"),
        ({}, BASE, False, "not on the list"),
        ({}, "https://ehr.example.org/other", True, "not on the list"),
        ({"conditions": OUTCOME}, BASE, True, "holds an OperationOutcome"),
        ({"conditions": EMPTY | {"link": [{"relation": "next", "url": "x"}]}}, None, True, "no fhirServer"),
    ],
)
def test_without_conditions_the_call_fails(
    prefetch: dict[str, Any], base: str | None, *, listed: bool, why: str
) -> None:
    whole = {"encounter": ENCOUNTER, "procedures": EMPTY, "cultures": EMPTY} | prefetch
    with pytest.raises(ConditionsUnavailableError, match=why) as raised:
        run(request(whole, server=base), listed=listed)
    assert "p1" not in str(raised.value)


@pytest.mark.parametrize(
    ("base", "listed", "url", "why"),
    [
        (None, True, f"{BASE}?page=2", "no FHIR server"),
        (BASE, False, f"{BASE}?page=2", "server not allowed"),
        (BASE, True, "https://elsewhere.example.org/r4?page=2", "leads to another server"),
        (BASE, True, f"{BASE}?page=2", "status 500"),
    ],
)
def test_conditions_in_hand_are_reviewed_where_a_page_is_missing(
    base: str | None, url: str, why: str, *, listed: bool
) -> None:
    paged = CONDITIONS | {"link": [{"relation": "next", "url": url}]}
    with RequestsMock(assert_all_requests_are_fired=False) as server:
        server.get(f"{BASE}?page=2", status=500)
        gathered = run(request(WHOLE | {"conditions": paged}, server=base), listed=listed)
    assert gathered.absent["conditions"] == why
    assert ("prefetch.conditions", paged) in gathered.resources


def test_first_page_of_fetched_conditions_is_reviewed(server: RequestsMock) -> None:
    first = CONDITIONS | {"link": [{"relation": "next", "url": f"{BASE}?page=2"}]}
    answer(server, "Condition?patient=p1", first)
    server.get(f"{BASE}?page=2", status=500)
    no_documents(server)
    gathered = run(request({"encounter": ENCOUNTER, "procedures": EMPTY, "cultures": EMPTY}))
    assert gathered.absent == {"conditions": "status 500"}
    assert ("fetched.conditions", first) in gathered.resources


def test_conditions_that_fail_to_arrive_fail_the_call(server: RequestsMock) -> None:
    answer(server, "Condition?patient=p1", OUTCOME)
    with pytest.raises(ConditionsUnavailableError, match="error outcome"):
        run(request({"encounter": ENCOUNTER, "procedures": EMPTY, "cultures": EMPTY}))


def test_repr_holds_no_resources() -> None:
    assert "Condition" not in repr(run(request(WHOLE)))
