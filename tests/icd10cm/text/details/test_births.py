"""Weeks of gestation at birth: which words make them those of the birth."""

from __future__ import annotations

import pytest

from icd10cm.text.details.births import birth_at, names_births


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ex - 33 wk male", ("33", 4)),
        ("ex 33 weeker", ("33", 3)),
        ("born at 31w4d", ("31", 3)),
        ("former 28 - weeker", ("28", 4)),
        ("ga : 34 weeks", ("34", 4)),
        ("30 + 2 weeks preemie", ("30", 4)),
        ("36 wk infant", ("36", 2)),
        ("23 weeker", ("23", 2)),
        ("22 weeker", None),
        ("37 weeker", None),
        ("33 weeks", None),
        ("33 weeks old", None),
        ("born 33", None),
        ("ex", None),
    ],
)
def test_weeks_at_birth(text: str, found: tuple[str, int] | None) -> None:
    read = birth_at(text.split(), 0)
    assert (read and (read[0][4], read[1])) == found


@pytest.mark.parametrize("before", ["now", "corrected", "34 -", "x", "until"])
def test_weeks_of_another_time(before: str) -> None:
    words = f"{before} 33 weeker".split()
    assert birth_at(words, len(words) - 2) is None


@pytest.mark.parametrize(("words", "may"), [(("33", "x"), True), (("weeker",), True), (("term", "male"), False)])
def test_a_quick_look(words: tuple[str, ...], *, may: bool) -> None:
    assert names_births(words) is may
