from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from cards import deck_to_response, silence
from cards.build_deck import MOST_CARDS, DeckOptions, build_deck
from cards.wording import WORDINGS, Words
from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.encounter import Evidence, SiteFact
from icd10cm.issue import Strength
from tests.cards.conformance import response_faults
from tests.cards.deal import PUBLIC_URL, chart_for, deal, issue_from, scenarios

if TYPE_CHECKING:
    from cards import Card, Deck
    from cards.card_context import CardContext
    from icd10cm.releases.release import Release

CASES = scenarios()
SITE = CASES["UnspecifiedSite"]
PROMPT = CASES["UnspecifiedSite-prompt"]
ORGANISM = CASES["MissingOrganism"]
VAGUER = CASES["Excludes1-vaguer"]


def _rules(deck: Deck) -> list[str]:
    return [card.issue.rule for card in deck.shown]


def _why(deck: Deck) -> list[str]:
    return [held.why for held in deck.held_back]


def test_no_issue_no_card(release: Release) -> None:
    deck = build_deck([], chart_for(SITE), release, DeckOptions(PUBLIC_URL))
    assert deck_to_response(deck) == {"cards": []}


def test_cards_come_ranked_and_capped(release: Release) -> None:
    four = (VAGUER, PROMPT, ORGANISM, CASES["InvalidCode"])
    deck = deal(release, *four)
    assert _rules(deck) == ["InvalidCode", "MissingOrganism", "UnspecifiedSite"]
    assert [(held.card.issue.rule, held.why) for held in deck.held_back] == [("Excludes1", "max-cards")]
    assert response_faults(deck_to_response(deck)) == []


def test_max_cards_counts_only_the_cards_shown(release: Release) -> None:
    deck = deal(release, CASES["InvalidCode"], SITE, ORGANISM, max_cards=2, rules_off=frozenset({"InvalidCode"}))
    assert _rules(deck) == ["UnspecifiedSite", "MissingOrganism"]
    assert _why(deck) == ["rule-off"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"rules_off": frozenset({"UnspecifiedSite"})}, "rule-off"),
        ({"overridden": frozenset({"UnspecifiedSiteM8650"})}, "overridden"),
        ({"minimum_strength": {"UnspecifiedSite": Strength.PROCEDURE}}, "strength"),
        ({"quiet": True}, "quiet"),
        ({"max_cards": 0}, "max-cards"),
    ],
)
def test_a_card_held_back_says_why(options: dict[str, Any], why: str, release: Release) -> None:
    deck = deal(release, PROMPT, **options)
    assert deck.shown == ()
    assert _why(deck) == [why]


def test_what_is_documented_passes_a_quiet_deck_and_any_minimum(release: Release) -> None:
    deck = deal(release, SITE, quiet=True, minimum_strength={"UnspecifiedSite": Strength.DOCUMENTED})
    assert _rules(deck) == ["UnspecifiedSite"]


def test_a_quiet_deck_shows_what_an_order_leaves_one_code_for(release: Release) -> None:
    ordered = SITE | {"strength": "procedure"}
    assert _rules(deal(release, ordered, quiet=True)) == ["UnspecifiedSite"]


def test_a_quiet_deck_holds_back_what_an_order_leaves_open(release: Release) -> None:
    assert _why(deal(release, PROMPT | {"strength": "procedure"}, quiet=True)) == ["quiet"]


def test_a_silenced_deck_shows_nothing_and_keeps_all(release: Release) -> None:
    deck = silence(deal(release, SITE, ORGANISM, max_cards=1))
    assert deck.shown == ()
    assert _why(deck) == ["silent", "max-cards"]


def test_the_same_diagnosis_twice_makes_one_card_that_changes_both(release: Release) -> None:
    again = SITE | {
        "diagnoses": ["Condition/2"],
        "options": [{"replace": "Condition/2", "code": "M86.561"}],
        "evidence": [{"reference": "Condition/2", "statement": "right tibia", "date": date(2026, 5, 1)}],
    }
    chart = chart_for(SITE | {"diagnoses": ["Condition/1", "Condition/2"], "codes": ["M86.50", "M86.50"]})
    issues = [issue_from(SITE), issue_from(again)]
    deck = build_deck(issues, chart, release, DeckOptions(PUBLIC_URL))
    (card,) = deck.shown
    (suggestion,) = card.suggestions
    assert [action.resource["id"] for action in suggestion.actions if action.resource] == ["1", "2"]
    assert card.detail.count("right tibia (diagnosis, May ") == 2
    assert card.extension["org.coding-cards.issue"]["evidence"] == ["Condition/1", "Condition/2"]
    epic = build_deck(issues, chart, release, DeckOptions(PUBLIC_URL, profile="epic"))
    assert [len(each.actions) for each in epic.shown[0].suggestions] == [1]


