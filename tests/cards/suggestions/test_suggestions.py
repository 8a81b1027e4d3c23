from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.condition import Condition

from cards import deck_to_response
from tests.cards.deal import chart_for, condition, deal, scenarios

if TYPE_CHECKING:
    from cards.card import Card
    from icd10cm.releases.release import Release

CASES = scenarios()


def _card(release: Release, case: dict[str, Any], **options: Any) -> Card:
    return deal(release, case, **options).shown[0]


@pytest.mark.parametrize("profile", ["generic", "epic"])
@pytest.mark.parametrize("name", CASES)
def test_every_resource_is_valid_r4(name: str, profile: str, release: Release) -> None:
    card = _card(release, CASES[name], profile=profile)
    for suggestion in card.suggestions:
        for action in suggestion.actions:
            if action.resource is not None:
                Condition.model_validate(dict(action.resource))


def test_an_update_changes_the_coding_and_nothing_else(release: Release) -> None:
    before = condition("Condition/1", "M86.50")
    card = _card(release, CASES["UnspecifiedSite"])
    (action,) = card.suggestions[0].actions
    assert action.resource is not None
    after = copy.deepcopy(dict(action.resource))
    coding = after["code"]["coding"][0]
    assert coding["code"] == "M86.561"
    assert coding["display"] == "Other chronic hematogenous osteomyelitis, right tibia and fibula"
    after["code"]["coding"][0] = before["code"]["coding"][0]
    assert after == before


def test_the_chart_is_not_changed_by_building_cards(release: Release) -> None:
    case = CASES["UnspecifiedSite"]
    chart = chart_for(case)
    before = copy.deepcopy(dict(chart.resources))
    deck_to_response(deal(release, case))
    assert dict(chart.resources) == before


def test_a_header_is_never_a_suggestion(release: Release) -> None:
    case = CASES["UseAdditionalCode-prompt"] | {"options": [{"add": "L97.4", "after": "Condition/1"}]}
    card = _card(release, case)
    assert card.suggestions == ()
    assert "- Add heel and midfoot (L97.4-), listed after E11.621" in card.detail


def test_valid_codes_among_headers_are_suggestions(release: Release) -> None:
    card = _card(release, CASES["UnspecifiedSite-prompt"])
    assert [each.code for each in card.suggestions] == ["M86.58", "M86.59"]


def test_options_stand_in_the_order_of_the_tabular_list(release: Release) -> None:
    detail = _card(release, CASES["UnspecifiedSite-prompt"], profile="advice").detail
    assert re.findall(r"\((M86\.5[1-9])-?\)", detail) == [f"M86.5{n}" for n in range(1, 10)]


def test_order_is_advice_only(release: Release) -> None:
    for profile in ("generic", "epic"):
        card = _card(release, CASES["CodeFirst-order"], profile=profile)
        assert card.suggestions == ()
        assert "(E11.621) before" in card.summary
        assert "move it up in the diagnosis list" in card.detail
        assert "chronic ulcer of right foot (L97.512, May 2, 2026, listed first)" in card.detail


def test_removal_is_a_delete_or_advice(release: Release) -> None:
    (suggestion,) = _card(release, CASES["Excludes1-definite"]).suggestions
    assert [(action.type, action.resource_id, action.resource) for action in suggestion.actions] == [
        ("delete", "Condition/1", None),
    ]
    card = _card(release, CASES["Excludes1-definite"], profile="epic")
    assert card.suggestions == ()
    assert "- Keep gonococcal osteomyelitis (A54.43), remove M86.661" in card.detail


def test_epic_is_told_what_is_replaced(release: Release) -> None:
    (suggestion,) = _card(release, CASES["SiteMismatch"], profile="epic").suggestions
    (action,) = suggestion.actions
    assert action.type == "create"
    assert action.description.endswith("Then remove T84.51XA (infected right hip prosthesis) by hand.")


def test_right_and_left_are_one_suggestion_where_the_client_can(release: Release) -> None:
    case = CASES["UnspecifiedLaterality-both"]
    (suggestion,) = _card(release, case).suggestions
    assert [action.type for action in suggestion.actions] == ["update", "create"]
    assert suggestion.label == "M86.551 - right femur and add M86.552 - left femur"
    each = _card(release, case, profile="epic").suggestions
    assert [[action.type for action in one.actions] for one in each] == [["create"], ["create"]]
    assert _card(release, case, drafts=frozenset({"Condition/1"})).suggestions == ()


def test_the_etiology_is_added_before_its_manifestation(release: Release) -> None:
    advice = _card(release, CASES["CodeFirst-missing"], profile="advice")
    assert "- Add COVID-19 (U07.1), listed before J12.82" in advice.detail
    card = _card(release, CASES["CodeFirst-missing"])
    assert "listed before J12.82" in card.suggestions[0].actions[0].description


def test_a_draft_gets_advice_only(release: Release) -> None:
    card = _card(release, CASES["UnspecifiedSite"], drafts=frozenset({"Condition/1"}))
    assert card.suggestions == ()
    assert "right tibia and fibula (M86.561)" in card.detail


def test_a_reason_code_gets_advice_only(release: Release) -> None:
    case = CASES["UnspecifiedSite"] | {
        "diagnoses": ["ServiceRequest/1#reasonCode0"],
        "options": [{"replace": "ServiceRequest/1#reasonCode0", "code": "M86.561"}],
    }
    assert _card(release, case).suggestions == ()


@pytest.mark.parametrize(
    ("name", "profile", "recommended"),
    [
        ("UnspecifiedSite", "generic", True),
        ("UnspecifiedSite", "epic", False),
        ("UnspecifiedLaterality-prompt", "generic", False),
        ("MissingOrganism", "generic", False),
        ("Excludes1-organism", "generic", False),
        ("SiteMismatch", "generic", False),
        ("ResidualCode-text", "generic", False),
        ("SeventhCharacter", "generic", False),
    ],
)
def test_only_one_documented_answer_is_ever_recommended(
    name: str,
    profile: str,
    recommended: bool,  # noqa: FBT001 (a column of the table above)
    release: Release,
) -> None:
    asked = _card(release, CASES[name], profile=profile, recommend=True)
    assert any(each.recommended for each in asked.suggestions) is recommended
    assert not any(each.recommended for each in _card(release, CASES[name], profile=profile).suggestions)


def test_a_recommended_suggestion_says_so_on_the_wire(release: Release) -> None:
    (card,) = deck_to_response(deal(release, CASES["UnspecifiedSite"], recommend=True))["cards"]
    assert card["suggestions"][0]["isRecommended"] is True
    (card,) = deck_to_response(deal(release, CASES["UnspecifiedSite"]))["cards"]
    assert "isRecommended" not in card["suggestions"][0]
