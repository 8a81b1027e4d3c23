"""Weeks of gestation in texts: which count as a trimester, and which are something else."""

from __future__ import annotations

import pytest

from icd10cm.choosing.chooser import choose
from icd10cm.text.details.gestation import names_weeks, trimester_at
from tests.icd10cm.choosing.charts import documented, facts_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at 13 week", ("first", 3)),
        ("at 14 week", ("second", 3)),
        ("13w6d", ("first", 1)),
        ("14w0d", ("second", 1)),
        ("27w6d", ("second", 1)),
        ("28w0d", ("third", 1)),
        ("@ 22 wk", ("second", 3)),
        ("at 31w", ("third", 2)),
        ("iup 9 wk", ("first", 3)),
        ("22 week gestation", ("second", 3)),
        ("22 3 / 7 wk ga", ("second", 6)),
        ("at 42 week", ("third", 3)),
        ("at 43 week", None),
        ("at 3 week", None),
        ("at 6 week postpartum", None),
        ("at 6 week postop", None),
        ("9 week", None),
        ("31w", None),
        ("at 22", None),
        ("at", None),
        ("week", None),
        ("at 4 week", ("first", 3)),
        ("22 week gestation pain", ("second", 3)),
        ("9 wk pregnant", ("first", 3)),
        ("ga 9 week", ("first", 3)),
        ("ega 9w", ("first", 2)),
        ("at at 9 week", None),
        ("at 9w2d", ("first", 2)),
        ("9 week later", None),
    ],
)
def test_the_weeks_of_a_trimester(text: str, found: tuple[str, int] | None) -> None:
    assert trimester_at(text.split(), 0) == found


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("9 week", 0, ("first", 2)),
        ("anemia , 30 week", 2, ("third", 4)),
        ("pain for 9 week", 2, None),
        ("pain x 9 week", 2, None),
        ("9 week postpartum", 0, None),
        ("4w", 0, ("first", 1)),
        ("42w", 0, ("third", 1)),
        ("43w", 0, None),
        ("22 3 / 7 week", 0, ("second", 5)),
        ("22 3 / 6 week", 0, None),
        ("22 3 week", 0, None),
        ("pain 9 week", 1, ("first", 3)),
        ("since 9 week", 1, None),
        ("x 9w2d", 1, ("first", 2)),  # with its days it is nothing but weeks of gestation
        ("19 - 2", 0, None),
        ("9 + 2", 0, None),
        ("119 + 2", 0, None),
        ("twenty week", 0, None),
        ("9", 0, None),
    ],
)
def test_bare_weeks_count_in_a_pregnancy(text: str, at: int, found: tuple[str, int] | None) -> None:
    assert trimester_at(text.split(), at, bare=True) == found


@pytest.mark.parametrize(
    ("code", "text", "codes"),
    [
        ("O13.9", "GHTN @ 22 wks, no proteinuria", ["O13.2"]),
        ("O30.009", "di/di twin pregnancy, 20w0d", ["O30.042"]),
        ("O99.019", "anemia complicating pregnancy at 30 weeks", ["O99.013"]),
        ("O99.019", "anemia complicating pregnancy, 30 weeks", ["O99.013"]),
    ],
)
def test_weeks_lead_to_the_code_of_the_trimester(code: str, text: str, codes: list[str]) -> None:
    facts = facts_of(code, text)
    assert list(choose(facts.diagnoses[0], facts).codes) == codes


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("O13.9", "GHTN, recheck in 2 weeks"),
        ("O13.9", "GHTN at 6 weeks postpartum"),
        ("O46.90", "G2P1 at 31w; bleeding in the first trimester"),
        ("O46.90", "G2P1 at 31w with vaginal bleeding, also in the first trimester"),
        ("O21.9", "vomiting of pregnancy for 9 weeks"),
        ("O26.899", "round ligament pain x 5 wks"),
        ("S82.201D", "healing well at 8 weeks"),
    ],
)
def test_other_weeks_and_two_trimesters_are_silence(code: str, text: str) -> None:
    assert not documented(code, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("31w", ("third", 1)),
        ("27w", ("second", 1)),
        ("x 31w", None),
        ("31w postpartum", None),
    ],
)
def test_weeks_in_one_word_at_a_disease_of_pregnancy(text: str, found: tuple[str, int] | None) -> None:
    words = text.split()
    assert trimester_at(words, words.index("31w") if "31w" in words else 0, bare=True) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("27 + 6", ("second", 3)),
        ("28 + 0", ("third", 3)),
        ("26 + 7", None),
        ("3 + 2", None),
        ("26 +", None),
    ],
)
def test_weeks_and_days_with_a_plus(text: str, found: tuple[str, int] | None) -> None:
    assert trimester_at(text.split(), 0, bare=True) == found
    assert trimester_at(text.split(), 0) is None


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("9 week", True),
        ("31 w", True),
        ("26 + 3", True),
        ("20w0d", True),
        ("pain 31w", True),
        ("31", False),
        ("pain", False),
        ("3x", False),
        ("w31", False),
    ],
)
def test_a_quick_look_for_weeks(text: str, *, may: bool) -> None:
    assert names_weeks(text.split()) is may
