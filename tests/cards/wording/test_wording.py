from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, product
from random import Random
from typing import TYPE_CHECKING, Any, get_args

import pytest

from cards import WORDINGS, deck_to_response
from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.client_profiles import ProfileName
from cards.selection.question import Question
from cards.short_names import short_name
from cards.wording import write_words
from cards.wording.forbidden_words import refused_word
from icd10cm.issue import CodingIssue, Strength
from tests.cards.deal import chart_for, deal, issue_from, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.release import Release

CASES = scenarios()
ODD_CODES = ("", "\u202e", "a{b}", "x" * 40, "{", "Ω", "\x00", "A00")
REASONS = (
    "",
    "side",
    "with",
    "text",
    "contradicted",
    "resistance",
    "elsewhere",
    "organism",
    "vaguer",
    "order",
    "missing",
    "dominance",
    "procedure",
    "no-indication",
    "other-joint",
    "a reason of a later rule",
)


@dataclass(frozen=True)
class _Untitled:
    """A release whose titles say nothing, so that the lint reads our own words only."""

    id: str = "2026-04-01"
    effective_from: date = date(2026, 4, 1)
    effective_to: date = date(2026, 9, 30)
    valid: frozenset[str] = frozenset()
    derived: dict[Any, Any] = field(default_factory=dict)

    def title(self, code: str) -> str:
        return f"title of {code}"

    def is_valid(self, code: str) -> bool:
        return "." in code

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day <= self.effective_to

    def node(self, code: str) -> None:
        """Return nothing, so that no name is found."""

    nearest = position = side_of = node

    def places_of(self, code: str) -> tuple[()]:
        del code
        return ()


def _read_aloud(card: dict[str, Any]) -> Iterator[str]:
    """Yield all that a clinician reads on a card."""
    yield card["summary"]
    yield from card["detail"].splitlines()
    yield card["source"]["label"]
    yield card["source"]["topic"]["display"]
    for suggestion in card.get("suggestions", ()):
        yield suggestion["label"]
        yield from (action["description"] for action in suggestion["actions"])
    yield from (reason["display"] for reason in card["overrideReasons"])
    yield from (link["label"] for link in card["links"])


def _variants() -> Iterator[dict[str, Any]]:
    """Yield every scenario with every reason and strength that a rule may give, in and out of the release."""
    for case in CASES.values():
        quiet = case | {"evidence": [], "basis": [], "absent": ["cultures", "procedures", "encounter"]}
        for because in REASONS:
            for strength in Strength:
                for minor in (False, True):
                    yield quiet | {"because": because, "strength": strength.value, "minor": minor}


@pytest.mark.sweep
def test_no_word_of_payment_quality_severity_or_pressure() -> None:
    lines = set()
    # Profiles and days take turns: what they add to a card is the same for all reasons of a scenario.
    turns = cycle(product(get_args(ProfileName), (date(2026, 5, 3), date(2026, 12, 1))))
    for case, (profile, day) in zip(_variants(), turns, strict=False):
        (card,) = deck_to_response(deal(_Untitled(), case, profile=profile, day=day))["cards"]  # type: ignore[arg-type]
        lines.update(_read_aloud(card))
    assert len(lines) > 200
    assert [line for line in sorted(lines) if refused_word(line)] == []


@pytest.mark.parametrize(
    "text", ["This must be coded", "affects the DRG", "improves quality scores", "capture severity"]
)
def test_the_lint_refuses(text: str) -> None:
    assert refused_word(text)


@pytest.mark.parametrize("name", CASES)
def test_a_summary_asks_one_question_and_names_an_answer_only_with_its_condition(name: str, release: Release) -> None:
    case = CASES[name]
    summary = deal(release, case).shown[0].summary
    assert summary.count("?") == 1
    coded = {*case["codes"], *case.get("others", {}).values()}
    named = [answer for answer in case.get("choices", ()) if answer not in coded and answer in summary]
    assert not named or re.search(
        r"unless (?:they are |the two are )?unrelated\.|If so, |lacks the placeholder X\.", summary
    )


