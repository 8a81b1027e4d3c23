"""Ranges of quantities in titles."""

from __future__ import annotations

from math import inf

import pytest

from icd10cm.text.details.ranges import ranges_in

_MINUTE, _HOUR = 60.0, 3600.0


@pytest.mark.parametrize(
    ("title", "ends", "words"),
    [
        ("Other low birth weight newborn, 1500-1749 grams", (1500, 1749), "1500-1749 grams"),
        ("Newborn light for gestational age, 2500 grams and over", (2500, inf), "2500 grams and over"),
        ("Body mass index [BMI] 40.0-44.9, adult", (40, 44.9), "40.0-44.9"),
        ("Body mass index [BMI] 19.9 or less, adult", (-inf, 19.9), "19.9 or less"),
        ("Body mass index [BMI] 70 or greater, adult", (70, inf), "70 or greater"),
        ("Concussion with loss of consciousness of 30 minutes or less", (-inf, 30 * _MINUTE), "30 minutes or less"),
        (
            "Injury with loss of consciousness of 1 hour to 5 hours 59 minutes",
            (_HOUR, 5 * _HOUR + 59 * _MINUTE),
            "1 hour to 5 hours 59 minutes",
        ),
        ("NIHSS score 12", (12, 12), "12"),
        ("Glasgow coma scale score 13-15, unspecified time", (13, 15), "13-15"),
    ],
)
def test_a_range(title: str, ends: tuple[float, float], words: str) -> None:
    (found,) = ranges_in(title)
    assert (found.low, found.high) == ends
    assert found.words == words


@pytest.mark.parametrize(
    ("title", "inside", "outside"),
    [
        ("Newborn light for gestational age, less than 500 grams", 499, 500),
        ("Injury with loss of consciousness greater than 24 hours", 24 * _HOUR + 1, 24 * _HOUR),
    ],
)
def test_an_end_that_is_not_included(title: str, inside: float, outside: float) -> None:
    (found,) = ranges_in(title)
    assert found.low <= inside <= found.high
    assert not found.low <= outside <= found.high


@pytest.mark.parametrize(
    "title",
    [
        "Body mass index [BMI] pediatric, 5th percentile to less than 85th percentile for age",
        "Concussion with loss of consciousness of unspecified duration",
        "Burns involving 10-19% of body surface",
        "Other low birth weight newborn, unspecified weight",
    ],
)
def test_no_range(title: str) -> None:
    assert list(ranges_in(title)) == []
