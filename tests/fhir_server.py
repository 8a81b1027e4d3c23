"""A FHIR server process of our own that misbehaves on demand.

The first path segment of the base URL is the behavior: `http://127.0.0.1:PORT/<behavior>` and the queries
come below it. Run as a program it prints its port; `running_fhir_server` starts and stops it.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

FHIR_JSON = "application/fhir+json"
CONDITION = {
    "resourceType": "Condition",
    "id": "1",
    "subject": {"reference": "Patient/p1"},
    "encounter": {"reference": "Encounter/e1"},
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M86.50"}]},
}
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "in-progress",
    "class": {"code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-06-10"},
}

REPORT = b"IMPRESSION: Chronic osteomyelitis of the right tibia."
BINARY = {
    "resourceType": "Binary",
    "id": "1",
    "contentType": "text/plain",
    "data": base64.b64encode(REPORT).decode(),
}


def bundle(*resources: dict[str, Any], next_page: str = "") -> dict[str, Any]:
    """Return a searchset."""
    found: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [{"resource": resource} for resource in resources],
    }
    if next_page:
        found["link"] = [{"relation": "next", "url": next_page}]
    return found


def outcome(severity: str = "error") -> dict[str, Any]:
    """Return an OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "exception"}]}


class Handler(BaseHTTPRequestHandler):
    """Answers by the behavior that the path begins with; remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[dict[str, Any]]
    calls: dict[str, int]
    lock: threading.Lock

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        _, behavior, *rest = url.path.split("/")
        if behavior == "asked":
            self.send_json(self.asked)
            return
        with self.lock:
            self.asked.append({"path": self.path, "headers": dict(self.headers.items())})
            key = url.path
            self.calls[key] = self.calls.get(key, 0) + 1
            count = self.calls[key]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, behavior.replace("-", "_"))("/".join(rest), parse_qs(url.query), count)

    def base(self, behavior: str) -> str:
        return f"http://{self.headers['Host']}/{behavior}"

    def plain(self, what: str) -> dict[str, Any]:
        if what.startswith("Encounter/"):
            return ENCOUNTER
        return bundle(CONDITION) if what == "Condition" else bundle()

    def good(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        if what.startswith("Binary/"):
            self.send_body(REPORT, "text/plain; charset=utf-8")
        else:
            self.send_json(self.plain(what))

    def binary_json(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(BINARY)

    def gzipped(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_body(gzip.compress(REPORT), "text/plain", headers={"Content-Encoding": "gzip"})

    def slow(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        time.sleep(3)
        self.send_json(self.plain(what))

    def slow_cultures(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        if what == "Observation":
            time.sleep(3)
        self.send_json(self.plain(what))

    def silent(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        time.sleep(3)

    def trickle(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.start(200, FHIR_JSON, length=10_000)
        for _ in range(100):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def trickle_headers(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def failing(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(outcome(), status=500)

    def forbidden(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(outcome(), status=403)

    def busy_once(self, what: str, _query: dict[str, list[str]], count: int) -> None:
        if count == 1:
            self.send_json(outcome(), status=503, headers={"Retry-After": "0"})
        else:
            self.send_json(self.plain(what))

    def busy(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(outcome(), status=429, headers={"Retry-After": "0"})

    def busy_long(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(outcome(), status=503, headers={"Retry-After": "30"})

    def outcome(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(outcome())

    def empty_outcome(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        if what.startswith("Encounter/"):
            self.send_json(ENCOUNTER)
            return
        entry = {"resource": outcome("warning"), "search": {"mode": "outcome"}}
        self.send_json({"resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [entry]})

    def paged(self, what: str, query: dict[str, list[str]], _count: int) -> None:
        page = int(query.get("page", ["1"])[0])
        if what != "Condition":
            self.send_json(self.plain(what))
            return
        link = "" if page == 3 else f"{self.base('paged')}/Condition?page={page + 1}"
        self.send_json(bundle({**CONDITION, "id": str(page)}, next_page=link))

    def many(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(ENCOUNTER if what.startswith("Encounter/") else bundle(*[CONDITION] * 50))

    def paged_forever(self, what: str, query: dict[str, list[str]], _count: int) -> None:
        page = int(query.get("page", ["1"])[0])
        self.send_json(bundle(CONDITION, next_page=f"{what}?page={page + 1}"))

    def paged_away(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(bundle(CONDITION, next_page="https://elsewhere.example/Condition?page=2"))

    def redirected(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        if what.startswith("here/"):
            self.good(what.removeprefix("here/"), _query, _count)
        else:
            self.start(307, "text/plain", length=0, headers={"Location": f"{self.base('redirected')}/here/{what}"})

    def redirected_beside(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.start(307, "text/plain", length=0, headers={"Location": f"{self.base('good')}/{what}"})

    def redirected_away(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        port = self.server.server_port  # type: ignore[attr-defined]
        self.start(302, "text/plain", length=0, headers={"Location": f"http://localhost:{port}/good/{what}"})

    def redirected_forever(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.start(302, "text/plain", length=0, headers={"Location": f"{self.base('redirected-forever')}/{what}"})

    def html(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_body(b"<html>sign in</html>", "text/html")

    def not_json(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_body(b"{not json", FHIR_JSON)

    def wrong_resource(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json({"resourceType": "Patient", "id": "p1"})

    def huge(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_body(b" " * 3_000_000, FHIR_JSON)

    def bad_headers(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        body = json.dumps(self.plain(what)).encode()
        head = (
            "HTTP/1.1 200 OK",
            f"no colon {self.path}",
            f"Content-Type: {FHIR_JSON}",
            f"Content-Length: {len(body)}",
        )
        self.wfile.write("\r\n".join((*head, "", "")).encode() + body)

    def gzip_bomb(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        body = gzip.compress(b" " * 200_000_000, compresslevel=1)
        self.send_body(body, FHIR_JSON, headers={"Content-Encoding": "gzip"})

    def broken(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.start(200, FHIR_JSON, length=10_000)
        self.wfile.write(b"{")
        self.close_connection = True

    def hang_up(self, _what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.close_connection = True

    def cookie(self, what: str, _query: dict[str, list[str]], _count: int) -> None:
        self.send_json(self.plain(what), headers={"Set-Cookie": "who=p1; Path=/"})

    def send_json(self, document: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_body(json.dumps(document).encode(), FHIR_JSON, status, headers)

    def send_body(
        self, body: bytes, content_type: str, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        self.start(status, content_type, len(body), headers)
        self.wfile.write(body)

    def start(self, status: int, content_type: str, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": content_type,
            "Content-Length": str(length),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """Say nothing: clients that hang up are part of the exercise."""


def main() -> None:
    Handler.asked, Handler.calls, Handler.lock = [], {}, threading.Lock()
    server = _Server(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


@contextlib.contextmanager
def running_fhir_server() -> Iterator[str]:
    """Run the server in its own process; yields its origin."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own file
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
            process.wait(timeout=5)


if __name__ == "__main__":
    main()
