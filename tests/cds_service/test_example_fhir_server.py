"""The FHIR server with the example patients."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from werkzeug.serving import make_server

from cds_service.app import create_app
from cds_service.example_fhir_server import create_example_server, moved_to
from cds_service.fhir_validation import resource_faults
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from tests.examples import example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

NAME = "order-sign-osteomyelitis"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_example_server().test_client()


def found(client: FlaskClient, query: str) -> list[str]:
    bundle = client.get(f"/{NAME}/{query}").get_json()
    assert bundle["total"] == len(bundle.get("entry", []))
    return [f"{each['resource']['resourceType']}/{each['resource']['id']}" for each in bundle.get("entry", [])]


def test_resources_are_read_by_id(client: FlaskClient) -> None:
    assert client.get(f"/{NAME}/Encounter/example").get_json()["id"] == "example"


def test_search_by_patient_and_code(client: FlaskClient) -> None:
    conditions = found(client, "Condition?patient=example")
    assert "Condition/osteomyelitis" in conditions
    assert found(client, "Condition?patient=Patient/example") == conditions
    assert found(client, "Condition?patient=somebody") == []
    assert found(client, "Condition") == []
    (culture,) = found(client, "Observation?patient=example")
    code = client.get(f"/{NAME}/{culture}").get_json()["code"]["coding"][0]["code"]
    assert found(client, f"Observation?patient=example&code=1-1,{code}") == [culture]
    assert found(client, f"Observation?patient=example&code=http://loinc.org|{code}") == [culture]
    assert found(client, "Observation?patient=example&code=1-1") == []


def test_browsers_may_search_by_post(client: FlaskClient) -> None:
    origin = {"Origin": "https://sandbox.cds-hooks.org"}
    answer = client.post(f"/{NAME}/Condition/_search", data={"patient": "example"}, headers=origin)
    assert answer.get_json()["total"] == len(found(client, "Condition?patient=example")) > 0
    assert answer.headers["Access-Control-Allow-Origin"] in {"*", origin["Origin"]}
    assert client.get(f"/{NAME}/Patient/example").get_json()["resourceType"] == "Patient"


@pytest.mark.parametrize("path", ["Encounter/other", "Patient/other", "../nonsense/Encounter/example"])
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/{NAME}/{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["", "Encounter/example", "Condition?patient=example", "metadata"])
def test_example_that_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(f"/nonsense/{path}").status_code == 404


def test_answers_are_valid_fhir(client: FlaskClient) -> None:
    for path in ("metadata", "Condition?patient=example", "Condition?patient=nobody"):
        answer = client.get(f"/{NAME}/{path}")
        assert answer.mimetype == "application/fhir+json"
        assert resource_faults(answer.get_json()) == ()
    assert resource_faults(client.get("/nonsense/metadata").get_json()) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["2026-06-12", "2026-06-15T09:00:00-05:00"]', '["2028-02-26", "2028-02-29T09:00:00-05:00"]'),
        ('["2029-01-01"]', '["2028-02-29"]'),
        ('["2026-13-45", "lot 2026-06-15"]', '["2026-13-45", "lot 2026-06-15"]'),
        ("{}", "{}"),
    ],
)
def test_dates_are_moved_together(text: str, expected: str) -> None:
    assert moved_to(date(2028, 2, 29), text) == expected


def test_the_last_day_of_a_chart_is_today(client: FlaskClient) -> None:
    period = client.get(f"/{NAME}/Encounter/example").get_json()["period"]
    assert period["start"][:10] == datetime.now().astimezone().date().isoformat()


@pytest.fixture
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_example_server(), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_call_without_prefetch_gets_the_same_cards(address: str) -> None:
    today = datetime.now().astimezone().date()
    call: dict[str, Any] = orjson.loads(moved_to(today, example(f"{NAME}.json").read_text(encoding="utf-8")))
    service = create_app(Settings(), load_releases(None)).test_client()
    hook = "/cds-services/coding-review-order-sign"
    expected = [card["summary"] for card in service.post(hook, json=call).get_json()["cards"]]
    del call["prefetch"]
    call["fhirServer"] = f"{address}/{NAME}"
    authorization = {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "scope": "x", "subject": "x"}
    fetched = service.post(hook, json=call | {"fhirAuthorization": authorization})
    assert [card["summary"] for card in fetched.get_json()["cards"]] == expected
    assert len(expected) == 2
