"""The link of a card names its question and nothing of the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cards.deal import PUBLIC_URL, deal, scenarios

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CASES = scenarios()


def test_the_link_says_rule_codes_answers_facts_and_notes(release: Release) -> None:
    (link,) = deal(release, CASES["MissingOrganism"]).shown[0].links
    assert link.label == "Why this card"
    assert link.url == (
        f"{PUBLIC_URL}/why/MissingOrganism/M86.662?strength=documented&to=B96.20"
        "&facts=organism:culture-preliminary&notes=M86:useAdditionalCode"
    )


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("UnspecifiedLaterality", "side:site"),
        ("UnspecifiedSite", "side:site,site:site"),
        ("SiteMismatch-side", "side:site"),
        ("SeventhCharacter-long-text", "seventh:text"),
        ("CodeFirst-order", "code:coded,diagnosis:coded"),
        ("UnspecifiedSite-procedure", "site:procedure"),
        ("UnspecifiedSite-prompt", ""),
    ],
)
def test_the_link_says_what_counted_and_where_it_came_from(name: str, facts: str, release: Release) -> None:
    (link,) = deal(release, CASES[name]).shown[0].links
    assert parse_qs(urlsplit(link.url).query).get("facts", [""]) == [facts]


@pytest.mark.parametrize("name", CASES)
def test_the_link_holds_nothing_of_the_chart(name: str, release: Release) -> None:
    (link,) = deal(release, CASES[name]).shown[0].links
    for fact in CASES[name].get("evidence", ()):
        assert fact["reference"] not in link.url
        assert fact["statement"].split(",")[0].replace(" ", "+") not in link.url
    assert len(link.url) < 400


def test_what_is_no_code_stays_out_of_the_link(release: Release) -> None:
    odd = CASES["InvalidCode"] | {"codes": ["../../X?<B>"], "options": [], "choices": []}
    (link,) = deal(release, odd).shown[0].links
    assert link.url.startswith(f"{PUBLIC_URL}/why/InvalidCode?strength=")
