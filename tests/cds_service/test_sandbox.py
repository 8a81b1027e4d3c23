"""What the public CDS Hooks Sandbox sends, replayed, and what it demands of the answers.

The requests are those that the Sandbox made when it was driven in a browser against this service (cds-hooks/sandbox at
commit 3b7e255): it never sends an encounterId, its Bundles have no type, its drug order has a category that is no
array, and it signs its own tokens with a key that everybody knows.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from tests.cds_service.recorded import recorded_service
from tests.cds_service.signing import key, key_set, token
from tests.examples import example

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.cds_service.recorded import RecordedService

ORIGIN = "https://sandbox.cds-hooks.org"
JKU = f"{ORIGIN}/.well-known/jwks.json"
KID = "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f"
BASE = "http://127.0.0.1:8080"

DRUG_NOT_YET_PICKED = {
    "resourceType": "MedicationRequest",
    "id": "request-123",
    "status": "draft",
    "subject": {"reference": "Patient/example"},
    "authoredOn": "2026-06-15",
}
DRUG = DRUG_NOT_YET_PICKED | {
    "dosageInstruction": [
        {
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            "doseAndRate": [
                {"doseQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "{pill}"}},
            ],
        }
    ],
    "dispenseRequest": {
        "expectedSupplyDuration": {"value": 30, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}
    },
    "intent": "order",
    "category": {
        "coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category", "code": "community"},
        ]
    },
    "medicationCodeableConcept": {
        "text": "Vancomycin 125 MG Oral Capsule",
        "coding": [
            {
                "display": "Vancomycin 125 MG Oral Capsule",
                "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                "code": "313570",
            }
        ],
    },
}
IMAGING_NOT_YET_PICKED = {
    "resourceType": "ServiceRequest",
    "id": "example-request-id",
    "status": "draft",
    "intent": "plan",
    "code": {"coding": [{}]},
    "subject": {"reference": "Patient/example"},
    "reasonCode": [],
}


def context(*orders: dict[str, Any], selections: list[str] | None = None) -> dict[str, Any]:
    whole: dict[str, Any] = {"patientId": "example", "userId": "Practitioner/COREPRACTITIONER1"}
    if selections is not None:
        whole["selections"] = selections
    if orders:
        whole["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": order} for order in orders]}
    return whole


VIEWS = {
    "Patient View": ("patient-view", context()),
    "Rx View, no drug yet": (
        "order-select",
        context(DRUG_NOT_YET_PICKED, selections=["MedicationRequest/request-123"]),
    ),
    "Rx View": ("order-select", context(DRUG, selections=["MedicationRequest/request-123"])),
    "Rx Sign": ("order-sign", context(DRUG)),
    "PAMA": (
        "order-select",
        context(IMAGING_NOT_YET_PICKED, selections=["ServiceRequest/example-request-id"]),
    ),
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RecordedService]:
    with recorded_service(tmp_path) as made:
        yield made


def sandbox_token(url: str) -> str:
    """Return a token as the Sandbox makes it for a URL; the key is ours."""
    signing = key("ES384", KID)
    return token(signing, headers={"jku": JKU, "typ": "JWT"}, iss=ORIGIN, aud=url)


def sandbox_headers(path: str) -> dict[str, str]:
    return {
        "Accept": "application/json",
        "Authorization": f"Bearer {sandbox_token(f'{BASE}{path}')}",
        "Origin": ORIGIN,
    }


def prefetched(services: list[dict[str, Any]], hook: str) -> dict[str, Any]:
    """Return what the Sandbox prefetches: templates whose tokens it knows; it skips the others."""
    written = example("order-sign-osteomyelitis.json").read_text(encoding="utf-8")
    # Without an encounterId only an encounter of the last 30 days counts: the chart is as of today.
    chart = orjson.loads(re.sub(r"2026-06-\d\d", date.today().isoformat(), written))["prefetch"]  # noqa: DTZ011
    templates = next(each["prefetch"] for each in services if each["hook"] == hook)
    resolved = {name: template.replace("{{context.patientId}}", "example") for name, template in templates.items()}
    return {name: chart[name] for name, query in resolved.items() if "{{" not in query and name in chart}


def call(client: FlaskClient, view: str) -> Any:
    hook, sent = VIEWS[view]
    path = "/cds-services"
    services = client.get(path, headers=sandbox_headers(path)).json["services"]
    url = f"{path}/{next(each['id'] for each in services if each['hook'] == hook)}"
    body = {
        "hookInstance": "a9c0245f-127b-4ae4-bd65-4b799bd7df4b",
        "hook": hook,
        "fhirServer": "http://127.0.0.1:8201/fhir",
        "context": sent,
        "prefetch": prefetched(services, hook),
    }
    return client.post(url, json=body, headers=sandbox_headers(url)), url


def test_discovery_can_be_used(service: RecordedService) -> None:
    services = service.client.get("/cds-services", headers=sandbox_headers("/cds-services")).json["services"]
    # The Sandbox keeps services by their id, and takes an empty list for a failed connection.
    assert len({each["id"] for each in services}) == len(services) > 0
    assert {"patient-view", "order-select", "order-sign"} <= {each["hook"] for each in services}
    for each in services:
        tokens = re.findall(r"{{(.*?)}}", " ".join(each["prefetch"].values()))
        assert set(tokens) <= {"context.patientId", "context.encounterId"}
        for query in each["prefetch"].values():
            names = [part.partition("=")[0] for part in query.partition("?")[2].split("&")]
            assert len(set(names)) == len(names)  # it folds repeated parameters into one


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cds-services"),
        ("POST", "/cds-services/coding-review-patient-view"),
        ("POST", "/cds-services/coding-review-order-sign/feedback"),
    ],
)
def test_preflights_are_answered(service: RecordedService, method: str, path: str) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = service.client.options(path, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] in {"*", ORIGIN}
    assert method in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_gets_cards_that_the_sandbox_can_draw(service: RecordedService, view: str) -> None:
    answer, _ = call(service.client, view)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] in {"*", ORIGIN}
    cards = answer.json["cards"]
    assert cards[0]["extension"]["org.coding-cards.issue"]["suggestedCodes"] == ["M86.561"]
    for card in cards:
        assert UUID(card["uuid"])
        assert card["indicator"] in {"info", "warning", "critical"}
        assert card["source"]["label"]
        assert card["source"]["url"].startswith("http")
        for attribute in ("suggestions", "links", "overrideReasons"):
            assert isinstance(card[attribute], list)
        for suggestion in card["suggestions"]:
            assert UUID(suggestion["uuid"])
            assert suggestion["label"]
            assert all(action["type"] and action["description"] for action in suggestion["actions"])
        for reason in card["overrideReasons"]:
            assert all(reason[attribute] for attribute in ("code", "system", "display"))
        for link in card["links"]:
            assert (link["type"], bool(link["label"])) == ("absolute", True)
            assert link["url"].startswith("http")


@pytest.mark.parametrize("outcome", ["accepted", "overridden"])
def test_feedback_is_taken_as_it_sends_it(service: RecordedService, outcome: str) -> None:
    answer, url = call(service.client, "Patient View")
    card = answer.json["cards"][0]
    entry: dict[str, Any] = {"card": card["uuid"], "outcome": outcome}
    if outcome == "accepted":
        entry["acceptedSuggestions"] = [{"id": card["suggestions"][0]["uuid"]}]
    entry["outcomeTimestamp"] = "2026-06-15T10:56:37.164Z"
    if outcome == "overridden":
        reason = card["overrideReasons"][0]
        # Without display: the Sandbox leaves it out.
        entry["overrideReason"] = {"reason": {"code": reason["code"], "system": reason["system"]}}
    sent = service.client.post(
        f"{url}/feedback", json={"feedback": [entry]}, headers=sandbox_headers(f"{url}/feedback")
    )
    assert (sent.status_code, sent.json) == (200, {"stored": 1})


def test_its_tokens_open_nothing_where_clients_are_configured(tmp_path: Path) -> None:
    clients = tmp_path / "clients.toml"
    clients.write_text('[clients.ehr]\niss = "https://ehr.example.org"\njku = "https://ehr.example.org/jwks.json"\n')
    client = create_app(Settings(clients_file=clients), load_releases(None)).test_client()
    assert client.get("/cds-services", headers=sandbox_headers("/cds-services")).status_code == 401


def test_its_tokens_are_verified_where_it_is_configured(tmp_path: Path) -> None:
    (tmp_path / "sandbox.json").write_bytes(key_set(key("ES384", KID)))
    clients = tmp_path / "clients.toml"
    clients.write_text(f'[clients.sandbox]\niss = "{ORIGIN}"\njku = "{JKU}"\njwks_file = "sandbox.json"\n')
    settings = Settings(clients_file=clients, cors_origins=(ORIGIN,))
    client = create_app(settings, load_releases(None)).test_client()
    answer, url = call(client, "Rx Sign")
    assert answer.status_code == 200
    assert len(answer.json["cards"]) > 0
    assert client.post(url, json={}, headers=sandbox_headers("/cds-services")).status_code == 401
