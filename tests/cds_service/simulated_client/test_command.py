"""`coding-cards simulate-client` against a service that is busy."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cds_service.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = b'{"services": []}'


class BusyService(ThreadingHTTPServer):
    """Answers discovery with 503 as often as it is asked to, then with a document; anything else with 404."""

    def __init__(self, refusals: int, retry_after: str | None) -> None:
        self.refusals, self.retry_after = refusals, retry_after
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: BusyService

    def do_GET(self) -> None:
        is_busy, self.server.refusals = self.server.refusals > 0, self.server.refusals - 1
        self._answer(503 if is_busy else 200, b"" if is_busy else DOCUMENT)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(404, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status == 503 and self.server.retry_after is not None:
            self.send_header("Retry-After", self.server.retry_after)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[str]:
    with BusyService(*request.param) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("service", "is_fine"), [((1, "0"), True), ((2, "0"), False), ((1, None), False)], indirect=["service"]
)
def test_a_call_is_sent_once_more_where_the_service_asks_for_it(service: str, *, is_fine: bool) -> None:
    found = CliRunner().invoke(main, ["simulate-client", service])
    assert ("FAULT discovery" not in found.output) == is_fine
    assert found.exit_code == (0 if is_fine else 1)
