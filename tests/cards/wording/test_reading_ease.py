"""How hard the details of cards are to read: our own words, outside the notes, titles and chart words shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import textstat

from tests.cards.sweep import sweep

if TYPE_CHECKING:
    from pathlib import Path

    from icd10cm.releases.release import Release

HIGHEST = 9
"""The Flesch-Kincaid grade that no detail is above."""
SHARE = 0.4
FEWEST = 3
"""Words from which on text is a sentence."""
_QUOTED = re.compile(r'"[^"]*"')
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_NAMED = re.compile(r"\bList .+? first")
_NOT_OURS = ("**Chart", "- ", "Options", "All of", "Checked against")
_NOTE_OF = re.compile(r"(?:^|; )[A-Z][\w. -]*, (?:[\w ]+: )?[ ,.;]*")


def own_words(detail: str) -> str:
    """Return the sentences of a detail that are ours: remarks and the last line, without what is quoted."""
    lines = [line for line in detail.split("\n\n") if not line.startswith(_NOT_OURS)]
    plain = [_IN_BRACKETS.sub("", _QUOTED.sub("", line.removeprefix("**ICD-10-CM:** "))) for line in lines]
    return " ".join(_NOTE_OF.sub("", _NAMED.sub("List it first", line)).strip() for line in plain)


def grade(detail: str) -> float:
    """Return the grade of our own words in a detail; 0 where there are none."""
    words = own_words(detail)
    return float(textstat.flesch_kincaid_grade(words)) if len(words.split()) >= FEWEST else 0.0


def _details(golden: Path) -> dict[str, str]:
    pages = {file.stem: file.read_text(encoding="utf-8") for file in sorted(golden.glob("*.md"))}
    return {name: page.partition("\n\n**Chart")[2].partition("\n\n## ")[0] for name, page in pages.items()}


def test_golden_details_are_easy_to_read(pytestconfig: pytest.Config) -> None:
    details = _details(pytestconfig.rootpath / "tests/cards/golden")
    assert len(details) >= 60
    hard = {name: (grade(f"**Chart{each}"), own_words(f"**Chart{each}")) for name, each in details.items()}
    assert {name: each for name, each in hard.items() if each[0] > HIGHEST} == {}


@pytest.mark.sweep
def test_details_about_any_codes_are_easy_to_read(release: Release) -> None:
    cards = [card for each in sweep(release, share=SHARE).values() for card in each]
    assert {own_words(card.detail) for card in cards if grade(card.detail) > HIGHEST} == set()


@pytest.mark.parametrize("detail", ["Utilization of alternative documentation necessitates reconsideration."])
def test_the_count_catches_what_is_hard(detail: str) -> None:
    assert grade(detail) > HIGHEST
