"""CORS, for browser-based CDS clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SERVICE = "/cds-services/coding-review-order-sign"
ORIGIN = "https://sandbox.example.org"


def preflight(client: FlaskClient, origin: str = ORIGIN) -> dict[str, str]:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = client.options(SERVICE, headers=asked)
    assert answer.status_code == 200
    return {name: value for name, value in answer.headers.items() if name.startswith("Access-Control")}


def test_open_service_on_loopback_answers_any_origin(client: FlaskClient) -> None:
    allowed = preflight(client)
    assert allowed["Access-Control-Allow-Origin"] in {"*", ORIGIN}
    assert set(allowed["Access-Control-Allow-Headers"].lower().split(", ")) == {"authorization", "content-type"}
    assert {"GET", "POST", "OPTIONS"} == set(allowed["Access-Control-Allow-Methods"].split(", "))


def test_errors_and_discovery_carry_the_headers(client: FlaskClient) -> None:
    for path in ("/cds-services", "/nothing"):
        answer = client.get(path, headers={"Origin": ORIGIN})
        assert "Access-Control-Allow-Origin" in answer.headers


def test_a_page_may_read_by_which_id_a_call_is_logged_and_when_to_come_again(client: FlaskClient) -> None:
    answer = client.post(SERVICE, json={}, headers={"Origin": ORIGIN})
    assert answer.headers["X-Request-Id"]
    exposed = answer.headers["Access-Control-Expose-Headers"].lower().split(", ")
    assert set(exposed) == {"x-request-id", "retry-after"}


def test_listed_origins_are_allowed_and_no_others() -> None:
    client = create_app(Settings(cors_origins=(ORIGIN,)), load_releases(None)).test_client()
    assert preflight(client)["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in preflight(client, "https://evil.example")
    assert "Access-Control-Allow-Origin" not in preflight(client, f"{ORIGIN}.evil.example")


def test_service_on_the_network_allows_none_by_itself() -> None:
    settings = Settings(host="10.1.2.3", open_to_the_network_without_authentication=True)
    client = create_app(settings, load_releases(None)).test_client()
    assert preflight(client) == {}
