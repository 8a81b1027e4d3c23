from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cards.selection.topics import topic_of
from icd10cm.issue import CodingIssue, Strength


def _topic(rule: str, *codes: str) -> str:
    return topic_of(CodingIssue(rule, Strength.PROMPT, codes, (), ()))


def test_the_topic_is_the_rule_and_the_codes_without_dots() -> None:
    assert _topic("UnspecifiedSite", "M86.50") == "UnspecifiedSiteM8650"
    assert _topic("Excludes1", "F45.8", "G47.63") == "Excludes1F458G4763"


def test_a_long_topic_stays_distinct() -> None:
    codes = [f"S82.24{n}A" for n in range(10)] * 2
    assert _topic("Excludes1", *codes, "A00.0") != _topic("Excludes1", *codes, "A00.1")


@given(st.lists(st.text(max_size=30), max_size=12))
def test_a_topic_is_of_letters_and_digits_and_not_too_long(codes: list[str]) -> None:
    topic = _topic("UnspecifiedSite", *codes)
    assert re.fullmatch(r"UnspecifiedSite[A-Za-z0-9]{0,85}", topic)
    assert topic == _topic("UnspecifiedSite", *codes)
