"""Summaries about random codes: short enough, and never without the side, site or organism that the chart states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cards.phrases.fitting import WANTED
from cards.phrases.shortening import with_abbreviations, without_details
from cards.short_names import abbreviated, core_name, organism_name, short_name
from icd10cm.titles.side_groups import SIDE_WORDS
from tests.cards.sweep import sweep

if TYPE_CHECKING:
    from cards.card import Card
    from icd10cm.releases.release import Release
    from tests.cards.sweep import Key

SHARE = 0.4
LONGER = 0.03
"""Share of all summaries that may be over `WANTED`; of those of one rule, `LONGER_OF_RULE`."""
LONGER_OF_RULE = 0.1
ENOUGH = 40
"""Cards of a rule from which on its share says something."""
EVERY = 7


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
    assert {rule: share for rule, share in shares.items() if share > LONGER_OF_RULE} == {}


def test_nothing_is_cut_within_a_summary(cards: dict[Key, list[Card]]) -> None:
    assert [card.summary for each in cards.values() for card in each if "…" in card.summary] == []


@pytest.mark.parametrize("rule", ["SiteMismatch", "UnspecifiedLaterality", "UnspecifiedSite"])
def test_the_side_of_the_chart_is_in_the_summary(rule: str, cards: dict[Key, list[Card]]) -> None:
    for (of, _), each in cards.items():
        for card in each if of == rule else ():
            stated = {fact.statement.split()[0] for fact in card.issue.evidence if not fact.from_text}
            assert all(side in card.summary for side in stated & {"left", "right"}), card.summary


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