@pytest.mark.parametrize("rule", [*WORDINGS, "HouseRule"])
def test_every_summary_is_under_140_characters(rule: str, release: Release) -> None:
    chance = Random(rule)
    nodes = release.tabular.nodes
    chart = chart_for(CASES["UnspecifiedSite"])
    index = index_of(chart.encounter)
    for _ in range(400):
        codes = tuple(
            chance.choice((chance.choice(nodes).code, chance.choice(ODD_CODES))) for _ in range(chance.randrange(5))
        )
        issue = CodingIssue(rule, chance.choice(tuple(Strength)), codes, (), (), because=chance.choice(REASONS))
        summary = write_words(CardContext(Question(issue), chart, release, index), WORDINGS).summary
        assert 0 < len(summary) < 140
        assert summary.isprintable()


@pytest.mark.sweep
def test_the_longest_titles_still_leave_the_question_and_the_codes(release: Release) -> None:
    longest = sorted(release.valid, key=lambda code: -len(release.title(code)))[:2]
    case = CASES["Excludes1"] | {"codes": longest, "evidence": [], "basis": []}
    summary = deal(release, case).shown[0].summary
    assert re.search(r"condition,? or two\b", summary)
    assert all(code in summary for code in longest)


def test_a_pair_always_names_the_guideline_exception(release: Release) -> None:
    for name in ("Excludes1", "Excludes1-definite", "Excludes1-vaguer"):
        assert "I.A.12.a" in deal(release, CASES[name]).shown[0].detail


def test_a_result_is_the_providers_to_judge(release: Release) -> None:
    for name in ("Excludes1-organism", "MissingOrganism", "UseAdditionalCode-resistance"):
        assert "III.B" in deal(release, CASES[name]).shown[0].detail


@pytest.mark.parametrize("name", CASES)
def test_a_detail_says_chart_notes_and_what_to_do(name: str, release: Release) -> None:
    issue = issue_from(CASES[name])
    card = deal(release, CASES[name]).shown[0]
    paragraphs = card.detail.split("\n\n")
    assert paragraphs[0].startswith("**Chart:** ")
    classified = next((each for each in paragraphs if each.startswith("**ICD-10-CM:** ")), "")
    for basis in issue.basis[:2]:
        note = basis.note.replace("[", r"\[").rstrip(".").partition(" (E08.621")[0]
        if basis.element != "desc":
            assert f"{basis.code}, " in classified
            assert note in classified
        elif note not in classified:  # the title of a code that the card names in everyday words
            assert short_name(basis.code, release).casefold() in f"{card.summary} {paragraphs[0]}".casefold()
    assert paragraphs[-1].endswith(".")


@pytest.mark.parametrize("name", CASES)
def test_clinicians_see_no_resource_ids(name: str, release: Release) -> None:
    card = deal(release, CASES[name]).shown[0]
    seen = (card.summary, card.detail, *(each.label for each in card.suggestions))
    assert not [text for text in seen if re.search(r"\b[A-Z][A-Za-z]+/\d", text)]


@pytest.mark.parametrize("profile", get_args(ProfileName))
@pytest.mark.parametrize("name", CASES)
def test_no_option_is_listed_that_the_client_draws_as_a_button(
    name: str, profile: ProfileName, release: Release
) -> None:
    card = deal(release, CASES[name], profile=profile).shown[0]
    listed = [line for line in card.detail.splitlines() if line.startswith("- ")]
    for suggestion in card.suggestions:
        assert not [line for line in listed if f"({suggestion.code})" in line]
    if not card.suggestions:
        answers = {*card.issue.choices, *(getattr(each, "code", "") for each in card.issue.options)} - {""}
        shown = f"{card.summary} {card.detail}"
        assert not answers or listed or all(code in shown for code in answers)


