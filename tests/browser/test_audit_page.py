"""The committee's page of an audit: opened from a disk, at a desk and on a phone, it asks nothing of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.synthetic_export import Plan, write_export
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_every_page import violations
from tests.cds_service.audit.exports import start_audit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def report(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of an audit with a cap, so that something is held back."""
    del browser  # without one, no audit need run
    folder = tmp_path_factory.mktemp("audit")
    write_export(Plan(encounters=400, seed=5, planted_share=0.5), folder)
    # Started, not called: the driver of the browser runs in this process.
    process = start_audit(folder / "out", folder / "export", "--as-of", "2026-11-01", "--max-cards", "1")
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return folder / "out" / "report.html"


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_page_looks_right(browser: Browser, report: Path, width: int, height: int, scheme: str) -> None:
    # axe-core comes in as a script, which the page's own policy forbids.
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    assert page.locator("h1").count() == 1
    assert page.locator("img").count() == 4
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"audit-{scheme}.png", full_page=True)
    context.close()
