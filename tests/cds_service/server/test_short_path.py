"""The short path and Flask give the same answers, fields and order included, and record the same."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.server.plain_call import PlainCall
from cds_service.server.short_path import ShortPath
from cds_service.settings import Settings
from cds_service.web.hook_calls import MustWaitError
from tests.cds_service.signing import write_clients
from tests.examples import example

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

SERVICE = "coding-review-order-sign"
BODY = example("order-sign-osteomyelitis.json").read_bytes()
_CHANGING = re.compile(rb"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def app_of(**settings: Any) -> Flask:
    return create_app(Settings(**settings), load_releases(None))


def call(body: bytes = BODY, service: str = SERVICE) -> PlainCall:
    return PlainCall(f"/cds-services/{service}", service, None, body, is_last=False)


def through_flask(app: Flask, asked: PlainCall) -> bytes:
    answer = app.test_client().post(asked.path, data=asked.body, content_type="application/json")
    fields = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
    return f"HTTP/1.1 {answer.status}\r\n{fields}\r\n".encode() + answer.data


def straight(app: Flask, asked: PlainCall) -> bytes:
    """Return the answer without the three fields that gunicorn adds."""
    answer = ShortPath(app).answer(asked, is_last=False)
    assert answer.count(b"\r\nConnection: keep-alive\r\n") == 1
    return re.sub(rb"Server: .*\r\nDate: .* GMT\r\nConnection: .*\r\n", b"", answer, count=1)


@pytest.mark.parametrize(
    "origins", [["*"], ["https://a.example.org"], ["https://a.example.org", "https://b.example.org"]]
)
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (call(), 200),
        (call(b"{}"), 400),
        (call(b"{"), 400),
        (call(service="none"), 404),
        (call(service="coding-review-patient-view"), 422),
        (call(orjson.dumps(orjson.loads(BODY) | {"prefetch": {}})), 412),
    ],
)
def test_answers_are_those_of_flask(asked: PlainCall, status: int, origins: list[str]) -> None:
    app = app_of(cors_origins=origins)
    expected, found = through_flask(app, asked), straight(app, asked)
    assert expected.startswith(b"HTTP/1.1 %d " % status)
    assert _CHANGING.sub(b"", found) == _CHANGING.sub(b"", expected)


def test_a_fault_of_our_own_is_answered_as_by_flask(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("a word of the chart")

    monkeypatch.setattr("cds_service.web.hook_calls.answer_call", fail)
    app = app_of()
    expected, found = through_flask(app, call()), straight(app, call())
    assert expected.startswith(b"HTTP/1.1 500 ")
    assert _CHANGING.sub(b"", found) == _CHANGING.sub(b"", expected)


def test_refused_token_is_answered_as_by_flask(tmp_path: Path) -> None:
    app = app_of(clients_file=write_clients(tmp_path), public_url="https://cards.example.org")
    assert ShortPath(app).may_wait(call())
    expected = through_flask(app, call())
    assert expected.startswith(b"HTTP/1.1 401 ")
    assert straight(app, call()) == expected


def test_connection_is_closed_where_the_client_or_the_end_wants_it() -> None:
    assert b"\r\nConnection: close\r\n" in ShortPath(app_of()).answer_now(call(), is_last=True, is_late=False)


@pytest.mark.parametrize(("size", "expected"), [(128 << 10, False), ((128 << 10) + 1, True)])
def test_large_bodies_hold_no_other_call_up(size: int, expected: bool) -> None:  # noqa: FBT001
    assert ShortPath(app_of()).may_wait(call(b" " * size)) is expected


def test_call_that_needs_a_fhir_server_is_begun_again_and_recorded_once(
    fhir_origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = ShortPath(app_of(fhir_servers=fhir_origin))
    asked = call(orjson.dumps(orjson.loads(BODY) | {"prefetch": {}, "fhirServer": f"{fhir_origin}/good"}))
    with pytest.raises(MustWaitError):
        path.answer_now(asked, is_last=False, is_late=False)
    assert [record for record in caplog.records if record.msg == "call"] == []
    assert path.answer(asked, is_last=False).startswith(b"HTTP/1.1 200 ")
    assert len([record for record in caplog.records if record.msg == "call"]) == 1


def test_late_call_is_told_to_come_again_and_recorded(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answer = ShortPath(app_of()).answer_now(call(), is_last=False, is_late=True)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: 1\r\n" in answer
    (line,) = [record.fields for record in caplog.records if record.msg == "call"]
    assert (line["status"], line["outcome"]) == (503, "BusyError")
