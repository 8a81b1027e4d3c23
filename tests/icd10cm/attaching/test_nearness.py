"""How near a stated place is to the places of a diagnosis."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.attaching.nearness import Nearness, elsewhere, nearness
from icd10cm.encounter import Evidence, SiteFact

R, L, B = Side.RIGHT, Side.LEFT, Side.BILATERAL
Place = tuple[str | None, Side | None]


def fact(site: str | None, side: Side | None) -> SiteFact:
    return SiteFact(site, side, Evidence("Observation/1", ""))


@pytest.mark.parametrize(
    ("stated", "place", "expected"),
    [
        (("tibia", R), ("tibia", R), Nearness.SAME_PLACE),
        (("tibia", R), ("lower-leg", R), Nearness.SAME_PLACE),
        (("tibia", R), ("tibia", None), Nearness.SAME_SITE),
        (("tibia", None), ("tibia", R), Nearness.SAME_SITE),
        (("tibia", None), ("tibia", None), Nearness.SAME_SITE),
        (("tibia", R), ("tibia", B), Nearness.SAME_SITE),
        ((None, R), ("tibia", R), Nearness.SAME_SIDE),
        (("knee", R), ("tibia", R), Nearness.SAME_SIDE),
        (("tibia", R), ("tibia", L), Nearness.UNKNOWN),
        ((None, R), (None, L), Nearness.UNKNOWN),
        (("knee", None), ("tibia", None), Nearness.UNKNOWN),
        ((None, None), (None, None), Nearness.UNKNOWN),
    ],
)
def test_of_one_place(stated: Place, place: Place, expected: Nearness) -> None:
    assert nearness([fact(*stated)], [place], load_anatomy()) is expected


def test_the_nearest_of_several_counts() -> None:
    stated = [fact("femur", L), fact("tibia", R)]
    assert nearness(stated, [("hip", L), ("tibia", R)], load_anatomy()) is Nearness.SAME_PLACE
    assert nearness([], [("tibia", R)], load_anatomy()) is Nearness.UNKNOWN
    assert nearness(stated, [], load_anatomy()) is Nearness.UNKNOWN


@pytest.mark.parametrize(
    ("stated", "places", "expected"),
    [
        ([("tibia", R)], [("tibia", L)], True),
        ([("tibia", R)], [("humerus", R)], True),
        ([("tibia", R)], [("knee", R)], False),
        ([("tibia", R)], [("tibia", L), ("tibia", R)], False),
        ([("tibia", R), ("tibia", L)], [("tibia", L)], False),
        ([(None, R)], [("tibia", L)], True),
        ([("tibia", None)], [("tibia", L)], False),
        ([("tibia", R)], [], False),
        ([], [("tibia", L)], False),
    ],
)
def test_surely_elsewhere(stated: list[Place], places: list[Place], expected: bool) -> None:  # noqa: FBT001
    assert elsewhere([fact(*each) for each in stated], places, load_anatomy()) is expected
