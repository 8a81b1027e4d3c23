"""`GET /cds-services`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.hooks.gathering.chart_queries import needs
from cds_service.hooks.services import SERVICES

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/cds-services", "/cds-services/"])
def test_services_are_listed_with_what_is_required(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    services = answer.get_json()["services"]
    assert [service["id"] for service in services] == [service.id for service in SERVICES]
    for service in services:
        assert all(isinstance(service[name], str) and service[name] for name in ("hook", "description", "id"))
        assert all(isinstance(template, str) for template in service["prefetch"].values())


def test_order_sign_is_among_them(client: FlaskClient) -> None:
    services = {service["id"]: service for service in client.get("/cds-services").get_json()["services"]}
    service = services["coding-review-order-sign"]
    assert service["hook"] == "order-sign"
    assert list(service["prefetch"]) == [need.name for need in needs()]


def test_ids_and_hooks_are_not_given_twice() -> None:
    assert len({service.id for service in SERVICES}) == len(SERVICES)
    assert len({service.hook for service in SERVICES}) == len(SERVICES)


HOOK_VERSIONS = {
    "order-sign": "1.0",
    "order-select": "1.0",
    "patient-view": "1.0",
    "encounter-start": "1.0",
    "encounter-discharge": "1.0",
    "problem-list-item-create": "0.1.0",
}


def test_versions_of_the_specification_and_of_each_hook_are_told(client: FlaskClient) -> None:
    services = client.get("/cds-services").get_json()["services"]
    assert {service["version"] for service in services} == {"3.0.0"}
    assert {service["hook"]: service["hookVersion"] for service in services} == HOOK_VERSIONS
