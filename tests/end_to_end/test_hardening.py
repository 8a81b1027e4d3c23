"""Attacks on the service as it is run, over the wire."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import requests

from tests.cds_service.signing import ISSUER, JKU, token, write_clients
from tests.examples import example
from tests.service_process import ORDER_SIGN, RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = example("order-sign-osteomyelitis.json").read_bytes()
CALL = orjson.loads(BODY)
JSON = {"Content-Type": "application/json"}
RECEIVE_S = 1.5


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    settings = {"RECEIVE_TIMEOUT_MS": str(int(RECEIVE_S * 1000)), "LOG_FORMAT": "json", "MAX_RESOURCES": "3000"}
    with running_service(**settings) as running:
        yield running


def connect(service: RunningService) -> socket.socket:
    host, port = service.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def answer_to(service: RunningService, *pieces: bytes) -> bytes:
    """Send pieces as they are; return everything that comes back until the service closes the connection."""
    with connect(service) as sock:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces:
                sock.sendall(piece)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := sock.recv(65_536):
                received += chunk
        return received


def lines(service: RunningService, event: str) -> list[dict[str, Any]]:
    read = [orjson.loads(line) for line in service.log.read_text().splitlines()]
    return [line for line in read if line["event"] == event]


def metric(service: RunningService, name: str) -> float:
    """Return the sum of a metric over its labels."""
    shown = requests.get(f"{service.url}/metrics", timeout=10).text
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? ([0-9.e+-]+)$", shown, re.MULTILINE))


def post(service: RunningService, body: bytes, **headers: str) -> requests.Response:
    return requests.post(f"{service.url}{ORDER_SIGN}", data=body, headers=JSON | headers, timeout=30)


def test_hundred_megabytes_are_refused_unread(service: RunningService) -> None:
    head = (
        f"POST {ORDER_SIGN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n"
    )
    start = time.monotonic()
    received = answer_to(service, head.encode(), b"[" * 1000)
    assert time.monotonic() - start < RECEIVE_S + 30
    assert received.startswith(b"HTTP/1.1 413 ")


def test_hundred_megabytes_in_chunks_are_cut_off(service: RunningService) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 1_000_000

    # It may close the connection in the middle of the body, or be quicker with its answer.
    with contextlib.suppress(requests.ConnectionError):
        answer = requests.post(f"{service.url}{ORDER_SIGN}", data=body(), headers=JSON, timeout=30)
        assert answer.status_code == 413
    assert lines(service, "call")[-1]["status"] == 413
    # Five are allowed; what is beyond is in the buffers of the two sockets.
    assert sent < 50


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        (b"[" * 1_000_000, "is not JSON"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "is not JSON"),
        # A call that is right but for its depth, which the parser would take.
        (BODY.rstrip().removesuffix(b"}") + b',"extension":' + b'{"a":' * 600 + b"1" + b"}" * 601, "too deep"),
        (b'{"prefetch":' + b"1" * 4_000_000 + b"}", "is not JSON"),
        (b'"' + b"\\u0000" * 800_000 + b'"', "must be a JSON object"),
    ],
    ids=["brackets", "objects", "within limits of the parser", "number", "string"],
)
def test_json_bombs_are_400(service: RunningService, bomb: bytes, why: str) -> None:
    start = time.monotonic()
    answer = post(service, bomb)
    assert answer.status_code == 400
    assert why in answer.json()["issue"][0]["diagnostics"]
    assert time.monotonic() - start < 20


def test_very_many_resources_are_413(service: RunningService) -> None:
    entry = {"resource": {"resourceType": "Condition"}}
    prefetch = CALL["prefetch"] | {"conditions": {"resourceType": "Bundle", "entry": [entry] * 100_000}}
    start = time.monotonic()
    answer = post(service, orjson.dumps(CALL | {"prefetch": prefetch}))
    assert time.monotonic() - start < 20
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (413, "too-costly")


def test_as_many_resources_as_may_be_are_answered_in_time(service: RunningService) -> None:
    condition = CALL["prefetch"]["conditions"]["entry"][0]["resource"]
    entries = [{"resource": condition | {"id": f"c{number}"}} for number in range(2900)]
    prefetch = CALL["prefetch"] | {"conditions": {"resourceType": "Bundle", "entry": entries}}
    start = time.monotonic()
    assert post(service, orjson.dumps(CALL | {"prefetch": prefetch})).status_code in {200, 503}
    assert time.monotonic() - start < 60


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 500 + b"\r\n", 431),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer Mark-8\x00\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nMark-8 : x\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n Mark-8: folded\r\n\r\n", 400),
        (b"Mark-8\r\n\r\n", 400),
        (b"GET /Mark-8\r\nX: HTTP/1.1\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: Mark-8\r\n\r\n", 400),
    ],
    ids=[
        "long header",
        "many headers",
        "long line",
        "nul",
        "name",
        "folding",
        "no line",
        "split",
        "smuggling",
        "length",
    ],
)
def test_unreadable_requests_are_refused_without_a_word_of_theirs(
    service: RunningService, request_: bytes, status: int
) -> None:
    received = answer_to(service, request_)
    assert received.startswith(f"HTTP/1.1 {status} ".encode())
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"application/fhir+json" in head
    assert orjson.loads(body)["resourceType"] == "OperationOutcome"
    assert b"Mark-8" not in received
    assert "Mark-8" not in service.log.read_text()


@pytest.mark.parametrize("path", [ORDER_SIGN, f"{ORDER_SIGN}/feedback", "/workbench"])
@pytest.mark.parametrize(
    "chunks",
    [
        b"Mark-8\r\n{}\r\n0\r\n\r\n",
        b"-2\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}Mark-8\r\n0\r\n\r\n",
        b"2;\x00Mark-8\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}\r\n0\r\nMark-8 : x\r\n\r\n",
        b"0" * 20_000 + b"2\r\n{}\r\n0\r\n\r\n",
    ],
    ids=["size", "negative size", "end", "extension", "trailer", "long size"],
)
def test_chunks_that_cannot_be_read_are_400_and_the_end(service: RunningService, path: str, chunks: bytes) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: "
    kind = "application/x-www-form-urlencoded" if path == "/workbench" else "application/json"
    failures = len(lines(service, "failure"))
    received = answer_to(
        service, f"{head}{kind}\r\n\r\n".encode() + chunks + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1  # what follows on the connection is not a request
    assert b"Mark-8" not in received
    assert "Mark-8" not in service.log.read_text()
    assert len(lines(service, "failure")) == failures


@pytest.mark.parametrize(
    "path",
    [
        "/cds-services/x%0d%0aSet-Cookie:%20a=b",
        "/cds-services/..%2f..%2fetc%2fpasswd",
        "/cds-services/%00",
        "/cds-services/" + "%F0%9F%92%A9" * 50,
        "/cds-services/'%20OR%201=1;--",
        "/cds-services/coding-review-order-sign/../../metrics",
    ],
)
def test_paths_reach_no_headers_and_no_files(service: RunningService, path: str) -> None:
    received = answer_to(
        service, f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    )
    assert received.startswith(b"HTTP/1.1 404 ")
    assert b"Set-Cookie" not in received
    assert b"root:" not in received


def test_headers_decide_nothing_about_paths(service: RunningService) -> None:
    headers = {
        "SCRIPT_NAME": "/cds-services",
        "PATH_INFO": "/metrics",
        "X-Forwarded-Prefix": "/x",
        "X-Forwarded-Proto": "https",
    }
    assert requests.get(f"{service.url}/healthz", headers=headers, timeout=5).json() == {"status": "ok"}


def drip(sockets: list[socket.socket], piece: bytes, until: threading.Event) -> None:
    while not until.wait(0.3):
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.send(piece)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X-a: b\r\n"),
        (f"POST {ORDER_SIGN} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n".encode(), b" "),
        (f"POST {ORDER_SIGN} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\n \r\n"),
        (b"", b""),
    ],
    ids=["headers", "body", "chunks", "silence"],
)
def test_slow_clients_are_cut_off_and_hold_up_nobody(service: RunningService, start: bytes, piece: bytes) -> None:
    """More of them than there are threads, several times over."""
    ended, sockets = threading.Event(), [connect(service) for _ in range(400)]
    dripping = threading.Thread(target=drip, args=(sockets, piece, ended))
    try:
        for sock in sockets:
            sock.sendall(start)
        dripping.start()
        begun = time.monotonic()
        while time.monotonic() - begun < RECEIVE_S:  # before any of them is cut off
            assert requests.get(f"{service.url}/healthz", timeout=5).ok
            assert post(service, BODY).status_code == 200
        for sock in sockets:
            sock.settimeout(RECEIVE_S + 30)
            with contextlib.suppress(ConnectionResetError):
                while sock.recv(4096):
                    pass
    finally:
        ended.set()
        dripping.join(5)
        for sock in sockets:
            sock.close()


def test_clients_that_take_no_answer_or_do_not_hang_up_hold_up_nobody() -> None:
    large = "GET /codes/M86.50 HTTP/1.1\r\nHost: x\r\n\r\n" * 12
    closing = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with running_service(WORKERS="1", THREADS="1") as service, contextlib.ExitStack() as held:
        for number in range(60):  # a thread that waited for each would answer after minutes
            sock = held.enter_context(connect(service))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            sock.sendall((closing if number % 2 else large).encode())
        for _ in range(5):
            assert requests.get(f"{service.url}/healthz", timeout=30).ok


def test_body_is_asked_for_where_a_client_waits_to_be(service: RunningService) -> None:
    head = f"POST {ORDER_SIGN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
    with connect(service) as sock:
        sock.sendall(f"{head}Content-Length: {len(BODY)}\r\nConnection: close\r\n\r\n".encode())
        assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(BODY)
        received = b""
        while piece := sock.recv(65_536):
            received += piece
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b"HTTP/1.1 ") == 1


def test_requests_that_follow_each_other_on_a_connection_are_all_answered(service: RunningService) -> None:
    call = f"POST {ORDER_SIGN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
    calls = f"{call}{len(BODY)}\r\n\r\n".encode() + BODY
    from_browser = calls.replace(b"Host: x", b"Host: x\r\nOrigin: https://ehr.example.org", 1)  # Flask answers it
    with connect(service) as sock:
        sock.sendall(calls + from_browser + calls + calls[:200])
        sock.sendall(calls[200:] + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while piece := sock.recv(65_536):
            received += piece
    assert received.count(b"HTTP/1.1 200 ") == 5
    assert received.endswith(b'{"status":"ok"}')


def test_metrics_are_of_all_workers(service: RunningService) -> None:
    before = metric(service, "coding_cards_calls_total")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: post(service, BODY).status_code, range(40)))
    assert statuses == [200] * 40
    assert [metric(service, "coding_cards_calls_total") - before for _ in range(8)] == [40.0] * 8
    shown = requests.get(f"{service.url}/metrics", timeout=10).text
    assert 'coding_cards_cards_total{rule="UnspecifiedSite"}' in shown
    assert 'coding_cards_step_seconds_count{step="review"}' in shown


def test_more_calls_than_fit_are_told_to_come_again(fhir_origin: str) -> None:
    settings = {
        "WORKERS": "1",
        "THREADS": "1",
        "QUEUE": "2",
        "QUEUE_TIMEOUT_MS": "4000",
        "FETCH_BUDGET_MS": "1000",
        "FHIR_TIMEOUT_MS": "1000",
    }
    call = CALL | {"prefetch": {"conditions": CALL["prefetch"]["conditions"]}, "fhirServer": f"{fhir_origin}/silent"}
    with running_service(**settings) as service, ThreadPoolExecutor(8) as pool:
        running = [pool.submit(service.post, call) for _ in range(8)]
        time.sleep(0.4)
        start = time.monotonic()
        assert requests.get(f"{service.url}/healthz", timeout=5).ok
        assert time.monotonic() - start < 10
        answers = [each.result() for each in running]
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] * 3 + [503] * 5
    refused = [answer for answer in answers if answer.status_code == 503]
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert all(answer.json()["issue"][0]["code"] == "transient" for answer in refused)


def insist(service: RunningService, bearer: str) -> requests.Response:
    """Post a call until it is answered or refused: a store that is slow for a moment has it turned away unspent."""
    while (answer := post(service, BODY, Authorization=bearer)).status_code == 503:
        time.sleep(0.2)
    return answer


def test_token_is_good_once_for_all_nodes(tmp_path: Path) -> None:
    settings = {
        "CLIENTS_FILE": str(write_clients(tmp_path)),
        "PUBLIC_URL": "https://cards.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/shared.sqlite3",
        "LOG_FORMAT": "json",
    }
    address = f"https://cards.example.org{ORDER_SIGN}"
    with running_service(**settings) as one, running_service(**settings) as other:
        for first, second in ((one, other), (other, one), (one, one)):
            bearer = f"Bearer {token(aud=address)}"
            assert insist(first, bearer).status_code == 200
            refused = insist(second, bearer)
            assert (refused.status_code, refused.content) == (401, b"")
        bearer = f"Bearer {token(aud=address)}"
        with ThreadPoolExecutor(16) as pool:
            statuses = list(pool.map(lambda node: insist(node, bearer).status_code, [one, other] * 8))
        assert sorted(statuses) == [200] + [401] * 15
        assert {line["why"] for node in (one, other) for line in lines(node, "token refused")} == {"replayed"}
        assert requests.get(f"{one.url}/metrics", timeout=5).status_code == 404


def test_client_that_calls_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    table = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\ncalls_per_minute = 60\n'
    settings = {
        "CLIENTS_FILE": str(write_clients(tmp_path, table)),
        "PUBLIC_URL": "https://cards.example.org",
        "METRICS_TOKEN": "a-token-of-enough-length",
    }
    address = f"https://cards.example.org{ORDER_SIGN}"
    with running_service(**settings) as service:
        answers = [post(service, BODY, Authorization=f"Bearer {token(aud=address)}") for _ in range(15)]
        shown = requests.get(
            f"{service.url}/metrics", headers={"Authorization": "Bearer a-token-of-enough-length"}, timeout=5
        )
        assert requests.get(f"{service.url}/metrics", timeout=5).status_code == 404
    statuses = [answer.status_code for answer in answers]
    assert statuses[:10] == [200] * 10
    assert set(statuses[10:]) <= {200, 429}
    refused = answers[statuses.index(429)]
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["issue"][0]["code"] == "throttled"
    assert 'coding_cards_calls_total{client="main",outcome="cards"' in shown.text


def test_wrong_clients_file_ends_the_start(tmp_path: Path) -> None:
    path = write_clients(tmp_path, '[clients.a]\niss = ""\n', '[clients.b]\nprofile = "x"\n')
    with pytest.raises(AssertionError, match="the service ended") as raised, running_service(CLIENTS_FILE=str(path)):
        pass
    assert "clients.a.iss" in str(raised.value)
    assert "clients.b.profile" in str(raised.value)
    assert "Traceback" not in str(raised.value)
