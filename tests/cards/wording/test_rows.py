"""The table of words: a row for every rule and reason, and none for what no rule raises."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from cards import WORDINGS, DeckOptions, Rewording, build_deck, reworded
from cards.phrases.code_slots import slots_of
from cards.phrases.slots import SLOTS
from cards.wording import ROWS
from icd10cm.encounter import Setting
from icd10cm.issue import Strength
from icd10cm.rules import REGISTRY, rule_of
from tests.cards.deal import PUBLIC_URL, chart_for, deal, issue_from, scenarios

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CASES = scenarios()


def test_every_rule_and_reason_has_a_row() -> None:
    for rule in REGISTRY:
        for reason in rule.reasons:
            assert (rule.id, reason) in ROWS


def test_a_row_is_for_a_reason_of_a_rule_or_for_the_rest() -> None:
    known = {rule.id for rule in REGISTRY}
    for rule, reason, *strength in ROWS:
        if rule in known:
            assert reason in {"", *rule_of(rule).reasons}
            assert all(Strength(each) in rule_of(rule).strengths for each in strength)


@pytest.mark.parametrize("key", ROWS)
def test_every_phrase_of_a_sentence_exists(key: tuple[str, ...]) -> None:
    assert slots_of((*ROWS[key].sentences, ROWS[key].about)) <= SLOTS.keys()


@pytest.mark.parametrize("key", ROWS)
def test_the_last_sentence_needs_no_phrase_but_the_codes(key: tuple[str, ...]) -> None:
    assert slots_of(ROWS[key].sentences[-1:]) <= {"code", "codes", "missing", "service_day"}


@pytest.mark.parametrize("key", ROWS)
def test_each_sentence_asks_one_question(key: tuple[str, ...]) -> None:
    for sentence in ROWS[key].sentences:
        assert sentence.count("?") == 1


def test_a_prompt_has_its_own_row(release: Release) -> None:
    case = CASES["UseAdditionalCode"]
    asked = {
        strength: deal(release, case | {"strength": strength, "because": ""}).shown[0].summary
        for strength in ("documented", "prompt")
    }
    assert asked["documented"].startswith("The chart says chronic kidney disease stage 3B.")
    assert asked["prompt"] == "What is the stage of the chronic kidney disease (E11.22)?"


def test_a_former_reason_of_a_rules_file_still_applies(release: Release) -> None:
    entries = [
        Rewording("MissingOrganism", "contradicts", summary="Which organism is meant: {}?"),
        Rewording("MissingOrganism", summary="Is this the organism: {}?"),
    ]
    wordings = reworded(WORDINGS, entries)
    for name, start in (("MissingOrganism-contradicts", "Which organism"), ("MissingOrganism", "Is this")):
        assert deal(release, CASES[name], wordings=wordings).shown[0].summary.startswith(start)


@pytest.mark.parametrize(
    ("setting", "summary", "about"),
    [
        (
            Setting.INPATIENT,
            "An organism code (B95.62, MRSA) cannot be the principal diagnosis. What is this admission mainly for?",
            "Principal diagnosis: B95.62",
        ),
        (
            Setting.OUTPATIENT,
            "An organism code (B95.62, MRSA) cannot be the first-listed diagnosis. What is this visit mainly for?",
            "First-listed diagnosis: B95.62",
        ),
        (
            Setting.EMERGENCY,
            "An organism code (B95.62, MRSA) cannot be the first-listed diagnosis. What is this visit mainly for?",
            "First-listed diagnosis: B95.62",
        ),
        (
            Setting.UNKNOWN,
            "An organism code (B95.62, MRSA) cannot be listed first. What is this encounter mainly for?",
            "First diagnosis: B95.62",
        ),
    ],
)
def test_the_first_diagnosis_is_named_by_the_setting(
    setting: Setting, summary: str, about: str, release: Release
) -> None:
    case = CASES["Sequencing"]
    chart = chart_for(case)
    chart = replace(chart, encounter=structs.replace(chart.encounter, setting=setting))
    (card,) = build_deck([issue_from(case)], chart, release, DeckOptions(PUBLIC_URL)).shown
    assert card.summary == summary
    assert card.source.topic_display == about


ANSWERED_BY_LEAD = {
    "If not": r"(?:\b|\{)(?:Where|Which si[dt]e|Is2?|Are|Does|Did|Can|Update|Code|Remove)\b[^?]*\?|"
    r"\{Confirm\w*\}\?|\? \{|\? [A-Z]",
    "If it is not the cause": r"\b[Cc]ause\b",
    "If the coded organism is the cause": r"Which is the cause",
    "If it is not known": r"\b(?:Which|What|Where|Is|stated)\b|\{Asks\}",
    "If they are two conditions": r"condition|separate|coded twice|Both are coded|one code|covers both|replaces|stays|"
    r"or \{other_part",
    "If they are unrelated": r"unrelated|linked",
}
"""What the last line of a detail answers, and how the question before it asks."""


@pytest.mark.parametrize("key", ROWS)
def test_the_last_line_answers_the_question(key: tuple[str, ...]) -> None:
    row = ROWS[key]
    for begins, asks in ANSWERED_BY_LEAD.items():
        if row.lead.startswith(begins):
            assert [each for each in row.sentences if not re.search(asks, each)] == []


def test_only_a_question_about_a_cause_ends_in_one() -> None:
    assert "the cause" not in ROWS["UseAdditionalCode", "resistance"].lead
