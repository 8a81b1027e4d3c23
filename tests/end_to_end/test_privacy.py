"""Marked patient data goes in by every way there is; it comes out in answers that were asked for, and nowhere else."""

from __future__ import annotations

import copy
import re
import sqlite3
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import requests

from tests.cds_service.signing import token, write_clients
from tests.examples import example
from tests.service_process import ORDER_SIGN, RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = "zq7mark"
CALL = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
BEHAVIORS = (
    *("good", "slow", "failing", "forbidden", "busy", "busy-long", "outcome", "paged", "paged-forever", "paged-away"),
    *("redirected", "redirected-away", "redirected-forever", "html", "not-json", "wrong-resource", "huge", "broken"),
    *("hang-up", "bad-headers", "cookie", "trickle"),
)
KEPT_AS_THEY_ARE = frozenset({"resourceType", "system", "code", "hook", "status", "type", "class", "category", "use"})
BASE = "https://cards.example.org"


def marked(value: Any, name: str = "") -> Any:
    """Return a call whose texts, ids and references all carry the mark; what makes it readable stays."""
    if isinstance(value, dict):
        return {key: marked(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [marked(each, name) for each in value]
    if not isinstance(value, str) or name in KEPT_AS_THEY_ARE or re.match(r"\d{4}-\d\d", value):
        return value
    if name in {"reference", "userId"}:
        return f"{value}-{MARK}"
    return f"{value}-{MARK}" if name in {"id", "patientId", "encounterId"} else f"{value} {MARK}"


def documents() -> Iterator[Any]:
    """Yield calls of every kind, right and wrong."""
    whole = marked(CALL)
    yield whole
    narrated = copy.deepcopy(whole)
    for entry in narrated["prefetch"]["conditions"]["entry"]:
        entry["resource"] |= {
            "text": {"status": "generated", "div": f"<div>{MARK}</div>"},
            "note": [{"text": MARK}],
            MARK: MARK,
        }
    yield narrated
    yield from with_reports(whole)
    for name in ("hook", "hookInstance", "context", "prefetch", "fhirServer", "fhirAuthorization"):
        for wrong in (MARK, {MARK: MARK}, [MARK], 7, None):
            yield whole | {name: wrong}
    for name in ("userId", "patientId", "encounterId", "draftOrders"):
        for wrong in (
            MARK,
            {MARK: MARK},
            [[MARK]],
            f"../{MARK}",
            f"'; DROP TABLE calls; -- {MARK}",
            f"{MARK}\r\nX: {MARK}",
        ):
            yield whole | {"context": whole["context"] | {name: wrong}}
    for key in whole["prefetch"]:
        for wrong in (
            MARK,
            [MARK],
            {"resourceType": MARK},
            {"resourceType": "Bundle", "entry": [MARK, {"resource": MARK}]},
        ):
            yield whole | {"prefetch": whole["prefetch"] | {key: wrong, f"{key} {MARK}": wrong}}
    yield {MARK: MARK}
    yield MARK
    yield [MARK]


def with_reports(whole: Any) -> Iterator[Any]:
    """Yield calls with marked reports and notes: read, left out, and not readable."""
    text = f"INDICATION: {MARK}\nFINDINGS: {MARK}\nIMPRESSION: Chronic osteomyelitis of the right tibia, {MARK}."
    about = {
        "subject": {"reference": whole["prefetch"]["conditions"]["entry"][0]["resource"]["subject"]["reference"]},
        "effectiveDateTime": "2026-06-12",
        "date": "2026-06-12",
    }
    for status in ("final", "preliminary", MARK):
        for kind, data in (
            ("text/plain", b64encode(text.encode()).decode()),
            ("text/html", b64encode(f"<p>{text}</p>".encode()).decode()),
            ("application/pdf", MARK),
            (f"text/{MARK}", MARK),
            ("text/plain", f"{MARK}!"),
        ):
            attachment = {"contentType": kind, "data": data, "title": MARK, "url": f"Binary/{MARK}"}
            report = {
                "resourceType": "DiagnosticReport",
                "id": MARK,
                "status": status,
                "category": [{"coding": [{"code": "LP29684-5"}]}],
                "code": {"text": f"MRI TIBIA RIGHT {MARK}"},
                "presentedForm": [attachment],
                "conclusion": MARK,
            }
            note = {
                "resourceType": "DocumentReference",
                "id": MARK,
                "status": "current",
                "docStatus": status,
                "type": {"coding": [{"code": "11504-8"}], "text": MARK},
                "content": [{"attachment": attachment}],
            }
            yield whole | {"prefetch": whole["prefetch"] | {"reports": report | about, "notes": note | about}}


def bodies(fhir_origin: str) -> Iterator[bytes]:
    for document in documents():
        yield orjson.dumps(document)
    yield b'{"' + MARK.encode()
    yield MARK.encode()
    yield b"\xff" + MARK.encode()
    yield orjson.dumps({"a": MARK}) * 2
    authorization = {
        "access_token": f"{MARK}-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": MARK,
        "subject": MARK,
    }
    for behavior in (*BEHAVIORS, f"no-such-behavior-{MARK}"):
        context = CALL["context"] | {
            "patientId": f"p-{MARK}",
            "encounterId": f"e-{MARK}",
            "userId": f"Practitioner/{MARK}",
        }
        for prefetch in ({}, {"conditions": marked(CALL["prefetch"]["conditions"])}):
            call = {"context": context, "prefetch": prefetch, "fhirServer": f"{fhir_origin}/{behavior}"}
            yield orjson.dumps(CALL | call | {"fhirAuthorization": authorization})
    for server in (f"https://{MARK}.example/r4", f"http://127.0.0.1:1/{MARK}", f"https://127.0.0.1:1/{MARK}", MARK):
        yield orjson.dumps(CALL | {"prefetch": {}, "fhirServer": server, "fhirAuthorization": authorization})


def feedback() -> Iterator[Any]:
    at = "2026-06-12T10:00:00Z"
    reason = {"reason": {"code": MARK, "system": MARK, "display": MARK}, "userComment": MARK}
    card = "f6b95768-b1c8-40dc-8385-bf3504b82ffb"
    yield {
        "feedback": [
            {"card": card, "outcome": "overridden", "outcomeTimestamp": at, "overrideReason": {"userComment": MARK}}
        ]
    }
    for wrong in (
        {"card": MARK},
        {"outcome": MARK},
        {"outcomeTimestamp": MARK},
        {"overrideReason": MARK},
        {MARK: MARK},
    ):
        entry = {
            "card": card,
            "outcome": "overridden",
            "outcomeTimestamp": at,
            "overrideReason": {"userComment": reason},
        }
        yield {"feedback": [entry | wrong]}
    yield {"feedback": MARK}


def send(service: RunningService, path: str, body: bytes, **headers: str) -> requests.Response:
    given = {
        "Content-Type": "application/json",
        "X-Request-Id": MARK,
        "User-Agent": MARK,
        "Referer": f"https://x/{MARK}",
    }
    return requests.post(f"{service.url}{path}", data=body, headers=given | headers, timeout=30)


def insist(service: RunningService, body: bytes, authorization: str) -> int:
    """Send a call until it is answered or refused: a store that is slow for a moment has it turned away."""
    while (status := send(service, ORDER_SIGN, body, Authorization=authorization).status_code) == 503:
        time.sleep(0.5)
    return status


def everything_kept(service: RunningService, database: Path) -> str:
    """Return all that the service has written or shows: log, metrics, database with its log."""
    shown = requests.get(f"{service.url}/metrics", timeout=10).text
    ready = requests.get(f"{service.url}/readyz", timeout=10).text
    logged = service.stop()
    files = [path.read_bytes().decode("latin-1") for path in database.parent.glob("cards.sqlite3*")]
    assert files
    return "\n".join([shown, ready, logged, *files])


@pytest.mark.parametrize("form", ["json", "console"])
def test_marks_stay_out_of_logs_metrics_errors_and_the_store(fhir_origin: str, tmp_path: Path, form: str) -> None:
    database = tmp_path / "cards.sqlite3"
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "LOG_FORMAT": form,
        "LOG_LEVEL": "DEBUG",
        "FETCH_BUDGET_MS": "300",
        "FHIR_TIMEOUT_MS": "200",
    }
    with running_service(**settings) as service:
        with ThreadPoolExecutor(6) as pool:
            calls = list(pool.map(lambda body: send(service, ORDER_SIGN, body), bodies(fhir_origin)))
        told = [send(service, f"{ORDER_SIGN}/feedback", orjson.dumps(each)) for each in feedback()]
        odd = [
            send(service, f"/cds-services/{MARK}", b"{}"),
            send(service, f"/{MARK}?{MARK}={MARK}", b"{}"),
            send(service, f"{ORDER_SIGN}?{MARK}", b"{}", **{"Content-Type": f"text/{MARK}"}),
            requests.get(f"{service.url}{ORDER_SIGN}/{MARK}", timeout=5),
        ]
        kept = everything_kept(service, database)
    answered = [answer for answer in calls if answer.status_code == 200]
    refused = [answer for answer in (*calls, *told, *odd) if answer.status_code != 200]
    assert len(answered) > 20
    assert {answer.status_code for answer in refused} == {400, 404, 412, 415, 422}
    assert any(MARK in answer.text for answer in answered)  # cards do quote the chart
    assert not [answer.text for answer in refused if MARK in answer.text + str(answer.headers)]
    assert "Traceback" not in kept
    found = kept.lower().find(MARK)
    assert found < 0, kept[max(0, found - 200) : found + 50]
    with sqlite3.connect(database) as connection:
        (calls_stored,) = connection.execute("SELECT count(*) FROM calls").fetchone()
    connection.close()
    assert calls_stored >= len(calls)


def test_tokens_stay_out_of_logs_metrics_and_the_store(tmp_path: Path) -> None:
    database = tmp_path / "cards.sqlite3"
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "CLIENTS_FILE": str(write_clients(tmp_path)),
        "PUBLIC_URL": BASE,
        "LOG_LEVEL": "DEBUG",
        "METRICS_TOKEN": "a-token-of-enough-length",
    }
    body = orjson.dumps(CALL)
    claims = {"aud": f"{BASE}{ORDER_SIGN}", "sub": MARK, "name": MARK}
    with running_service(**settings) as service:
        good = token(jti=f"{MARK}-1", **claims)
        statuses = [
            insist(service, body, value)
            for value in (
                f"Bearer {good}",
                f"Bearer {good}",
                f"Bearer {token(**claims | {'iss': MARK})}",
                f"Bearer {token(**claims | {'aud': MARK})}",
                f"Bearer {token(headers={'kid': MARK}, **claims)}",
                f"Bearer {token(headers={'jku': f'https://{MARK}.example'}, **claims)}",
                f"Bearer {token(tenant=MARK, **claims)}",
                f"Bearer {MARK}",
                f"{MARK} {MARK}",
            )
        ]
        shown = requests.get(
            f"{service.url}/metrics", headers={"Authorization": "Bearer a-token-of-enough-length"}, timeout=5
        ).text
        kept = shown + everything_kept(service, database)
    assert statuses == [200, 401, 401, 401, 401, 401, 200, 401, 401]
    assert 'coding_cards_auth_failures_total{client="main",why="replayed"} 1.0' in shown
    assert MARK not in kept
    assert not any(piece in kept for piece in good.split("."))
