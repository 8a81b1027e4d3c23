"""Every page answers, quickly, as a page: with its headers, its landmarks and nothing from elsewhere."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from cds_service.app import create_app
from cds_service.hooks.gathering.chart_queries import needs
from cds_service.pages.codes.code_search import as_code, search
from cds_service.settings import Settings
from icd10cm.rules import RULES, rule_of
from tests.function_calls import function_calls

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from icd10cm.releases.by_date import Releases

PAGES = [
    "/",
    "/workbench",
    "/codes",
    "/codes?q=osteomyelitis+tibia",
    "/codes?q=fracture",
    "/codes?q=a",
    "/codes/M86",
    "/codes/M86.50",
    "/codes/M86.551",
    "/codes/S82.243",
    "/codes/S82.243A",
    "/codes/I10",
    "/codes/O98",
    "/rules",
    *(f"/rules/{rule}" for rule in RULES),
    "/report",
    "/about",
]
MOST_CALLS = 250_000
"""Twice what the search for the letter "a" takes: it ranks all 21,000 codes that have it."""


class Elements(HTMLParser):
    """The start tags of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("page", PAGES)
def test_page_has_what_every_page_has_and_takes_little_work(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    elements = Elements(answer.text)
    assert [len(elements.named(tag)) for tag in ("main", "header", "footer", "h1", "title")] == [1] * 5
    assert elements.named("html")[0]["lang"] == "en"
    assert elements.named("a")[0] == {"class": "skip", "href": "#main"}
    loaded = [
        *(each["src"] for each in elements.named("script")),
        *(each["href"] for each in elements.named("link")),
        *(each["src"] for each in elements.named("img")),
    ]
    assert all(address and address.startswith(("/static/", "data:image/svg+xml;")) for address in loaded)
    for _, attributes in elements.found:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert function_calls(lambda: client.get(page)) < MOST_CALLS


def test_links_between_pages_lead_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    for page in ("/", "/codes/M86.50", "/rules", "/rules/Excludes1", "/about", "/workbench"):
        hrefs = {each.get("href") or "" for each in Elements(client.get(page).text).named("a")}
        seen |= {href for href in hrefs if href.startswith("/")}
    assert len(seen) > 30
    statuses = {href: client.get(href).status_code for href in seen}
    assert {href: status for href, status in statuses.items() if status != 200} == {}


@pytest.mark.parametrize("name", ["pages.css", "pages.js", "icon.svg"])
def test_static_files_may_be_kept(client: FlaskClient, name: str) -> None:
    with client.get(f"/static/{name}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert "http" not in re.sub(r"https?://www\.w3\.org/", "", answer.text)


def test_start_page_says_that_the_release_is_not_current(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, words in (
        (date(2026, 9, 30), "April 2026 code set is effective today"),
        (date(2026, 10, 1), "coding-cards release fetch 2027"),
    ):
        monkeypatch.setattr("cds_service.pages.site.today", lambda day=day: day)
        monkeypatch.setattr("cds_service.pages.blueprint.today", lambda day=day: day)
        assert words in client.get("/").text


def test_start_page_has_what_a_client_needs(client: FlaskClient) -> None:
    page = client.get("/").text
    prefetch = client.get("/cds-services").json["services"][0]["prefetch"]
    assert "http://127.0.0.1:8080/cds-services" in page
    assert {need.name: need.template for need in needs()} == prefetch
    assert all(need.epic_template.replace("&", "&amp;") in page for need in needs())
    assert "category=clinical-note" in page


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("m8650", "M86.50"),
        ("M86.50", "M86.50"),
        (" m86.5- ", "M86.5"),
        ("T8453XA", "T84.53XA"),
        ("M86", "M86"),
        ("c4a", "C4A"),
        ("osteomyelitis", None),
        ("", None),
    ],
)
def test_codes_are_recognized_as_typed(typed: str, code: str | None) -> None:
    assert as_code(typed) == code


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("M86.5", "M86.5"),
        ("osteomyelitis", "M86"),
        ("osteomyelitis hematogenous right femur", "M86.051"),
        ("femur right hematogenous osteomyelitis", "M86.051"),
        ("essential hypertension", "I10"),
        ("type 2 diabetes foot ulcer", "E11.621"),
        ("septic arthritis right knee", "M00.061"),
        ("vertebral osteomyelitis lumbar", "M46.26"),
        ("merkel cell", "C4A"),
        ("c4a.1", "C4A.1"),
    ],
)
def test_search_finds(releases: Releases, query: str, first: str) -> None:
    found, total = search(query, releases.all[0])
    assert total >= len(found) > 0
    assert found[0].code == first