def test_a_code_asked_about_once_is_changed_wherever_the_chart_says_the_same(release: Release) -> None:
    chart = chart_for(PROMPT | {"diagnoses": ["Condition/1", "Condition/2"], "codes": ["M86.50", "M86.50"]})
    (card,) = build_deck([issue_from(PROMPT)], chart, release, DeckOptions(PUBLIC_URL)).shown
    for suggestion in card.suggestions:
        assert [action.resource["id"] for action in suggestion.actions if action.resource] == ["1", "2"]
    first, second = chart.encounter.diagnoses
    evidence = Evidence("Condition/2", "left femur")
    elsewhere = structs.replace(second, sites=(SiteFact("femur", Side.LEFT, evidence),))
    apart = replace(chart, encounter=structs.replace(chart.encounter, diagnoses=(first, elsewhere)))
    (card,) = build_deck([issue_from(PROMPT)], apart, release, DeckOptions(PUBLIC_URL)).shown
    for suggestion in card.suggestions:
        assert [action.resource["id"] for action in suggestion.actions if action.resource] == ["1"]


def test_one_diagnosis_found_twice_is_not_changed_twice(release: Release) -> None:
    deck = deal(release, SITE, SITE)
    (card,) = deck.shown
    assert len(card.suggestions[0].actions) == 1


def test_two_cultures_with_one_diagnosis_stay_two_cards(release: Release) -> None:
    other = ORGANISM | {"choices": ["B95.62"], "options": [{"add": "B95.62", "after": "Condition/1"}]}
    assert len(deal(release, ORGANISM, other).shown) == 2


def test_a_date_outside_the_release_is_said_in_one_line(release: Release) -> None:
    (card,) = deal(release, SITE, day=date(2026, 11, 20)).shown
    (line,) = (line for line in card.detail.splitlines() if line.startswith("Checked"))
    assert line == ("Checked against the April 2026 code set; FY 2027 codes are not installed.")
    assert "Checked" not in deal(release, SITE).shown[0].detail


def test_an_answer_says_once_that_its_code_set_is_out_of_date(release: Release) -> None:
    shown = deal(release, SITE, ORGANISM, PROMPT, day=date(2026, 11, 20)).shown
    assert ["Checked against" in card.detail for card in shown] == [True, False, False]


def test_a_date_of_the_same_year_before_an_update_is_said_by_its_day(release: Release) -> None:
    (card,) = deal(release, SITE, day=date(2026, 3, 31)).shown
    line = "Checked against the April 2026 code set; the code set effective on Mar 31, 2026 is not installed."
    assert line in card.detail.splitlines()


def test_absent_cultures_are_named_only_where_they_matter(release: Release) -> None:
    absent = {"absent": ["cultures"]}
    assert "culture results not received" in deal(release, ORGANISM | absent).shown[0].detail
    assert "culture results" not in deal(release, SITE | absent).shown[0].detail


def test_a_slash_at_the_end_of_the_address_does_no_harm(release: Release) -> None:
    deck = build_deck([issue_from(SITE)], chart_for(SITE), release, DeckOptions(f"{PUBLIC_URL}/"))
    assert deck.shown[0].links[0].url.startswith(f"{PUBLIC_URL}/why/UnspecifiedSite/M86.50?")
    assert deck.shown[0].source.url == f"{PUBLIC_URL}/rules/UnspecifiedSite"


def test_a_code_from_the_chart_cannot_lead_a_link_elsewhere(release: Release) -> None:
    odd = CASES["InvalidCode"] | {"codes": ["../../X?<B>"], "options": [], "choices": []}
    deck = deal(release, odd)
    assert deck.shown[0].links[0].url.startswith(f"{PUBLIC_URL}/why/InvalidCode?")
    assert response_faults(deck_to_response(deck)) == []


def test_other_words_can_be_passed_in(release: Release) -> None:
    def house_words(context: CardContext) -> Words:
        return Words(summary=context.ask("Is this house rule met: {}?"), about="House rule")

    issue = issue_from(CASES["A-rule-of-a-third-party"])
    chart = chart_for(CASES["A-rule-of-a-third-party"])
    deck = build_deck(
        [issue],
        chart,
        release,
        DeckOptions(PUBLIC_URL),
        wordings={**WORDINGS, "HouseRule": house_words},
    )
    assert deck.shown[0].summary == "Is this house rule met: hypertension (I10)?"


def test_an_unknown_profile_is_refused(release: Release) -> None:
    with pytest.raises(ValueError, match="no client profile is called 'cerner'"):
        deal(release, SITE, profile="cerner")


def test_uuids_are_fresh_by_default(release: Release) -> None:
    options = DeckOptions(PUBLIC_URL)
    first, second = (build_deck([issue_from(SITE)], chart_for(SITE), release, options) for _ in range(2))
    assert first.shown[0].uuid != second.shown[0].uuid


def test_of_very_many_questions_the_first_are_written_and_the_rest_counted(release: Release) -> None:
    first = issue_from(CASES["InvalidCode"])
    many = [structs.replace(first, codes=(f"A00.X{number}",)) for number in range(MOST_CARDS + 50)]
    chart = chart_for(CASES["InvalidCode"])
    deck = build_deck(many, chart, release, DeckOptions(PUBLIC_URL))
    assert (len(deck.shown), len(deck.held_back), deck.unwritten) == (3, MOST_CARDS - 3, 50)
    assert silence(deck).unwritten == 50
    assert [card.issue.codes[0] for card in deck.shown] == ["A00.X0", "A00.X1", "A00.X2"]
    all_shown = build_deck(many, chart, release, DeckOptions(PUBLIC_URL, max_cards=1000))
    assert (len(all_shown.shown), all_shown.unwritten) == (MOST_CARDS + 50, 0)
    assert build_deck(many[:MOST_CARDS], chart, release, DeckOptions(PUBLIC_URL)).unwritten == 0


