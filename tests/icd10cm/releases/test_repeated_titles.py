"""A text that says what the title of the code says does not lead to another code."""

from __future__ import annotations

from icd10cm.encounter import Evidence, Statement
from tests.icd10cm.releases.made_encounters import RELEASE, SELDOM, issues_alone


def test_a_text_that_repeats_the_title_says_nothing_more() -> None:
    """EHRs send the display of the code as its text; a word more or less does not make it evidence."""
    for code in SELDOM:
        words = f"{RELEASE.title(code).lower()} dx"
        statements = (Statement(words, Evidence("Condition/1", words)),)
        issues = issues_alone(code, statements=statements)
        assert not [issue for issue in issues if issue.strength != "prompt"], (code, words, issues)
