from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cards.selection.topics import rules_of, topic_of, topics_of
from icd10cm.issue import CodingIssue, Strength


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


def test_dismissing_one_organism_never_hides_another() -> None:
    klebsiella, coli = (_asking("MissingOrganism", "N30.00", code) for code in ("B96.1", "B96.20"))
    assert topic_of(klebsiella) not in topics_of(coli)
    assert topic_of(coli) not in topics_of(klebsiella)


def test_dismissals_of_earlier_releases_hold() -> None:
    assert "MissingOrganismN3000" in topics_of(_asking("MissingOrganism", "N30.00", "B96.1"))
    assert "ResidualCodeE119" in topics_of(_asking("PresumedLink", "E11.9"))


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
