"""Makes the pictures of docs/images again: `python -m tools.pictures [card] [pages] [sandbox] [audit]` in a checkout.

Without a name, all of them. Needs Chromium, the Sandbox that `make conformance` builds, and the ports 8080 and 8090,
which the pictures show. The charts are the examples, as of today, and a synthetic export; nobody in them exists.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from cds_service.example_fhir_server import create_example_server
from tests.conformance.test_sandbox_in_chromium import DIRECTORY, Quiet
from tests.service_process import COMMAND, environment, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

IMAGES = Path("docs/images")
_SERVICE = "http://127.0.0.1:8080"
_FHIR_PORT = 8090
_SITE_PORT = 8091
_ENCOUNTERS = "100000"
_PAGES = {
    "home": "/",
    "workbench": "/workbench",
    "codes": "/codes?q=septic+arthritis+right+knee",
    "code": "/codes/M86.561",
    "rules": "/rules",
    "rule": "/rules/MissingOrganism",
    "report": "/report",
    "about": "/about",
    "not-found": "/nowhere",
}
_VIEWS: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "desktop": (1280, 900, "light"),
    "desktop-dark": (1280, 900, "dark"),
    "phone": (390, 844, "light"),
    "phone-dark": (390, 844, "dark"),
}
"""Width, height and colors of the browser windows that pages are shown in."""


def main() -> None:
    """Make those that are named."""
    wanted = sys.argv[1:] or ["card", "pages", "sandbox", "audit"]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with running_service(PORT="8080"):
            for name, make in {"card": _card, "pages": _pages}.items():
                if name in wanted:
                    make(browser)
        if "sandbox" in wanted:
            with running_service(PORT="8080"), _sandbox():
                _sandbox_views(browser)
        if "audit" in wanted:
            _audit(browser, Path(folder))
        browser.close()


def _card(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{_SERVICE}/workbench")
    page.get_by_role("button", name="Send").click()
    card = page.locator("article.card").nth(1)
    card.wait_for()
    card.screenshot(path=IMAGES / "card.png")


def _pages(browser: Browser) -> None:
    """Photograph the top of each page in each window, the workbench with its answer and the explanation of a card."""
    folder = IMAGES / "pages"
    folder.mkdir(exist_ok=True)
    for view, (width, height, colors) in _VIEWS.items():
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=colors)
        for name, address in _PAGES.items():
            page.goto(f"{_SERVICE}{address}")
            why = _answered(page) if name == "workbench" else ""
            page.screenshot(path=folder / f"{name}-{view}.png")
            if why:
                page.goto(why)
                page.screenshot(path=folder / f"why-{view}.png")
        page.close()


def _answered(page: Page) -> str:
    """Send the request of the workbench, and return the address of what explains its first card."""
    page.get_by_role("button", name="Send").click()
    card = page.locator("article.card").first
    card.wait_for()
    why = card.get_by_role("link", name="Why this card").get_attribute("href")
    card.scroll_into_view_if_needed()
    return why or ""


@contextmanager
def _sandbox() -> Iterator[None]:
    """Serve the Sandbox and the patients of the examples."""
    with ExitStack() as running:
        site = ThreadingHTTPServer(("127.0.0.1", _SITE_PORT), partial(Quiet, directory=str(DIRECTORY)))
        patients = make_server("127.0.0.1", _FHIR_PORT, create_example_server(), threaded=True)
        for server in (site, patients):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            running.callback(server.server_close)
            running.callback(server.shutdown)
        yield


def _sandbox_views(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1240, "height": 800})
    address = {
        "fhirServiceUrl": f"http://127.0.0.1:{_FHIR_PORT}/order-sign-osteomyelitis",
        "patientId": "example",
        "serviceDiscoveryURL": f"{_SERVICE}/cds-services",
    }
    page.goto(f"http://localhost:{_SITE_PORT}/index.html?{urlencode(address)}")
    _show(page)
    page.screenshot(path=IMAGES / "sandbox-patient-view.png")
    page.get_by_text("Rx Sign", exact=True).click()
    page.locator("input[name='medication-input'], #medication-input").first.fill("Vancomycin 125")
    page.get_by_text("Vancomycin 125 MG Oral Capsule").first.click()
    page.get_by_role("button", name="Sign Order").click()
    _show(page)
    page.screenshot(path=IMAGES / "sandbox-order-sign.png")


def _show(page: Page) -> None:
    """Wait for the cards, and open the response that they are drawn from."""
    page.get_by_text("Is that the site?").first.wait_for()
    page.wait_for_load_state("networkidle")
    while not page.get_by_text("suggestions").first.is_visible():
        page.get_by_text("Response", exact=True).click()
        page.wait_for_timeout(1000)


def _audit(browser: Browser, folder: Path) -> None:
    """Photograph the report on an export with one rule off: its top, and what was held back."""
    export = [sys.executable, "-m", "benchmarks.synthetic_export", "--encounters", _ENCOUNTERS, "--out", str(folder)]
    subprocess.run(export, check=True)  # noqa: S603 - our own command
    audit = [str(COMMAND), "audit", str(folder / "export"), "--out", str(folder / "audit"), "--quiet"]
    subprocess.run(audit, check=True, env=environment(RULES_OFF="UseAdditionalCode"))  # noqa: S603 - our own command
    page = browser.new_page(viewport={"width": 1000, "height": 1180})
    page.goto((folder / "audit" / "report.html").resolve().as_uri())
    page.screenshot(path=IMAGES / "audit-report.png")
    top, end = (page.get_by_role("heading", name=name).bounding_box() for name in ("Held back", "What was read"))
    if top is None or end is None:
        raise SystemExit("the report has other sections")
    held_back = {"x": 0, "y": top["y"] - 20, "width": 1000, "height": end["y"] - top["y"]}
    page.screenshot(path=IMAGES / "audit-held-back.png", full_page=True, clip=held_back)


if __name__ == "__main__":
    main()
