"""Who may see the workbench and the report once clients are configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.signing import token, write_clients

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from icd10cm.releases.by_date import Releases

PASSWORD = "correct horse battery"  # noqa: S105 - of the tests alone
GUARDED = ["/workbench", "/report", "/report.csv"]
OPEN = ["/", "/codes", "/codes/M86.50", "/rules", "/rules/Excludes1", "/about"]


def guarded(tmp_path: Path, releases: Releases, password: str | None) -> FlaskClient:
    clients = tmp_path / "clients.toml"
    clients.write_text('[clients.ehr]\niss = "https://ehr.example.org"\njku = "https://ehr.example.org/jwks.json"\n')
    return create_app(Settings(clients_file=clients, pages_password=password), releases).test_client()


@pytest.mark.parametrize("address", GUARDED)
def test_password_opens(tmp_path: Path, releases: Releases, address: str) -> None:
    client = guarded(tmp_path, releases, PASSWORD)
    refused = client.get(address)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic ")
    assert client.get(address, auth=("anybody", "wrong")).status_code == 401
    assert client.get(address, auth=("anybody", PASSWORD)).status_code in {200, 503}


@pytest.mark.parametrize("address", GUARDED)
def test_without_a_password_they_are_locked(tmp_path: Path, releases: Releases, address: str) -> None:
    client = guarded(tmp_path, releases, None)
    assert client.get(address).status_code == 401
    assert client.get(address, auth=("anybody", "")).status_code == 401
    assert client.post("/workbench", data={"request": "{}"}).status_code == 401
    assert client.get(address, headers={"Authorization": "Bearer x.y.z"}).status_code == 401


@pytest.mark.parametrize("address", OPEN)
def test_the_others_stay_open(tmp_path: Path, releases: Releases, address: str) -> None:
    assert guarded(tmp_path, releases, None).get(address).status_code == 200


def test_token_of_a_client_opens_neither(tmp_path: Path, releases: Releases) -> None:
    """The report is about all clients, and the workbench asks FHIR servers that the client may not name."""
    settings = Settings(clients_file=write_clients(tmp_path), pages_password=PASSWORD)
    client = create_app(settings, releases).test_client()
    for address in GUARDED:
        bearer = token(aud=f"http://127.0.0.1:8080{address}")
        assert client.get(address, headers={"Authorization": f"Bearer {bearer}"}).status_code == 401


ADDRESS = "https://cards.example.org/coding"


@pytest.mark.parametrize(
    ("public_url", "host", "origin", "status"),
    [
        (ADDRESS, "10.0.0.7:8080", "https://cards.example.org", 200),
        (ADDRESS, "10.0.0.7:8080", "https://cards.example.org:443", 200),
        (ADDRESS, "10.0.0.7:8080", None, 200),
        (ADDRESS, "cards.example.org", "http://cards.example.org", 403),
        (ADDRESS, "evil.example", "https://evil.example", 403),
        (ADDRESS, "10.0.0.7:8080", "https://cards.example.org.evil.example", 403),
        (ADDRESS, "10.0.0.7:8080", "null", 403),
        (ADDRESS, "10.0.0.7:8080", "https://[", 403),
        ("", "127.0.0.1:8080", "http://127.0.0.1:8080", 200),
        ("", "localhost:8080", "http://localhost:8080", 200),
        ("", "localhost:8080", "http://localhost:3000", 403),
        ("", "evil.example:8080", "http://evil.example:8080", 403),  # a name of a stranger's that leads here
        ("", "localhost:8080", "null", 403),
    ],
)
def test_form_comes_from_a_page_of_ours(
    releases: Releases, public_url: str, host: str, origin: str | None, status: int
) -> None:
    client = create_app(Settings(public_url=public_url), releases).test_client()
    headers = {"Host": host} | ({} if origin is None else {"Origin": origin})
    assert client.post("/workbench", headers=headers).status_code == status


def test_another_site_cannot_post(client: FlaskClient) -> None:
    assert client.post("/workbench", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/workbench", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
