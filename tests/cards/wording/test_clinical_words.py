"""Summaries in the words of the chart and of the hospital: no bare code, no word that the chart does not have."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from cards.short_names import differences, procedure_words, short_name
from tests.cards.sweep import Charts, cards_of, reading

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CODES = 150
BARE = re.compile(r"\([A-Z]\d[0-9A-Z]\.[0-9A-Z]+\)")


def _summaries(release: Release, code: str, text: str = "", behind: tuple[str, ...] = ()) -> list[str]:
    return [card.summary for card in cards_of(reading(code, text, behind), release)]


SAID = {
    (
        "I85.00",
        "bleeding esophageal varices",
    ): 'I85.00 says "without bleeding"; the diagnosis says "bleeding esophageal varices". Update it?',
    (
        "K35.30",
        "perforated appendicitis with abscess",
    ): 'K35.30 says "without perforation or gangrene"; diagnosis: "perforated appendicitis with abscess".',
    ("G40.909", "epilepsy with status epilepticus"): 'G40.909 says "without status epilepticus"; the diagnosis says',
    ("M06.041", "rheumatoid arthritis right knee"): "M06.041 says right hand; the diagnosis reads",
    ("G81.91", "left hemiplegia"): "Left or right? G81.91 (hemiplegia of right dominant side) is the right; the ",
    ("I11.0", ""): "What type of heart failure is it (I11.0)?",
    ("E11.621", ""): "Where is the ulcer (E11.621)?",
    ("E11.22", ""): "What is the stage of the chronic kidney disease (E11.22)?",
}


@pytest.mark.parametrize(("code", "text"), SAID)
def test_what_a_summary_says(code: str, text: str, release: Release) -> None:
    assert any(SAID[code, text] in each for each in _summaries(release, code, text)), _summaries(release, code, text)


def test_the_type_of_an_open_fracture_is_named_as_in_the_chart(release: Release) -> None:
    chance = Random(22)
    codes = [code for code in sorted(release.valid) if code[:3] in ("S52", "S72", "S82") and code[-1] in "ABC"]
    for code in chance.sample(codes, CODES):
        for text in ("Gustilo type IIIB open fracture", "Type IIIB open fracture"):
            for summary in _summaries(release, code, text):
                assert "Gustilo" not in summary or "Gustilo" in text, summary
                assert "IIIB" not in summary or ("Gustilo" in summary) == ("Gustilo" in text), summary


def test_an_external_cause_is_hardly_ever_a_bare_code(release: Release) -> None:
    """Only devices of Y70 to Y82 and the like have names that no summary has room for."""
    chance = Random(22)
    codes = chance.sample([code for code in sorted(release.valid) if code[0] in "VWXY"], 3 * CODES)
    asked = [each for code in codes for each in _summaries(release, code, behind=("R55",)) if "cannot be" in each]
    assert len(asked) >= len(codes)
    bare = [each for each in asked if BARE.search(each)]
    assert len(bare) <= 0.02 * len(asked), bare


def test_no_question_of_a_kind_sounds_translated(release: Release) -> None:
    charts = Charts(release, 7, 0.4)
    for code in charts.chance.choices(charts.valid, k=2 * CODES):
        for summary in _summaries(release, code):
            assert not re.search(r"[Ww]hat is the type of|[Ww]hich (?:type|stage) is|[Ww]hat is the cause of", summary)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("antibiotic spacer for the knee", "is the spacer"),
        ("antibiotic beads, deep", "are the antibiotic beads"),
        ("insertion of a drug-delivery device, deep", "are the antibiotic beads"),
        ("", "are the antibiotic beads"),
    ],
)
def test_a_device_is_called_as_the_chart_calls_it(title: str, words: str) -> None:
    assert procedure_words(("drug-delivery-insertion",), title) == words


def test_a_label_says_that_something_is_there(release: Release) -> None:
    codes = ("K35.30", "K35.31", "K35.32", "K35.33")
    parts = differences(codes, release)
    assert parts["K35.33"] == "with perforation, localized peritonitis, and gangrene, with abscess"
    assert parts["K35.30"] == "with localized peritonitis, without perforation or gangrene"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("A78", "Q fever"),
        ("Z51.5", "palliative care"),
        ("Z12.4", "screening"),
        ("I33.0", "infective endocarditis"),
        ("L03.116", "cellulitis of the left leg"),
    ],
)
def test_a_name_is_what_a_clinician_says(code: str, name: str, release: Release) -> None:
    assert short_name(code, release).startswith(name)


def test_an_answer_is_more_than_unspecified(release: Release) -> None:
    assert differences(("E87.2", "E87.20"), release)["E87.20"] == "acidosis, unspecified"
