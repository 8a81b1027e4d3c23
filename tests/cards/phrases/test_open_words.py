"""What a title leaves open is quoted up to the end of its noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cards.phrases.slots import Phrases
from icd10cm.issue import CodingIssue, Strength
from tests.cards.deal import matter_of, scenarios

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CASE = scenarios()["UnspecifiedSite"]


@pytest.mark.parametrize(
    ("code", "open_words"),
    [
        ("T84.50XA", "unspecified internal joint prosthesis"),
        ("I83.899", "unspecified lower extremity"),
        ("S98.019A", "unspecified foot"),
        ("S89.90XA", "unspecified lower leg"),
        ("S82.243A", "unspecified tibia"),
        ("M86.50", "unspecified site"),
        ("M86.9", "unspecified"),
        ("N30.91", "unspecified"),
        ("M86.561", ""),
    ],
)
def test_open_words_of_a_title(code: str, open_words: str, release: Release) -> None:
    issue = CodingIssue("UnspecifiedSite", Strength.PROMPT, (code,), ("Condition/1",), ())
    case = CASE | {"codes": [code]}
    assert Phrases(matter_of(issue, case, release))["open"] == open_words
