"""`/why`: a card's explanation from codes and kinds of facts, and what browsers get where there is no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_it_explains_rule_codes_facts_notes_and_answer(client: FlaskClient) -> None:
    page = client.get(
        "/why/MissingOrganism/M86.662?strength=documented&to=B96.20&facts=organism:culture&notes=M86:useAdditionalCode"
    )
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Other chronic osteomyelitis, left tibia and fibula" in text
    assert "<dt>Organism</dt>\n  <dd>E. coli, from a culture result</dd>" in text
    assert "code (B95-B97) to identify infectious agent" in text
    assert "osseous defect" not in text, "another line of the note, which does not name the answer"
    assert 'href="/codes/B96.20"' in text
    assert 'href="/rules/MissingOrganism"' in text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "UnspecifiedLaterality/S82.243A?to=S82.242A&facts=side:site",
            "<dt>Side</dt>\n  <dd>left, from a body site of the diagnosis</dd>",
        ),
        (
            "SeventhCharacter/S82.242A?to=S82.242C&facts=seventh:text",
            "<dd>active treatment, open fracture type IIIA, IIIB, or IIIC, from the written diagnosis",
        ),
        (
            "PresumedLink/E11.9,M86.661?facts=diagnosis:coded",
            "<dd>chronic osteomyelitis, right tibia and fibula, from a coded diagnosis of the encounter</dd>",
        ),
        ("MissingOrganism/M86.662?to=B96.20&facts=culture", "<dt>Detail</dt>\n  <dd>from a culture result</dd>"),
        ("SiteMismatch/M17.11?facts=site:report", "<dt>Site</dt>\n  <dd>from a report</dd>"),
    ],
)
def test_it_shows_what_counted_and_where_it_came_from(address: str, shown: str, client: FlaskClient) -> None:
    """As codes tell it: an address of an earlier release, and a card without an answer, name the source alone."""
    assert shown in client.get(f"/why/{address}").get_data(as_text=True)


def test_a_prompt_says_that_there_is_no_fact(client: FlaskClient) -> None:
    text = client.get("/why/UnspecifiedSite/M86.50?strength=prompt").get_data(as_text=True)
    assert "No fact of the chart: the card asks." in text


@pytest.mark.parametrize(
    "address",
    [
        "/why/UnspecifiedSite/<b>?to=<i>&facts=<x>&notes=<y>:desc&strength=loud",
        "/why/UnspecifiedSite?notes=M86:nothing,M86:",
        "/why/UnspecifiedSite/" + ",".join(["M86.50"] * 40),
    ],
)
def test_odd_addresses_do_no_harm(address: str, client: FlaskClient) -> None:
    page = client.get(address)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "<b>" not in text
    assert "<i>" not in text
    assert text.count("unspecified site</dd>") <= 6


def test_an_unknown_rule_is_not_found(client: FlaskClient) -> None:
    assert client.get("/why/NoSuchRule/M86.50").status_code == 404


def test_browsers_get_a_page_where_there_is_none_and_clients_an_outcome(client: FlaskClient) -> None:
    browser = client.get("/nothing/here", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (browser.status_code, browser.mimetype) == (404, "text/html")
    assert "There is no page at this address." in browser.get_data(as_text=True)
    outcome = client.get("/nothing/here", headers={"Accept": "application/json"})
    assert outcome.status_code == 404
    assert outcome.get_json()["resourceType"] == "OperationOutcome"
    assert client.get("/nothing/here").get_json()["resourceType"] == "OperationOutcome"


def test_the_example_of_a_card_that_a_report_leads_to_has_a_report(client: FlaskClient) -> None:
    address = "/why/UnspecifiedSite/M86.60?strength=documented&to=M86.652&facts=site:"
    assert "example=report-names-site" in client.get(f"{address}report").text
    assert "example=report-names-site" not in client.get(f"{address}site").text
