"""What a place in the chart leads to, for codes of the whole release."""

from __future__ import annotations

import pytest

from icd10cm import review
from icd10cm.anatomy.side import Side
from tests.icd10cm.releases.made_encounters import (
    RELEASE,
    SWEPT,
    check_settled,
    check_targets,
    documented_place,
    encounter,
)


def test_a_body_site_that_repeats_the_title_says_nothing_more() -> None:
    for code in SWEPT:
        places = [(site, side) for site, side in RELEASE.places_of(code) if site]
        issues = review(encounter(documented_place(code, *places)), RELEASE) if places else ()
        assert not [issue for issue in issues if issue.strength != "prompt"], (code, places, issues)


@pytest.mark.parametrize("side", Side)
def test_what_a_documented_side_leads_to_exists(side: Side) -> None:
    for code in SWEPT:
        for issue in review(encounter(documented_place(code, (None, side))), RELEASE):
            check_targets(issue)
            # A site is no more than asked for; M94.279, whose siblings name the side twice, asks for the side as one.
            is_of_a_site = issue.rule in {"ResidualCode", "ExcludedSite", "UnspecifiedSite"}
            assert not is_of_a_site or issue.strength == "prompt" or issue.because == "side", issue


@pytest.mark.parametrize(("site", "side"), [("femur", Side.RIGHT), ("knee", Side.LEFT), ("hand", None)])
def test_accepting_a_place_settles_the_issue(site: str, side: Side | None) -> None:
    for code in SWEPT:
        before = encounter(documented_place(code, (site, side)))
        for issue in review(before, RELEASE):
            check_targets(issue)
            check_settled(before, issue)
