"""The public CDS Hooks Sandbox in Chromium against a running service; run by `make conformance`.

It is served as it was built, from this machine. It draws the cards, a suggestion is accepted and a card dismissed; the
service has stored both.
"""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from werkzeug.serving import make_server

from cds_service.example_fhir_server import create_example_server
from cds_service.store.schema.tables import CALLS, FEEDBACK
from tests.cds_service.store.records import rows
from tests.service_process import running_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

DIRECTORY = Path(".venv/test-data/sandbox")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not (DIRECTORY / "index.html").is_file(), reason="make conformance builds the Sandbox"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine: apt-get install chromium"),
]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def page() -> Iterator[Page]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of no use without a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        made = browser.new_page(viewport={"width": 1400, "height": 1000})
        made.set_default_timeout(60_000)
        yield made
        browser.close()


def serve(server: Any, running: ExitStack) -> int:
    """Serve until the block ends; return the port."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    running.callback(server.server_close)
    running.callback(server.shutdown)
    return int(server.server_port)


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about within 30 s")


def test_cards_are_drawn_accepted_and_dismissed(page: Page, tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path}/cards.sqlite3"
    with ExitStack() as running:
        files = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(DIRECTORY)))
        site = serve(files, running)
        fhir = serve(make_server("127.0.0.1", 0, create_example_server(), threaded=True), running)
        service = running.enter_context(running_service(DATABASE_URL=database_url))
        address = {
            "fhirServiceUrl": f"http://127.0.0.1:{fhir}/order-sign-osteomyelitis",
            "patientId": "example",
            "serviceDiscoveryURL": f"{service.url}/cds-services",
        }
        page.goto(f"http://localhost:{site}/index.html?{urlencode(address)}")
        page.get_by_text("Is that the site?").first.wait_for()
        assert (
            page.get_by_role("button", name="Why this card").or_(page.get_by_role("link", name="Why this card")).count()
            == 2
        )

        page.get_by_role("button", name="M86.561").first.click()
        wait_until(lambda: [row["outcome"] for row in rows(database_url, FEEDBACK)] == ["accepted"])
        page.get_by_label("select dismiss reason").last.click()
        page.get_by_role("menuitem").first.click()
        wait_until(lambda: len(rows(database_url, FEEDBACK)) == 2)
        reasons = {row["outcome"]: row["reason_code"] for row in rows(database_url, FEEDBACK)}
        assert reasons == {"accepted": None, "overridden": "already-documented"}

        page.get_by_text("Rx View", exact=True).click()
        wait_until(lambda: "order-select" in {row["hook"] for row in rows(database_url, CALLS)})
        assert {row["status"] for row in rows(database_url, CALLS)} == {200}
        assert "failure" not in service.log.read_text()
