"""Labels of any code and rule: at most 80 characters, with the code and the side."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.labels import LONGEST_LABEL, label_of, label_of_all
from cards.selection.question import Question
from icd10cm.issue import AddCode, CodingIssue, RemoveCode, ReplaceCode, Resequence, Strength
from icd10cm.titles.side_groups import SIDE_WORDS, title_words
from tests.cards.deal import chart_for, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release

ONE, TWO = "Condition/1", "Condition/2"
CHART = chart_for(scenarios()["UnspecifiedSite"])
SAMPLE = 400


def _context(
    release: Release, codes: tuple[str, ...], *options: Correction, choices: tuple[str, ...] = ()
) -> CardContext:
    issue = CodingIssue(
        "SiteMismatch",
        Strength.PROMPT,
        codes,
        (ONE, TWO)[: len(codes)],
        (),
        choices=choices,
        options=options,
        together=len(options) > 1,
    )
    return CardContext(Question(issue), CHART, release, index_of(CHART.encounter))


def _pairs(release: Release) -> Iterator[tuple[str, str]]:
    """Yield pairs of codes: any two, and two of one category."""
    valid = sorted(release.valid)
    chance = Random(80)
    for _ in range(SAMPLE):
        place = chance.randrange(len(valid) - 5)
        yield valid[place], chance.choice(valid)
        yield valid[place], valid[place + chance.randrange(1, 5)]


def _labels(release: Release) -> Iterator[tuple[str, str]]:
    """Yield a label with the code that it names, of every kind of correction."""
    for old, new in _pairs(release):
        both = _context(release, (old, new), choices=(new,))
        yield label_of(AddCode(new, ONE), both), new
        yield label_of(ReplaceCode(ONE, new), both), new
        yield label_of(Resequence(TWO, ONE, new), both), new
        yield label_of(RemoveCode(ONE, ""), both), old
        yield label_of(RemoveCode(ONE, new), both), old


def test_no_label_is_over_eighty_characters(release: Release) -> None:
    for label, code in _labels(release):
        assert len(label) <= LONGEST_LABEL, label
        assert code in label


def test_no_label_loses_the_side_of_the_code_that_it_adds(release: Release) -> None:
    for _, new in _pairs(release):
        label = label_of(AddCode(new, ONE), _context(release, ("M86.50",), choices=(new,)))
        sides = SIDE_WORDS.keys() & title_words(release.title(new))
        assert sides <= {*title_words(label.replace("both sides", "bilateral"))} | {"bilateral"}, label


def test_several_answers_at_once_fit_into_one_label(release: Release) -> None:
    for old, new in _pairs(release):
        context = _context(release, (old, old), ReplaceCode(ONE, new), AddCode(old, ONE), choices=(new, old))
        assert len(label_of_all(context)) <= LONGEST_LABEL
        context = _context(release, (old, new), ReplaceCode(ONE, new), RemoveCode(TWO, new), choices=(new,))
        assert label_of_all(context).endswith(f" (remove {new})")


def test_many_answers_at_once_are_counted(release: Release) -> None:
    codes = ("S82.242A", "S82.241A", "S72.451B", "S72.452B", "S06.5X8A", "S06.5X7A")
    context = _context(release, ("S82.243A",), *(AddCode(code, ONE) for code in codes), choices=codes)
    assert label_of_all(context) == "6 changes, beginning with Add S82.242A"


@pytest.mark.parametrize(
    ("option", "codes", "choices", "label"),
    [
        (ReplaceCode(ONE, "M86.561"), ("M86.50",), ("M86.561",), "M86.561 - right tibia and fibula"),
        (ReplaceCode(ONE, "C78.01", ("C78.02",)), ("C78.00",), ("C78.01",), "C78.01 and C78.02 - both sides"),
        (AddCode("B95.62", ONE), ("M86.50",), ("B95.62",), "Add B95.62 - MRSA"),
        (RemoveCode(TWO, "E10.9"), ("E10.9", "E11.9"), ("E10.9",), "Keep E10.9 (type 1), remove E11.9"),
        (RemoveCode(ONE, ""), ("I10",), (), "Remove I10 - hypertension"),
        (
            RemoveCode(TWO, "I63.312"),
            ("I63.312", "I63.412"),
            ("I63.312", "I63.412"),
            "Keep I63.312 (thrombosis of left middle cerebral artery), remove I63.412",
        ),
        (
            RemoveCode(TWO, "I69.354"),
            ("I69.354", "Z86.73"),
            ("I69.354",),
            "Keep I69.354 (hemiplegia/hemiparesis of left non-dominant side), remove Z86.73",
        ),
        (
            RemoveCode(TWO, "F13.139"),
            ("F13.139", "F13.10"),
            ("F13.139",),
            "Keep F13.139 (with withdrawal, unspecified), remove F13.10",
        ),
        (ReplaceCode(ONE, "I13.2"), ("I13.11",), ("I13.2",), "I13.2 - with heart failure"),
        (
            RemoveCode(ONE, "I50.43"),
            ("I50.9", "I50.43"),
            ("I50.43",),
            "Keep I50.43 (acute on chronic combined systolic and diastolic HF), remove I50.9",
        ),
        (
            AddCode("S06.5X6A", ONE),
            ("S02.0XXA",),
            ("S06.5X6A",),
            "Add S06.5X6A - traumatic subdural hemorrhage with LOC over 24 hours, survived",
        ),
        (
            AddCode("S06.5X8A", ONE),
            ("S02.0XXA",),
            ("S06.5X8A",),
            "Add S06.5X8A - traumatic subdural hemorrhage with death from other cause",
        ),
        (
            AddCode("E11.3211", ONE),
            ("H35.00",),
            ("E11.3211",),
            "Add E11.3211 - type 2 diabetes with mild NPDR with macular edema, right eye",
        ),
    ],
)
def test_a_label_says_the_difference(
    option: Correction, codes: tuple[str, ...], choices: tuple[str, ...], label: str, release: Release
) -> None:
    assert label_of(option, _context(release, codes, choices=choices)) == label