@pytest.mark.parametrize("query", ["zzzz", "!!!", "' DROP TABLE 9=9; --", "<script>"])
def test_search_finds_nothing_and_says_so(client: FlaskClient, query: str) -> None:
    page = client.get("/codes", query_string={"q": query})
    assert page.status_code == 200
    assert "Nothing found" in page.text
    assert "<script>" not in page.text


def test_path_of_a_code_leads_to_its_chapter_and_section(client: FlaskClient) -> None:
    page = client.get("/codes/M86.551").get_data(as_text=True)
    for query, first, last in (("chapter 13", "M00", "M99"), ("m86-m90", "M86", "M90")):
        assert f'href="/codes?q={quote(query)}"' in page
        found = client.get(f"/codes?q={quote(query)}").get_data(as_text=True)
        assert f'href="/codes/{first}"' in found
        assert f'href="/codes/{last}"' in found
        assert 'href="/codes/M86.5"' not in found


@pytest.mark.parametrize("section", ["U00-U49", "M00-M25", "C00-C96"])
def test_a_section_without_a_first_category_and_one_that_holds_others_are_found(
    section: str, releases: Releases
) -> None:
    found, total = search(section, releases.all[0])
    assert total == len(found) > 0
    assert all(section[0] == node.code[0] for node in found)


def test_search_by_a_whole_code_leads_to_its_page(client: FlaskClient) -> None:
    assert client.get("/codes?q=m8650").headers["Location"] == "/codes/M86.50"
    assert client.get("/codes?q=m8650&list=1").status_code == 200


def test_page_of_a_split_code_says_until_when_it_was_valid_and_what_replaced_it(client: FlaskClient) -> None:
    page = client.get("/codes/G20").text
    assert "In another code set: effective until Sep 30, 2023; replaced by G20.A1, G20.A2" in page
    assert "In another code set" not in client.get("/codes/M86.551").text


def test_code_page_says_what_holds(client: FlaskClient) -> None:
    page = client.get("/codes/M86.551").text
    for words in (
        "valid code",
        "Other chronic hematogenous osteomyelitis, femur",
        "Chapter 13",
        'href="/codes/A54.43"',
    ):
        assert words in page
    assert "A 7th character is needed" in client.get("/codes/S82.243").text
    assert "More characters are needed" in client.get("/codes/M86").text


@pytest.mark.parametrize("code", ["T84.53A", "Z99.999", "nonsense", "%3Cscript%3E", "M86.5511111111111"])
def test_unknown_code_is_a_page_too(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/codes/{code}")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "is not in the April 2026 code set" in answer.text
    assert "<script>" not in answer.text


def test_unknown_rules_and_examples_are_pages_too(client: FlaskClient) -> None:
    for address in ("/rules/Nothing", "/workbench?example=nothing"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_every_rule_says_what_it_rests_on(client: FlaskClient) -> None:
    listed = client.get("/rules").text
    for rule in RULES:
        page = client.get(f"/rules/{rule}").text
        assert f"/rules/{rule}" in listed
        assert f"CODING_CARDS_RULES_{'ON' if rule_of(rule).is_optional else 'OFF'}={rule}" in page
        assert "/workbench?example=" in page


def test_links_keep_the_path_of_the_public_address(releases: Releases) -> None:
    client = create_app(Settings(public_url="https://example.org/cards"), releases).test_client()
    hrefs = {each.get("href") or "" for each in Elements(client.get("/codes/M86.50").text).named("a")}
    assert "/cards/codes/M86" in hrefs
    assert not [href for href in hrefs if href.startswith("/") and not href.startswith("/cards/")]


def test_report_without_a_store_says_so(releases: Releases) -> None:
    client = create_app(Settings(), releases).test_client()
    assert "without a store" in client.get("/report").text
    assert client.get("/report.csv").status_code == 503
