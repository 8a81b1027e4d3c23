"""Summaries about random codes: short enough, and never without the side, site or organism that the chart states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.phrases.chart_facts import facts_of
from cards.phrases.fitting import WANTED
from cards.phrases.shortening import with_abbreviations, without_details
from cards.selection.question import Question
from cards.short_names import abbreviated, core_name, name_with_seventh, of_the_side, organism_name, short_name
from fhir_mappings.chart.model import Chart
from icd10cm.titles.side_groups import SIDE_WORDS
from tests.cards.sweep import Charts, cards_of, sweep

if TYPE_CHECKING:
    from cards.card import Card
    from icd10cm.releases.release import Release
    from tests.cards.sweep import Key

pytestmark = pytest.mark.sweep

SHARE = 0.4
LONGER = 0.05
"""Share of all summaries that may be over `WANTED`; of those of one rule, `LONGER_OF_RULE`."""
LONGER_OF_RULE = 0.1
LONGER_OF_PAIRS = 0.25
"""The same where two names are in one summary, neither of which may be left out."""
OF_PAIRS = frozenset(("Excludes1", "CodedTwice", "PresumedLink", "CombinationCode", "ResidualCode"))
UNNAMED = 0.09
"""Share of pairs whose names do not fit even so: two accidents of watercraft."""
TELLING = {*SIDE_WORDS, "open", "closed"}
ONE_NAMED = frozenset(("organism", "stage", "procedure", "organ"))
"""Reasons that name one of two codes: the other is a culture, a stage of one disease, an operation, or a sepsis."""
ENOUGH = 40
"""Cards of a rule from which on its share says something."""
EVERY = 7
MOST_BUTTONS = 10
TWO = 2
CHARTS = 120


@pytest.fixture(scope="module")
def cards(release: Release) -> dict[Key, list[Card]]:
    return sweep(release, share=SHARE)


def test_every_rule_takes_part(cards: dict[Key, list[Card]]) -> None:
    assert len({rule for rule, _ in cards}) >= 17
    assert sum(map(len, cards.values())) > 1000


def test_summaries_are_read_in_five_seconds(cards: dict[Key, list[Card]]) -> None:
    lengths = [len(card.summary) for each in cards.values() for card in each]
    assert max(lengths) <= 139
    assert sum(length > WANTED for length in lengths) <= LONGER * len(lengths)


def test_no_rule_has_many_long_summaries(cards: dict[Key, list[Card]]) -> None:
    by_rule: dict[str, list[int]] = {}
    for (rule, _), each in cards.items():
        by_rule.setdefault(rule, []).extend(len(card.summary) for card in each)
    shares = {
        rule: sum(length > WANTED for length in lengths) / len(lengths)
        for rule, lengths in by_rule.items()
        if len(lengths) >= ENOUGH
    }
    most = dict.fromkeys(OF_PAIRS, LONGER_OF_PAIRS)
    assert {rule: share for rule, share in shares.items() if share > most.get(rule, LONGER_OF_RULE)} == {}


def test_nothing_is_cut_within_a_summary(cards: dict[Key, list[Card]]) -> None:
    assert [card.summary for each in cards.values() for card in each if "…" in card.summary] == []


def test_nobody_picks_from_more_buttons_than_one_character_tells_apart(cards: dict[Key, list[Card]]) -> None:
    options = {card.summary: len(card.issue.options) for each in cards.values() for card in each}
    assert {summary: number for summary, number in options.items() if number > MOST_BUTTONS} == {}


@pytest.mark.parametrize("rule", ["SiteMismatch", "UnspecifiedLaterality", "UnspecifiedSite"])
def test_the_side_of_the_chart_is_in_the_summary(rule: str, cards: dict[Key, list[Card]]) -> None:
    for (of, _), each in cards.items():
        for card in each if of == rule else ():
            stated = {fact.statement.split()[0] for fact in card.issue.evidence if not fact.from_text}
            assert all(side in card.summary for side in stated & {"left", "right"}), card.summary


def test_left_or_right_is_asked_of_the_part_of_the_title(cards: dict[Key, list[Card]], release: Release) -> None:
    """Not of the part that the chart names, which may be another one: "left or right kidney" of C64.1."""
    asked = 0
    for card in (each for found in cards.values() for each in found):
        part = re.match(r"Left or right ([a-z -]+)\?", card.summary)
        if part is not None:
            asked += 1
            name = f"{release.title(card.issue.codes[0])} {short_name(card.issue.codes[0], release)}".casefold()
            assert part[1] in name or all(word in name for word in part[1].split()), card.summary
    assert asked > ENOUGH / 2


@pytest.fixture(scope="module")
def pairs(cards: dict[Key, list[Card]], release: Release) -> list[Card]:
    """Return the cards about two codes of which a review may ask."""
    found = [
        card
        for (rule, _), each in cards.items()
        if rule in OF_PAIRS - {"CombinationCode", "ResidualCode"}
        for card in each
    ]
    two = (card for card in found if card.issue.because not in ONE_NAMED and len(card.issue.codes) == TWO)
    return [card for card in two if _may_be_asked(card, release)]


def _may_be_asked(card: Card, release: Release) -> bool:
    """Two 7th characters are of one code; no note excludes a code from itself with another 7th character."""
    one, other = map(release.node, card.issue.codes)
    return one is other if card.issue.because == "seventh" else card.issue.rule != "Excludes1" or one is not other


def test_what_tells_two_codes_apart_is_in_the_summary(pairs: list[Card], release: Release) -> None:
    """Side, and open or closed, of a name or of a 7th character, where the other code says otherwise."""
    for card in pairs:
        nodes = [release.node(code) for code in card.issue.codes]
        named = name_with_seventh if nodes[0] is nodes[1] else short_name
        own, other = ({*re.findall(r"\w+", named(code, release))} for code in card.issue.codes)
        missing = (own ^ other) & TELLING - {*re.findall(r"\w+", card.summary.lower())}
        assert not missing, (card.summary, missing)


def test_both_codes_of_a_pair_are_named(pairs: list[Card], release: Release) -> None:
    unnamed = [card.summary for card in pairs if not _names_both(card, release)]
    assert len(unnamed) <= UNNAMED * len(pairs), "\n".join(unnamed)


def _names_both(card: Card, release: Release) -> bool:
    """Return whether a word of each name that the other name lacks is in the summary."""
    said = {*re.findall(r"[^\s,?():]+", card.summary.lower())}
    names = (with_abbreviations(short_name(code, release)).lower() for code in card.issue.codes)
    one, other = ({*re.findall(r"[^\s,?():]+", name)} for name in names)
    return all(not apart or apart & said for apart in (one - other, other - one))


@pytest.mark.parametrize("kind", ["sited", "worded", "broken", "cultured", "paired"])
def test_each_fact_is_in_the_summary_or_the_detail(kind: str, release: Release) -> None:
    charts = Charts(release, 3, SHARE)
    for code in charts.chance.choices(charts.valid, k=CHARTS):
        encounter = getattr(charts, kind)(code)
        chart = Chart(encounter=encounter, resources={}, patient="Patient/1", encounter_reference="Encounter/1")
        for card in cards_of(encounter, release):
            context = CardContext(Question(card.issue), chart, release, index_of(encounter))
            shown = f"{card.summary} {card.detail}".replace("\\", "").casefold()
            for fact in facts_of(context):
                said = (fact.words, of_the_side(fact.words), abbreviated(fact.words), fact.code or fact.words)
                assert any(each.casefold() in shown for each in said), (card.summary, card.detail, fact)


def test_the_organism_of_the_culture_is_in_the_summary(cards: dict[Key, list[Card]]) -> None:
    for card in cards["MissingOrganism", ""]:
        organism = abbreviated(organism_name(card.issue.evidence[0].statement))
        assert organism.split()[-1] in card.summary, card.summary


def test_a_shorter_name_keeps_side_and_kind_of_fracture(release: Release) -> None:
    kept = {*SIDE_WORDS, "open", "closed"}
    for code in sorted(release.valid)[::EVERY]:
        name = short_name(code, release)
        words = kept & {*name.replace(",", " ").split()}
        for shorter in (with_abbreviations(name), without_details(name), core_name(name)):
            assert not shorter or words <= {*shorter.replace(",", " ").replace("/", " ").split()}, (name, shorter)