def test_options_are_listed_only_where_the_client_draws_no_button(release: Release) -> None:
    case = CASES["UnspecifiedLaterality-prompt"]
    assert "right femur" not in deal(release, case).shown[0].detail
    assert "- right femur (M86.551)" in deal(release, case, profile="advice").shown[0].detail


def test_chart_text_in_a_detail_is_escaped(release: Release) -> None:
    evil = "<img src=x> [press](http://evil.example) **now**\n\n# x"
    case = CASES["MissingOrganism"] | {
        "evidence": [{"reference": "Observation/7", "statement": evil, "date": date(2026, 5, 1)}],
        "basis": [{"code": "M86", "element": "useAdditionalCode", "note": evil}],
    }
    detail = deal(release, case).shown[0].detail
    assert "<" not in detail
    assert "](" not in detail.replace(r"\](", "")
    assert "\n# x" not in detail


def test_a_code_from_the_chart_is_escaped_everywhere(release: Release) -> None:
    case = CASES["InvalidCode"] | {"codes": ["<b>[x](y)"]}
    (card,) = deck_to_response(deal(release, case))["cards"]
    assert "<" not in card["detail"]
    assert "[x](y)" not in card["detail"]


def test_families_are_written_as_the_tabular_list_writes_them(release: Release) -> None:
    case = CASES["Excludes1-organism"] | {"choices": ["A40", "M86.5", "A02.24"], "options": []}
    detail = deal(release, case).shown[0].detail
    assert "- streptococcal sepsis (A40.-)" in detail
    assert "- chronic hematogenous osteomyelitis (M86.5-)" in detail
    assert "- Salmonella osteomyelitis (A02.24)" in detail


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("UnspecifiedSite", "If not, change the code yourself or dismiss with a reason."),
        ("UnspecifiedSite-prompt", 'If the site is not known, dismiss with "Unable to determine".'),
        ("UnspecifiedLaterality", "If not, change the code yourself or dismiss with a reason."),
        ("UnspecifiedLaterality-prompt", 'If the side is not known, dismiss with "Unable to determine".'),
    ],
)
def test_a_prompt_does_not_speak_of_a_site_that_nobody_named(name: str, last: str, release: Release) -> None:
    assert deal(release, CASES[name]).shown[0].detail.endswith(last)


def test_a_name_is_said_as_in_a_sentence_only_where_there_is_room(release: Release) -> None:
    case = CASES["MissingOrganism"]
    assert "chronic osteomyelitis, left tibia and fibula (M86.662)" in deal(release, case).shown[0].summary
    shorter = CASES["CodeFirst-dementia"] | {"codes": ["M86.651"]}
    assert "chronic osteomyelitis of the right thigh (M86.651)" in deal(release, shorter).shown[0].summary


def test_an_incomplete_code_with_a_site_in_the_chart_asks_for_the_site(release: Release) -> None:
    site = {"reference": "Condition/1", "statement": "Bone structure of femur, left", "date": date(2026, 5, 2)}
    (card,) = deal(release, CASES["IncompleteCode"] | {"choices": ["M86.552"], "options": [], "evidence": [site]}).shown
    assert card.summary.endswith("(M86.5, incomplete): the chart says left femur. Is that the site?")
    text = site | {"statement": "bone infection", "from_text": True}
    (card,) = deal(release, CASES["IncompleteCode"] | {"choices": ["M86.552"], "options": [], "evidence": [text]}).shown
    assert card.summary.endswith('the diagnosis reads "bone infection". Is that the diagnosis?')


def test_an_unknown_code_is_its_own_name(release: Release) -> None:
    coded = {"reference": "Condition/1", "statement": "T84.53A", "date": date(2026, 5, 2)}
    (card,) = deal(release, CASES["InvalidCode"] | {"evidence": [coded]}).shown
    assert card.detail.startswith("**Chart:** T84.53A (May 2, 2026)\n")
    (card,) = deal(release, CASES["InvalidCode"]).shown
    assert card.detail.startswith("**Chart:** T84.53A (May 2, 2026)\n")
