"""Who may see the workbench and the report once clients are configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings

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


def test_another_site_cannot_post(client: FlaskClient) -> None:
    assert client.post("/workbench", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/workbench", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
