"""A running service with a filled store, and pages of a headless Chromium that notes what goes wrong in them.

Chromium is Debian's; `make test` installs it where it may. Where there is none, these tests are skipped.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.settings import Settings
from cds_service.store import open_store, prepare_store
from tests.recorded import record_calls
from tests.service_process import running_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SCREENSHOTS = Path(__file__).parent.parent.parent / "build" / "screenshots"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Site:
    """The service under test: its address and its database."""

    url: str
    database_url: str


@dataclass(slots=True)
class Window:
    """A page of the browser, with the faults that its console and its scripts told of."""

    page: Page
    site: Site
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go to an address of the service."""
        self.page.goto(f"{self.site.url}{address}")
        return self.page

    def photograph(self, name: str) -> None:
        """Write a picture of the whole page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of no use without a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service in another process, whose store holds four weeks of made-up calls."""
    del browser  # without one, no service need start
    database_url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'store.sqlite3'}"
    settings = Settings(database_url=database_url)
    prepare_store(settings)
    store = open_store(settings)
    record_calls(store, datetime.now(UTC))
    store.close()
    with running_service(DATABASE_URL=database_url, WORKERS="1") as service:
        yield Site(service.url, database_url)


@pytest.fixture
def window(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A page of 1280 by 900 in the light scheme; parameters of the fixture change that. No fault may be left in it."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
    context = browser.new_context(**options | getattr(request, "param", {}))
    page = context.new_page()
    page.set_default_timeout(20_000)
    window = Window(page, site)
    page.on("console", lambda told: window.faults.append(told.text) if told.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: window.faults.append(str(error)))
    page.on("dialog", lambda dialog: window.faults.append(f"dialog: {dialog.message}"))
    yield window
    context.close()
    assert window.faults == []
