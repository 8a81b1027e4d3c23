"""Ribs by their numbers, and numbers that are none."""

from __future__ import annotations

import pytest

from icd10cm.text.details.ribs import names_ribs, ribs_at
from tests.icd10cm.text.reading import FRACTURE, places


@pytest.mark.parametrize(
    ("words", "at", "found"),
    [
        ("r 4 - 7 rib", 1, (("multiple",), 4)),
        ("rib 3 , 4 and 5", 1, (("multiple",), 6)),
        ("rib fracture l 7", 3, (("rib",), 4)),
        ("rib fracture l 7 - 8", 3, (("multiple", "rib"), 6)),
        ("rib , left seventh", 3, (("rib",), 4)),
        ("l 12 , rib", 1, (("rib",), 2)),
        ("l 13 , rib", 1, None),
        ("l 0 , rib", 1, None),
        ("l 7th rib", 1, None),
        ("rib pain 7 / 10", 2, None),
        ("rib fracture r 2 week", 3, None),
        ("4 - 5 day , rib", 0, None),
        ("rib", 0, None),
        ("r first and second rib", 1, (("multiple",), 4)),
        ("3rd 4th 5th rib", 0, (("multiple",), 3)),
        ("left ninth )", 1, (("rib",), 2)),
        ("left third ; pain", 1, (("rib",), 2)),
        ("left third pain", 1, None),
        ("left tenth", 1, None),
        ("right 3 and", 1, (("rib",), 2)),
        ("right 3 & 4", 1, (("multiple", "rib"), 4)),
        ("right 4 thru 6 ;", 1, (("multiple", "rib"), 4)),
        ("r - 4 rib", 1, None),
        ("r 4 x 5 rib", 1, None),
        ("right 4 4 rib", 1, None),  # one, twice
        ("x 10 - 11", 1, None),
        ("4 - 5", 0, None),
        ("left 1", 1, (("rib",), 2)),
        ("left 12", 1, (("rib",), 2)),
        ("left 13", 1, None),
        ("left 012", 1, None),
        ("left 112 rib", 1, None),
        ("left 1st", 1, (("rib",), 2)),
        ("left 2nd", 1, (("rib",), 2)),
        ("left th", 1, None),
        ("4 - 7 x rib", 0, None),
    ],
)
def test_the_ribs_at_a_number(words: str, at: int, found: tuple[tuple[str, ...], int] | None) -> None:
    assert ribs_at(words.split(), at) == found


def test_numbers_count_in_a_text_that_names_ribs() -> None:
    assert names_ribs(["rib"])
    assert not names_ribs(["ribbon"])
    assert places("rib fx R 4-6 and L 7-8", FRACTURE) == ["rib right", "rib left"]
    assert places("toe fx, R 4-6", FRACTURE) == ["toe"]
