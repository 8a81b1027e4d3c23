"""The metrics: what is counted, under which labels, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.observability.metrics import Metrics
from cds_service.settings import Settings
from tests.cds_service.signing import write_clients

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

PATH = "/cds-services/coding-review-order-sign"
TOKEN = "a-token-of-enough-length"  # noqa: S105 - of the test


@pytest.fixture
def fresh() -> FlaskClient:
    return create_app(Settings(), load_releases(None)).test_client()


def lines(client: FlaskClient, **headers: str) -> list[str]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return [line for line in answer.text.splitlines() if not line.startswith("#")]


def test_call_is_counted_with_its_cards_and_steps(fresh: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    del osteomyelitis["prefetch"]["procedures"]
    fresh.post(PATH, json=osteomyelitis)
    found = lines(fresh)
    labels = 'client="open",outcome="cards",service="coding-review-order-sign",status="200"'
    assert f"coding_cards_calls_total{{{labels}}} 1.0" in found
    assert 'coding_cards_cards_total{rule="UnspecifiedSite"} 1.0' in found
    assert 'coding_cards_fetch_failures_total{need="procedures",why="no FHIR server"} 1.0' in found
    steps = {
        line.split('step="')[1].split('"')[0] for line in found if line.startswith("coding_cards_step_seconds_count")
    }
    assert steps == {"authenticate", "parse", "gather", "read", "release", "review", "build", "answer"}


def test_cards_held_back_are_counted_by_reason(osteomyelitis: dict[str, Any]) -> None:
    client = create_app(Settings(max_cards=1), load_releases(None)).test_client()
    client.post(PATH, json=osteomyelitis)
    assert 'coding_cards_cards_held_back_total{rule="MissingOrganism",why="max-cards"} 1.0' in lines(client)


def test_refused_calls_are_counted_without_what_they_sent(fresh: FlaskClient) -> None:
    fresh.post("/cds-services/sent-by-a-stranger", json={})
    fresh.post(PATH, data=b"{")
    found = lines(fresh)
    assert 'coding_cards_calls_total{client="open",outcome="UnknownServiceError",service="",status="404"} 1.0' in found
    assert not [line for line in found if "stranger" in line]


def test_refused_tokens_are_counted_by_reason(tmp_path: Path) -> None:
    settings = Settings(clients_file=write_clients(tmp_path), metrics_token=TOKEN)
    client = create_app(settings, load_releases(None)).test_client()
    client.post(PATH, json={}, headers={"Authorization": "Bearer x"})
    found = lines(client, Authorization=f"Bearer {TOKEN}")
    assert 'coding_cards_auth_failures_total{client="",why="malformed"} 1.0' in found


@pytest.mark.parametrize("authorization", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"])
def test_token_of_the_settings_is_needed_where_there_is_one(authorization: str) -> None:
    client = create_app(Settings(metrics_token=TOKEN), load_releases(None)).test_client()
    assert client.get("/metrics", headers={"Authorization": authorization}).status_code == 404


def test_without_a_token_only_an_open_service_on_loopback_shows_them(tmp_path: Path, fresh: FlaskClient) -> None:
    assert fresh.get("/metrics").status_code == 200
    for settings in (
        Settings(clients_file=write_clients(tmp_path)),
        Settings(host="10.1.2.3", open_to_the_network_without_authentication=True),
    ):
        assert create_app(settings, load_releases(None)).test_client().get("/metrics").status_code == 404


def test_release_that_is_out_of_date_shows() -> None:
    metrics = Metrics()
    metrics.release_current(is_current=False)
    assert b"coding_cards_release_current 0.0" in metrics.text()
    metrics.release_current(is_current=True)
    assert b"coding_cards_release_current 1.0" in metrics.text()


def test_conditions_are_counted_by_outcome_and_code_system(fresh: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    entries = osteomyelitis["prefetch"]["conditions"]["entry"]
    entries[1]["resource"]["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "59621000"}]}
    fresh.post(PATH, json=osteomyelitis)
    found = lines(fresh)
    assert 'coding_cards_conditions_total{outcome="read"} 1.0' in found
    assert 'coding_cards_conditions_total{outcome="no ICD-10-CM code"} 1.0' in found
    assert 'coding_cards_condition_systems_total{system="SNOMED CT"} 1.0' in found


def test_a_call_without_any_code_to_read_has_an_outcome_for_it(
    fresh: FlaskClient, osteomyelitis: dict[str, Any]
) -> None:
    for entry in osteomyelitis["prefetch"]["conditions"]["entry"]:
        entry["resource"]["code"] = {"text": "osteomyelitis"}
    fresh.post(PATH, json=osteomyelitis)
    assert any('outcome="nothing read"' in line for line in lines(fresh))


def test_an_alias_of_a_client_makes_codes_readable(osteomyelitis: dict[str, Any]) -> None:
    for entry in osteomyelitis["prefetch"]["conditions"]["entry"]:
        entry["resource"]["code"]["coding"][0]["system"] = "http://hl7.org/fhir/sid/icd-10"
    settings = Settings(icd_10_cm_systems=("http://hl7.org/fhir/sid/icd-10",))
    client = create_app(settings, load_releases(None)).test_client()
    assert client.post(PATH, json=osteomyelitis).json["cards"]
