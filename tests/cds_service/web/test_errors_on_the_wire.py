"""Every fault of a call is an OperationOutcome with a fitting status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

ORDER_SIGN = "/cds-services/coding-review-order-sign"


def issue_of(answer: TestResponse) -> dict[str, Any]:
    """Return the one issue of an answer that must be a valid OperationOutcome."""
    assert answer.mimetype == "application/fhir+json"
    outcome = orjson.loads(answer.data)
    OperationOutcome.model_validate(outcome)
    (issue,) = outcome["issue"]
    assert issue["severity"] == "error"
    return issue


def post(client: FlaskClient, document: object, path: str = ORDER_SIGN) -> TestResponse:
    return client.post(path, data=orjson.dumps(document), content_type="application/json")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff\xfe", b'{"hook": NaN}'])
def test_malformed_body_is_400(client: FlaskClient, body: bytes) -> None:
    answer = client.post(ORDER_SIGN, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert issue_of(answer)["code"] == "structure"


@pytest.mark.parametrize("element", ["hook", "hookInstance", "context"])
def test_missing_element_is_400_and_named(client: FlaskClient, osteomyelitis: dict[str, Any], element: str) -> None:
    del osteomyelitis[element]
    answer = post(client, osteomyelitis)
    assert answer.status_code == 400
    assert f"{element} is missing" in issue_of(answer)["diagnostics"]


@pytest.mark.parametrize("service", ["nothing", "coding-review", "%2e%2e", "'; DROP TABLE cards"])
def test_unknown_service_is_404(client: FlaskClient, osteomyelitis: dict[str, Any], service: str) -> None:
    answer = post(client, osteomyelitis, f"/cds-services/{service}")
    assert answer.status_code == 404
    assert issue_of(answer)["code"] == "not-found"


def test_unknown_address_is_404(client: FlaskClient) -> None:
    assert issue_of(client.get("/nothing"))["code"] == "not-found"


def test_wrong_method_is_405_and_names_the_right_one(client: FlaskClient) -> None:
    answer = client.get(ORDER_SIGN)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert issue_of(answer)["code"] == "not-supported"


def test_missing_conditions_are_412(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    del osteomyelitis["prefetch"]["conditions"]
    answer = post(client, osteomyelitis)
    assert answer.status_code == 412
    assert "Conditions are required" in issue_of(answer)["diagnostics"]


@pytest.mark.parametrize("declared", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_other_media_type_is_415(client: FlaskClient, declared: str) -> None:
    answer = client.post(ORDER_SIGN, data=b"{}", content_type=declared)
    assert answer.status_code == 415
    assert issue_of(answer)["code"] == "not-supported"


@pytest.mark.parametrize("declared", ["application/json; charset=utf-8", "application/fhir+json", None])
def test_json_has_several_media_types(client: FlaskClient, osteomyelitis: dict[str, Any], declared: str | None) -> None:
    answer = client.post(ORDER_SIGN, data=orjson.dumps(osteomyelitis), content_type=declared)
    assert answer.status_code == 200


def test_wrong_hook_is_422(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    answer = post(client, osteomyelitis | {"hook": "patient-view"})
    assert answer.status_code == 422
    assert "order-sign" in issue_of(answer)["diagnostics"]


def test_too_large_body_is_413() -> None:
    client = create_app(Settings(max_body_bytes=2000), load_releases(None)).test_client()
    answer = client.post(ORDER_SIGN, data=b" " * 3000, content_type="application/json")
    assert answer.status_code == 413
    assert issue_of(answer)["code"] == "too-long"


def test_failure_is_500_without_details(
    client: FlaskClient,
    osteomyelitis: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Marker-Jane")

    monkeypatch.setattr("cds_service.hooks.process_call.find_issues", fail)
    answer = post(client, osteomyelitis)
    assert answer.status_code == 500
    assert issue_of(answer)["code"] == "exception"
    logged = [record.fields for record in caplog.records if record.msg == "failure"]
    assert logged[0]["error"] == "ValueError"
    assert "test_errors_on_the_wire.py" in logged[0]["where"][-1]
    assert "Marker" not in answer.text + caplog.text + str(logged)
