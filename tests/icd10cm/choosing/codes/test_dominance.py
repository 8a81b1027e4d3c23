"""Which of the codes of one side: that of the dominant or of the other one."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.choosing.dominance import of_same_person, of_told_dominance, of_usual_dominance
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of

_RIGHT = ("G81.91", "G81.93")  # dominant, nondominant
_LEFT = ("G81.92", "G81.94")
_ALL = (*_RIGHT, *_LEFT)


@pytest.mark.parametrize(
    ("text", "codes", "told"),
    [
        ("right-handed", _RIGHT, ("G81.91",)),
        ("RHD", _LEFT, ("G81.94",)),
        ("lhd", _RIGHT, ("G81.93",)),
        ("left handed", _LEFT, ("G81.92",)),
        ("r hand dominant", _ALL, ("G81.91", "G81.94")),
        ("left dominant", _RIGHT, ("G81.93",)),
        ("ambidextrous", _ALL, ("G81.91", "G81.92")),
        ("ambidextrous, writes right-handed", _ALL, ("G81.91", "G81.94")),
        ("weakness of the dominant side", _ALL, ("G81.91", "G81.92")),
        ("of the nondominant side", _ALL, ("G81.93", "G81.94")),
        ("of the non-dominant side", _RIGHT, ("G81.93",)),
        ("of the dominant side, left-handed", _RIGHT, ("G81.91",)),
    ],
)
def test_a_text_tells_which_side_is_dominant(text: str, codes: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert of_told_dominance(codes, diagnosis_of("G81.90", text), RELEASE) == told


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("hemiplegia", _RIGHT),
        ("not right-handed", _RIGHT),
        ("right-handed, throws left-handed", _RIGHT),
        ("dominant side; nondominant side", _RIGHT),
        ("right-handed", ("G81.93",)),  # nothing to choose from
        ("of the dominant side", ("G81.93",)),
        ("right-handed", ("M17.11", "M17.12")),
    ],
)
def test_all_codes_stay_where_none_or_nothing_is_told(text: str, codes: tuple[str, ...]) -> None:
    assert of_told_dominance(codes, diagnosis_of("G81.90", text), RELEASE) == codes


@pytest.mark.parametrize(
    ("codes", "side", "usual"),
    [
        (_RIGHT, Side.RIGHT, ("G81.91",)),
        (_LEFT, Side.LEFT, ("G81.94",)),
        (_RIGHT, None, _RIGHT),
        (_ALL, Side.BILATERAL, _ALL),
        (("G81.93",), Side.RIGHT, ("G81.93",)),
        (("M17.11", "M17.12"), Side.RIGHT, ("M17.11", "M17.12")),
    ],
)
def test_the_right_side_is_taken_for_the_dominant_one(
    codes: tuple[str, ...], side: Side | None, usual: tuple[str, ...]
) -> None:
    assert of_usual_dominance(codes, side, RELEASE) == usual


@pytest.mark.parametrize(
    ("codes", "coded", "same"),
    [
        (_LEFT, "G81.91", ("G81.94",)),  # the right side is dominant, so the left one is not
        (_LEFT, "G81.93", ("G81.92",)),
        (("G81.92",), "G81.91", ("G81.92",)),
        (("M17.12",), "M17.11", ("M17.12",)),
    ],
)
def test_the_other_side_of_one_person(codes: tuple[str, ...], coded: str, same: tuple[str, ...]) -> None:
    assert of_same_person(codes, coded, RELEASE) == same