def test_two_cards_never_change_one_condition_into_each_other(release: Release) -> None:
    vaguer = CASES["ResidualCode"] | {"codes": ["M86.50"]}
    deck = deal(release, SITE, vaguer)
    assert [[each.label for each in card.suggestions] for card in deck.shown] == [
        ["M86.561 - right tibia and fibula"],
        [],
    ]
    assert "(M86.571)" in deck.shown[1].detail


def test_cards_about_two_conditions_keep_their_buttons(release: Release) -> None:
    other = CASES["ResidualCode"] | {
        "diagnoses": ["Condition/2"],
        "options": [{"replace": "Condition/2", "code": "M86.571"}],
    }
    chart = chart_for(SITE | {"diagnoses": ["Condition/1", "Condition/2"], "codes": ["M86.50", "M86.58"]})
    deck = build_deck([issue_from(SITE), issue_from(other)], chart, release, DeckOptions(PUBLIC_URL))
    assert [len(card.suggestions) for card in deck.shown] == [1, 1]


def test_two_cards_never_create_two_codes_for_one_condition(release: Release) -> None:
    """A client that only creates leaves the old code to be removed by hand; of two new ones, one would be wrong."""
    deck = deal(release, SITE, CASES["ResidualCode"] | {"codes": ["M86.50"]}, profile="epic")
    assert [len(card.suggestions) for card in deck.shown] == [1, 0]
    assert "(M86.571)" in deck.shown[1].detail


def test_a_code_to_add_keeps_its_button_next_to_one_that_replaces(release: Release) -> None:
    organism = ORGANISM | {"codes": ["M86.50"]}
    for profile in ("generic", "epic"):
        deck = deal(release, SITE, organism, profile=profile)
        assert [len(card.suggestions) for card in deck.shown] == [1, 1]


@pytest.mark.parametrize(
    ("code", "day", "shown", "missing"),
    [
        ("M86.8X", date(2026, 10, 1), "(M86.8X6-)", "needs more characters"),
        ("M86.8X", date(2026, 9, 30), "(M86.8X6)", "needs one more character"),
        ("M86.5", date(2026, 9, 30), "(M86.56-)", "needs more characters"),
        ("O31", date(2026, 10, 1), "- O31.4-", "needs more characters"),
        ("C78.3", date(2026, 10, 1), "- C78.31\n", "needs one more character"),
    ],
)
def test_a_category_on_the_date_of_service_is_written_with_a_dash(
    code: str, day: date, shown: str, missing: str, release: Release
) -> None:
    chart = chart_for({"diagnoses": ["Condition/1"], "codes": [code]}, day=day)
    issue = next(each for each in review(chart.encounter, release) if each.rule == "IncompleteCode")
    options = DeckOptions(PUBLIC_URL, profile="advice")
    (card,) = build_deck([issue], chart, release, options).shown
    assert shown in card.detail
    assert missing in card.summary


@pytest.mark.parametrize(
    ("texts", "summary"),
    [
        (("right tibia", "left femur"), 'the diagnosis reads "right tibia" and "left femur". Is that the site?'),
        (("right tibia", "left femur", "left humerus"), "Is it multiple sites (diagnosis)?"),
    ],
)
def test_a_question_about_several_sites_names_them_all_or_none(
    texts: tuple[str, ...], summary: str, release: Release
) -> None:
    references = [f"Condition/{number}" for number, _ in enumerate(texts, 1)]
    chart = chart_for({"diagnoses": references, "codes": ["M86.50"] * len(texts)})
    evidence = tuple(Evidence(each, text, None, True) for each, text in zip(references, texts, strict=True))  # noqa: FBT003
    issue = structs.replace(issue_from(SITE), choices=("M86.59",), options=(), evidence=evidence)
    (card,) = build_deck([issue], chart, release, DeckOptions(PUBLIC_URL)).shown
    assert card.summary.endswith(summary)


def test_cards_that_are_only_counted_are_not_written(release: Release) -> None:
    issues, chart = [issue_from(SITE), issue_from(PROMPT)], chart_for(SITE)
    options = DeckOptions(PUBLIC_URL, max_cards=1)
    written, counted = (build_deck(issues, chart, release, replace(options, writes=writes)) for writes in (True, False))
    assert written.shown[0].summary
    assert not counted.shown[0].summary
    assert [_told(card) for card in written.shown] == [_told(card) for card in counted.shown]
    for deck in (written, counted):  # nobody reads what is held back
        assert [(held.why, held.card.summary, held.card.detail) for held in deck.held_back] == [("max-cards", "", "")]


def _told(card: Card) -> tuple[object, ...]:
    return card.topic, card.indicator, card.issue, card.evidence_source
