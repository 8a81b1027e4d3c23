from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.dismissals.dismissed import dismissed_among
from cards.selection.topics import rules_of, topic_of
from icd10cm.evidence.basis import note_basis
from icd10cm.issue import Basis, CodingIssue, Strength
from icd10cm.rules import REGISTRY
from tests.cards.sweep import Charts, cards_of

if TYPE_CHECKING:
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

EVERY = 7


def _topic(rule: str, *codes: str) -> str:
    return topic_of(CodingIssue(rule, Strength.PROMPT, codes, (), ()))


def test_the_topic_is_the_rule_and_the_codes_without_dots() -> None:
    assert _topic("UnspecifiedSite", "M86.50") == "UnspecifiedSiteM8650"
    assert _topic("Excludes1", "F45.8", "G47.63") == "Excludes1F458G4763"


def _asking(rule: str, code: str, *choices: str, because: str = "") -> CodingIssue:
    return CodingIssue(rule, Strength.DOCUMENTED, (code,), (), (), choices=choices, because=because)


def test_a_question_about_a_result_names_what_it_asks_for() -> None:
    assert topic_of(_asking("MissingOrganism", "N30.00", "B96.20")) == "MissingOrganismN3000B9620"
    assert topic_of(_asking("Excludes1", "M86.151", "A54.43", because="organism")) == "Excludes1M86151A5443"
    assert topic_of(_asking("UnspecifiedSite", "M86.50", "M86.561")) == "UnspecifiedSiteM8650"


def test_dismissing_one_organism_never_hides_another(release: Release) -> None:
    klebsiella, coli = (_asking("MissingOrganism", "N30.00", code) for code in ("B96.1", "B96.20"))
    assert topic_of(klebsiella) != topic_of(coli)
    assert dismissed_among((klebsiella, coli), frozenset((topic_of(klebsiella),)), (), release) == {
        topic_of(klebsiella)
    }


HEART, KIDNEY = (
    Basis("I13.0", "useAdditionalCode", note)
    for note in (
        "code to identify type of heart failure (I50.-)",
        "code to identify stage of chronic kidney disease (N18.1-N18.4, N18.9)",
    )
)


def _by_note(rule: str, code: str, *basis: Basis, choices: tuple[str, ...] = ()) -> CodingIssue:
    return CodingIssue(rule, Strength.PROMPT, (code,), (), basis, choices=choices)


def test_a_question_by_a_note_names_the_codes_of_the_note() -> None:
    assert topic_of(_by_note("UseAdditionalCode", "I13.0", HEART)) == "UseAdditionalCodeI130I50"
    assert topic_of(_by_note("UseAdditionalCode", "I13.0", KIDNEY)) == "UseAdditionalCodeI130N181N184N189"
    vertebra, orbit = (Basis("M86", "excludes2", note) for note in ("vertebra (M46.2-)", "orbit (H05.0-)"))
    assert topic_of(_by_note("ExcludedSite", "M86.50", vertebra)) == "ExcludedSiteM8650M462"
    assert topic_of(_by_note("ExcludedSite", "M86.50", orbit)) == "ExcludedSiteM8650H050"


def test_what_the_chart_answers_already_changes_no_topic() -> None:
    asked = _by_note("UseAdditionalCode", "I13.0", HEART, choices=("I50",))
    answered = _by_note("UseAdditionalCode", "I13.0", HEART, choices=("I50.21",))
    assert topic_of(asked) == topic_of(answered)


@pytest.mark.parametrize("element", sorted({each for rule in REGISTRY if rule.asks_by_note for each in rule.elements}))
def test_no_two_notes_at_a_code_have_one_topic(element: str, release: Release) -> None:
    """Two notes may name the same codes in other words; what they ask is the same."""
    for code in sorted(release.valid)[::EVERY]:
        asked: dict[str, set[tuple[tuple[int, int], ...]]] = {}
        for line in release.notes_for(code, element):
            if line.references:
                topic = topic_of(_by_note("ExcludedSite", code, note_basis(line)))
                asked.setdefault(topic, set()).add(_targets(line))
        assert all(len(targets) == 1 for targets in asked.values()), asked


def _targets(line: NoteLine) -> tuple[tuple[int, int], ...]:
    return tuple(span for reference in line.references for span in reference.spans)


def test_dismissals_of_earlier_releases_hold(release: Release) -> None:
    for former, issue in (
        ("MissingOrganismN3000", _asking("MissingOrganism", "N30.00", "B96.1")),
        ("ResidualCodeE119", _asking("PresumedLink", "E11.9")),
        ("UseAdditionalCodeI110", _by_note("UseAdditionalCode", "I11.0", HEART)),
        ("ExcludedSiteM8650", _by_note("ExcludedSite", "M86.50", Basis("M86", "excludes2", "vertebra (M46.2-)"))),
    ):
        assert topic_of(issue) in dismissed_among((issue,), frozenset((former,)), issue.codes, release)
        assert topic_of(issue) not in dismissed_among(
            (issue,), frozenset(("UnspecifiedSiteM8650",)), issue.codes, release
        )


def test_a_former_topic_of_two_questions_says_nothing_about_either(release: Release) -> None:
    both = [_by_note("UseAdditionalCode", "I13.0", each) for each in (HEART, KIDNEY)]
    stored = frozenset(("UseAdditionalCodeI130",))
    assert dismissed_among(both, stored, {"I13.0"}, release).isdisjoint(map(topic_of, both))


def test_a_rule_that_took_a_question_over_is_off_with_the_other() -> None:
    assert rules_of(_asking("PresumedLink", "E11.9")) == ("PresumedLink", "ResidualCode")
    assert rules_of(_asking("ResidualCode", "E11.9")) == ("ResidualCode",)


def test_a_long_topic_stays_distinct() -> None:
    codes = [f"S82.24{n}A" for n in range(10)] * 2
    assert _topic("Excludes1", *codes, "A00.0") != _topic("Excludes1", *codes, "A00.1")


@given(st.lists(st.text(max_size=30), max_size=12))
def test_a_topic_is_of_letters_and_digits_and_not_too_long(codes: list[str]) -> None:
    topic = _topic("UnspecifiedSite", *codes)
    assert re.fullmatch(r"UnspecifiedSite[A-Za-z0-9]{0,85}", topic)
    assert topic == _topic("UnspecifiedSite", *codes)


@pytest.mark.parametrize("code", ["I13.0", "I13.2", "E11.22"])
def test_each_question_of_a_code_is_dismissed_by_itself(code: str, release: Release) -> None:
    asked = {card.topic for card in cards_of(Charts(release, 1, 1).alone(code), release)}
    for topic in asked:
        left = cards_of(Charts(release, 1, 1).alone(code), release, overridden=frozenset((topic,)))
        assert {card.topic for card in left} == asked - {topic}
