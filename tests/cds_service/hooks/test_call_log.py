"""One log line a call, without patient data."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.observability.logs import line_formatter

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.fields for record in caplog.records if record.msg == "call"]


@pytest.fixture(autouse=True)
def _info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="cds_service")


def test_call_is_one_line_with_steps_and_counts(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/cds-services/coding-review-order-sign", json=osteomyelitis)
    (line,) = logged(caplog)
    assert list(line["steps_ms"]) == ["authenticate", "parse", "gather", "read", "release", "review", "build", "answer"]
    assert (line["service"], line["hook"], line["status"]) == ("coding-review-order-sign", "order-sign", 200)
    assert (line["diagnoses"], line["cultures"], line["release"]) == (2, 1, "2026-04-01")
    assert sorted(line["cards"]) == ["MissingOrganism", "UnspecifiedSite"]


def test_line_names_what_was_absent(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    del osteomyelitis["prefetch"]["procedures"]
    client.post("/cds-services/coding-review-order-sign", json=osteomyelitis)
    assert logged(caplog)[0]["absent"] == {"procedures": "no FHIR server"}


def test_refused_call_is_logged_with_its_fault(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.post("/cds-services/coding-review-order-sign", data=b"{", content_type="application/json")
    (line,) = logged(caplog)
    assert (line["status"], line["outcome"]) == (400, "MalformedRequestError")


def test_lines_hold_no_patient_data(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    text = orjson.dumps(osteomyelitis).replace(b'"example"', b'"Mark-8"').replace(b"/example", b"/Mark-8")
    client.post("/cds-services/coding-review-order-sign", data=text, content_type="application/json")
    lines = logged(caplog)
    assert lines[0]["status"] == 200
    assert "Mark-8" not in str(lines) + caplog.text


@pytest.mark.parametrize(("form", "start"), [("json", '{"time":"'), ("console", "20")])
def test_line_is_json_or_text(form: str, start: str) -> None:
    told = {"name": "cds_service", "msg": "call", "levelname": "INFO", "fields": {"status": 200}}
    record = logging.makeLogRecord(told)
    line = line_formatter(form).format(record)
    assert line.startswith(start)
    assert ('"status":200' if form == "json" else "info call status=200") in line


def _recoded(call: dict[str, Any], system: str, code: str) -> dict[str, Any]:
    for entry in call["prefetch"]["conditions"]["entry"]:
        entry["resource"]["code"] = {"coding": [{"system": system, "code": code}]}
    return call


def test_conditions_are_counted_by_reason_and_code_system(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    entries = osteomyelitis["prefetch"]["conditions"]["entry"]
    entries[1]["resource"]["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "59621000"}]}
    osteomyelitis["prefetch"]["conditions"]["total"] = 9
    client.post("/cds-services/coding-review-order-sign", json=osteomyelitis)
    (line,) = logged(caplog)
    assert line["conditions"] == {
        "received": 2,
        "read": 1,
        "left_out": {"no ICD-10-CM code": 1},
        "systems": {"ICD-10-CM": 1, "SNOMED CT": 1},
        "incomplete": True,
    }
    assert line["outcome"] == "cards"


@pytest.mark.parametrize(
    "system", ["http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10", "https://a.patient.name"]
)
def test_a_call_whose_conditions_carry_no_code_says_so(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture, system: str
) -> None:
    client.post("/cds-services/coding-review-order-sign", json=_recoded(osteomyelitis, system, "40970001"))
    (line,) = logged(caplog)
    assert line["outcome"] == "nothing read"
    assert system not in str(line)  # what a client sends is never logged, a code system neither


def test_a_missing_user_is_noted(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    del osteomyelitis["context"]["userId"]
    answer = client.post("/cds-services/coding-review-order-sign", json=osteomyelitis)
    assert answer.status_code == 200
    assert logged(caplog)[0]["user"] == "not given"
