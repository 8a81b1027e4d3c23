"""The simulated client finds nothing wrong with this service, and finds what is wrong with services that are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
import pytest

from cds_service.app import create_app
from cds_service.hooks.services import SERVICES
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.simulated_client.identity import ClientIdentity, identity_in
from cds_service.simulated_client.requests_made import hook_call
from cds_service.simulated_client.walk_through import Answer, SimulatedClient, Step, discovery_faults
from cds_service.store import open_store
from cds_service.store import store as store_module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

BASE = "https://cards.example.org"
ISSUER = "https://ehr.example.org"


@pytest.fixture
def identity(tmp_path: Path) -> ClientIdentity:
    return identity_in(tmp_path / "client", ISSUER, None)


@pytest.fixture
def send(tmp_path: Path, identity: ClientIdentity, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Answer]]:
    """This service, with the simulated client registered as its directory says."""
    del identity
    monkeypatch.setattr(store_module, "_TOKEN_WAIT_S", 10)  # this machine may be busy
    settings = Settings(
        public_url=BASE,
        clients_file=tmp_path / "client" / "clients.toml",
        database_url=f"sqlite:///{tmp_path}/cards.sqlite3",
    )
    store = open_store(settings)
    store.prepare()
    client = create_app(settings, load_releases(None), store=store).test_client()

    def send_one(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        got = client.open(urlsplit(url).path, method=method, headers=dict(headers), data=body)
        return Answer(got.status_code, got.data)

    yield send_one
    store.close()


def test_this_service_passes(send: Callable[..., Answer], identity: ClientIdentity) -> None:
    steps = list(SimulatedClient(BASE, send, identity).walk())
    assert [step for step in steps if step.faults] == []
    names = [step.name for step in steps]
    assert {service.id for service in SERVICES} <= set(names)
    assert "token used twice" in names
    assert "coding-review-order-sign: feedback, again" in names
    assert any(step.shown for step in steps)


def altered(send: Callable[..., Answer], part: str, change: Callable[[Any], object]) -> Callable[..., Answer]:
    def send_altered(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        answer = send(method, url, headers, body)
        return Answer(200, orjson.dumps(change(answer.json()))) if url.endswith(part) else answer

    return send_altered


def without_label(response: dict[str, Any]) -> dict[str, Any]:
    for card in response.get("cards", []):
        card["source"] = {}
    return response


@pytest.mark.parametrize(
    ("part", "change", "step", "fault"),
    [
        ("/cds-services", lambda _: [], "discovery", "services is not an array"),
        ("/cds-services", lambda found: found, "no token", "status 200"),
        ("/coding-review-order-sign", without_label, "coding-review-order-sign", "cards[0]: source without label"),
        ("/coding-review-order-sign", lambda _: None, "coding-review-order-sign", "cards is no array"),
        ("/no-such-service", lambda found: found, "unknown service", "status 200"),
    ],
)
def test_what_is_wrong_is_found(
    send: Callable[..., Answer],
    identity: ClientIdentity,
    part: str,
    change: Callable[[Any], object],
    step: str,
    fault: str,
) -> None:
    if step == "no token":
        bearer = {"Authorization": f"Bearer {identity.token(f'{BASE}/cds-services')}"}
        good = send("GET", f"{BASE}/cds-services", bearer, None)
        change = lambda _: good.json()  # noqa: E731 - as the others
    steps = {each.name: each for each in SimulatedClient(BASE, altered(send, part, change), identity).walk()}
    assert fault in steps[step].faults
    assert isinstance(steps[step], Step)


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        ({"hook": "x", "description": "x"}, "services[0]: no id"),
        ({"hook": "x", "description": "x", "id": "x", "title": 7}, "services[0]: title is no text"),
        ({"hook": "x", "description": "x", "id": "x", "version": "newest"}, "services[0]: version is no version"),
        ({"hook": "x", "description": "x", "id": "x", "prefetch": {"a": 1}}, "services[0]: prefetch is not an object"),
        (7, "services[0]: is not an object"),
    ],
)
def test_faulty_discovery(service: object, fault: str) -> None:
    assert any(found.startswith(fault) for found in discovery_faults({"services": [service]}))
    assert discovery_faults({"services": []}) == []


def test_templates_are_filled_as_far_as_the_client_can() -> None:
    service = {
        "hook": "patient-view",
        "prefetch": {
            "patient": "Patient/{{context.patientId}}",
            "problems": "Condition?patient={{context.patientId}}",
            "labs": "Observation?patient={{context.patientId}}&date=ge{{today()}}",
            "later": "{{%problems.entry.resource}}",
        },
    }
    prefetch = hook_call(service)["prefetch"]
    assert prefetch["patient"] is None  # the client has no data
    assert prefetch["problems"]["type"] == "searchset"
    assert prefetch["problems"]["entry"]
    assert prefetch.keys() == {"patient", "problems"}


def test_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, again = (identity_in(tmp_path / "client", ISSUER, None) for _ in range(2))
    assert first.key_set() == again.key_set()
    assert (tmp_path / "client" / "key.pem").stat().st_mode & 0o777 == 0o600
