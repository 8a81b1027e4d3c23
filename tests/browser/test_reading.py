"""Codes and the report as a person uses them, and everything by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Window


def test_codes_are_found_while_typing(window: Window) -> None:
    page = window.open("/codes")
    page.get_by_label("Code or words of a title").press_sequentially("osteomyelitis tib", delay=5)
    # What the first letters find may be shown before.
    page.locator(".results li", has_text="tibia").first.wait_for()
    page.get_by_role("link", name="M86.061").click()
    page.wait_for_url("**/codes/M86.061*")
    assert "M86.061" in page.locator("h1").inner_text()
    page.get_by_role("group", name="Codes by site and side").get_by_role("link", name="M86.062").click()
    page.wait_for_url("**/codes/M86.062*")
    assert "left tibia" in page.locator("h1").inner_text()


def test_code_typed_whole_leads_to_its_page(window: Window) -> None:
    page = window.open("/codes")
    page.get_by_label("Code or words of a title").fill("t8453xa")
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/T84.53XA")
    assert "initial encounter" in page.locator("h1").inner_text()


def test_cards_lead_to_their_pages(window: Window) -> None:
    page = window.open("/workbench")
    page.get_by_role("button", name="Send").click()
    # In their own tab: going back to a page that was posted would ask to post it again.
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Why this card").first.click()
    assert opened.value.locator("h1").inner_text() == "Why this card"
    opened.value.get_by_role("link", name="M86.50").first.click()
    assert "M86.50" in opened.value.locator("h1").inner_text()
    with page.expect_popup() as opened:
        page.locator("article.card .source a").first.click()
    page = opened.value
    assert page.locator("h1").inner_text() == "Unspecified site"
    page.get_by_role("link", name="Osteomyelitis without a site").click()
    assert page.get_by_label("Example").input_value() == "order-sign-osteomyelitis"


def test_copy_button_copies(window: Window) -> None:
    page = window.open("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the discovery URL").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{window.site.url}/cds-services"


def test_report_shows_charts_and_narrows(window: Window) -> None:
    page = window.open("/report")
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    everything = page.locator(".figures dd").nth(6).inner_text()
    page.get_by_label("Rule", exact=True).select_option("Excludes1")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**rule=Excludes1**")
    narrowed = page.locator(".figures dd").nth(6).inner_text()
    assert 0 < int(narrowed.replace(",", "")) < int(everything.replace(",", ""))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what is called so; each stop has to show where it is."""
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const stop = document.activeElement, style = getComputedStyle(stop);
            return [stop.labels?.[0]?.innerText || stop.innerText || stop.getAttribute("aria-label") || "",
                    stop === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none"]; }"""
        )
        assert stop[1], f"the focus on {stop[0]!r} cannot be seen"
        if words in stop[0]:
            return
    raise AssertionError(f"{words!r} cannot be reached by keyboard")


def test_keyboard_alone_is_enough(window: Window) -> None:
    page = window.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(page, "Try it in the workbench")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbench")
    _tab_to(page, "Send")
    page.keyboard.press("Enter")
    page.get_by_text("How this answer was reached").wait_for()
    _tab_to(page, "M86.561 - right tibia and fibula")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Accepted:").wait_for()
    _tab_to(page, "Reason for dismissing this card")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "Dismiss")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dismissed:").wait_for()
