"""The workbench as a person uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.browser.test_every_page import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Site, Window


def feedback_of(site: Site) -> list[tuple[str, str | None]]:
    """Return what the workbench's users did with their cards, as the store has it."""
    with create_engine(site.database_url).connect() as connection:
        rows = connection.execute(
            text("SELECT outcome, reason_code FROM feedback WHERE client = 'workbench' ORDER BY id")
        )
        return [tuple(row) for row in rows]


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()
    page.get_by_text("How this answer was reached").wait_for()


def test_accepting_until_nothing_is_left_to_say(window: Window) -> None:
    page = window.open("/workbench")
    page.get_by_label("Example").select_option("order-sign-osteomyelitis")
    send(page)
    assert page.locator("article.card").count() == 2
    window.photograph("round-trip-1-cards")
    before = len(feedback_of(window.site))

    page.get_by_role("button", name="M86.561 - right tibia and fibula").click()
    page.get_by_role("heading", name="Accepted: M86.561 - right tibia and fibula").wait_for()
    page.get_by_text("What changed in the request").click()
    assert '"code": "M86.50"' in page.locator("del").first.inner_text()
    assert '"code": "M86.561"' in page.locator("ins").first.inner_text()
    assert page.locator("article.card").count() == 1
    assert violations(page) == []
    window.photograph("round-trip-2-accepted")

    page.get_by_role("button", name="Add B95.62").click()
    page.get_by_role("heading", name="Accepted: Add B95.62").wait_for()
    page.get_by_text("No cards.").wait_for()
    window.photograph("round-trip-3-silent")
    assert feedback_of(window.site)[before:] == [("accepted", None), ("accepted", None)]


def test_setting_aside_with_a_reason(window: Window) -> None:
    page = window.open("/workbench?example=missing-organism")
    send(page)
    before = len(feedback_of(window.site))
    page.get_by_label("Reason for dismissing this card").select_option(label="Documented elsewhere in the chart")
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_role("heading", name="Dismissed: Documented elsewhere in the chart").wait_for()
    page.get_by_text("feedback stored").wait_for()
    page.get_by_role("tab", name="Notes applied").click()
    page.get_by_role("cell", name="held back dismissed before in this encounter").wait_for()
    assert page.locator("article.card").count() == 0
    assert feedback_of(window.site)[before:] == [("overridden", "already-documented")]


def test_validating(window: Window) -> None:
    page = window.open("/workbench?example=faulty-resources")
    page.get_by_role("button", name="Validate").click()
    page.get_by_text("FHIR R4B finds 3 faults").wait_for()
    window.photograph("validated")


def test_profile_of_the_client(window: Window) -> None:
    page = window.open("/workbench?example=epic-enter-diagnosis")
    assert page.get_by_label("Client profile").input_value() == "epic"
    send(page)
    page.get_by_text("by hand").first.wait_for()


def test_pasted_request(window: Window) -> None:
    page = window.open("/workbench")
    page.get_by_label("Hook call, as JSON").fill('{"hook": "order-sign"')
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Refused with status 400").wait_for()
    assert page.get_by_label("Hook call, as JSON").input_value() == '{"hook": "order-sign"'


def test_markup_in_a_chart_stays_text(window: Window) -> None:
    page = window.open("/workbench?example=markup-in-every-text")
    send(page)
    assert page.locator("article.card").count() == 2
    assert page.locator("main img, main script, main article a[href^='javascript']").count() == 0
    page.locator(".suggestions button").first.click()
    page.get_by_role("heading", name="Accepted:").wait_for()
    assert page.locator("main img, main script").count() == 0
    window.photograph("markup-is-text")


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_script(window: Window) -> None:
    page = window.open("/workbench?example=unspecified-side")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="S82.242A").click()
    page.get_by_text("No cards.").wait_for()
    page = window.open("/codes")
    page.get_by_label("Code or words of a title").fill("osteomyelitis tibia")
    page.get_by_role("button", name="Search").click()
    assert page.locator(".results li").count() > 3


def test_the_chosen_example_is_sent(window: Window) -> None:
    page = window.open("/workbench")
    page.get_by_label("Example").select_option("incomplete-code")
    send(page)
    assert "M86.5 needs more characters" in page.locator(".about-example").inner_text()
    assert page.locator("article.card").count() == 1
    assert "M86.50" not in page.locator("article.card h3").inner_text()
    assert page.get_by_label("Example").input_value() == "incomplete-code"


@pytest.mark.parametrize("window", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_send_is_on_the_first_screen_of_a_phone(window: Window) -> None:
    page = window.open("/workbench")
    box = page.get_by_role("button", name="Send").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844
    assert not page.locator("#request").is_visible()
    page.get_by_label("Example").select_option("unspecified-side")
    page.get_by_text("A fracture of an unspecified tibia").wait_for()
    assert not page.locator("#request").is_visible()
