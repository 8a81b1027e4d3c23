"""Every page, at a desk and on a phone, in light and in dark: no fault, nothing cut off, nothing found by axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Window

DESK_LIGHT = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
DESK_DARK = DESK_LIGHT | {"color_scheme": "dark"}
PHONE_DARK = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True, "is_mobile": True}
WINDOWS = {"desk-light": DESK_LIGHT, "desk-dark": DESK_DARK, "phone-dark": PHONE_DARK}
PAGES = {
    "start": "/",
    "workbench": "/workbench",
    "codes": "/codes",
    "search": "/codes?q=osteomyelitis+tibia",
    "code": "/codes/M86.551",
    "code-7th": "/codes/S82.243",
    "rules": "/rules",
    "rule": "/rules/MissingOrganism",
    "report": "/report",
    "about": "/about",
    "why": "/why/MissingOrganism/M86.662?strength=documented&to=B96.20"
    "&facts=organism:culture&notes=M86:useAdditionalCode",
    "absent": "/nothing/here",
}


def violations(page: Page) -> list[str]:
    """Return what axe-core has against a page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def _window_of(request: pytest.FixtureRequest) -> str:
    return next(name for name in WINDOWS if name in request.node.name)


@pytest.mark.parametrize("window", [*WINDOWS.values()], indirect=True, ids=[*WINDOWS])
@pytest.mark.parametrize("name", PAGES)
def test_page_looks_right(window: Window, name: str, request: pytest.FixtureRequest) -> None:
    page = window.open(PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert violations(page) == []
    if name == "absent":
        # Chromium reports every document that is answered with 404.
        assert [each for each in window.faults if "404" not in each] == []
        window.faults.clear()
    window.photograph(f"{name}-{_window_of(request)}")


@pytest.mark.parametrize("window", [*WINDOWS.values()], indirect=True, ids=[*WINDOWS])
@pytest.mark.parametrize("name", ["code-first", "discharge", "faulty-resources", "conditions-missing"])
def test_answer_looks_right(window: Window, name: str, request: pytest.FixtureRequest) -> None:
    page = window.open(f"/workbench?example={name}")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("How this answer was reached").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert violations(page) == []
    window.photograph(f"answer-{name}-{_window_of(request)}")


@pytest.mark.parametrize("window", [PHONE_DARK], indirect=True, ids=["phone-dark"])
def test_charts_fit_on_a_phone(window: Window) -> None:
    """Each is drawn for a phone: nothing of it lies outside of the window, and no bar is cut."""
    page = window.open("/report")
    for image in page.locator("figure img").all():
        image.scroll_into_view_if_needed()
        drawn, natural = image.evaluate("each => [each.getBoundingClientRect().right, each.naturalWidth]")
        assert drawn <= page.viewport_size["width"]
        assert natural <= 390
