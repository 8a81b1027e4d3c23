"""What a choice changes of a code, and that the question of a card asks for all of it and for nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cards.phrases.changes import Change, changes_of
from icd10cm.choosing.open_axes import open_sides
from tests.cards.sweep import Charts, cards_of

if TYPE_CHECKING:
    from icd10cm.encounter import CodedEncounter
    from icd10cm.releases.release import Release

SIDE, SITE, SEVENTH, KIND = Change
EVERY = 23
CHARTS = 250
OF_A_SIDE = frozenset(
    ("right", "left", "bilateral", "both", "unilateral", "unspecified", "side", "eye", "dominant", "nondominant", "of")
)
"""What two titles that differ in the side alone may differ in."""


@pytest.mark.parametrize(
    ("code", "choice", "changed"),
    [
        ("M86.559", "M86.551", {SIDE}),
        ("C50.919", "C50.912", {SIDE}),
        ("G81.90", "G81.91", {SIDE}),
        ("E11.3299", "E11.3291", {SIDE}),
        ("L89.609", "L89.619", {SIDE}),
        ("L89.609", "L89.613", {SIDE, KIND}),
        ("M86.50", "M86.561", {SITE, SIDE}),
        ("M86.50", "M86.58", {SITE}),
        ("M43.10", "M43.16", {SITE}),
        ("I82.409", "I82.A11", {SITE, SIDE, KIND}),
        ("S82.209A", "S82.202C", {SIDE, SEVENTH}),
        ("S82.201A", "S82.201C", {SEVENTH}),
        ("M86.9", "M86.551", {SITE, SIDE, KIND}),
        ("M86.551", "M86.559", frozenset()),
    ],
)
def test_what_a_choice_changes(code: str, choice: str, changed: set[Change], release: Release) -> None:
    assert changes_of((code, choice), release) == changed


def test_a_code_of_the_open_side_changes_the_side(release: Release) -> None:
    for code in sorted(release.valid)[::EVERY]:
        for choice in {each for codes in open_sides(code, release).values() for each in codes}:
            changed = changes_of((code, choice), release)
            assert SIDE in changed, (code, choice)
            assert changed <= {SIDE, SITE}, (code, choice)  # "leg" and "lower leg" of M70.86-


@pytest.mark.parametrize("kind", ["sited", "worded", "shortened"])
def test_who_asks_for_the_side_changes_the_side_alone(kind: str, release: Release) -> None:
    """The button of "Is that the side?" adds a side, and that of "Is that the site?" no other disease."""
    charts = Charts(release, 22, 0.3)
    for code in charts.chance.choices(charts.valid, k=CHARTS):
        encounter: CodedEncounter = getattr(charts, kind)(code)
        for card in cards_of(encounter, release):
            found = re.search(r"s that the (side|site)\b", card.summary)
            if found and len(card.issue.choices) == 1:
                own, other = (_words(each, release) for each in (card.issue.codes[0], card.issue.choices[0]))
                assert found[1] == "site" or own ^ other <= OF_A_SIDE, (card.summary, card.issue.choices)
                assert KIND not in changes_of((card.issue.codes[0], card.issue.choices[0]), release), card.summary


def _words(code: str, release: Release) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", release.title(code).lower()))
