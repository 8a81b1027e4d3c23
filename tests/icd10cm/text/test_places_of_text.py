"""The productions of places: which side goes with which site, and what is not a side."""

from __future__ import annotations

import pytest

from icd10cm.text.places import Production
from tests.icd10cm.text.reading import FRACTURE, PAIN, places, read

PRODUCTIONS = [
    ("right distal femur", Production.SIDE_SITE),
    ("right one two three four femur", Production.SIDE_SITE),
    ("right one two three four five femur", Production.SITE),
    ("femur, right", Production.SITE_SIDE),
    ("hip pain left", Production.SITE_SIDE),
    ("femur (R)", Production.SITE_SIDE),
    ("both knees", Production.BOTH_SITES),
    ("both knee", Production.SITE),
    ("right and left hips", Production.SIDE_AND_SIDE),
    ("right or left hip", Production.EITHER),
    ("left > right hip", Production.EITHER),
    ("right hip left", Production.EITHER),
    ("femur or tibia", Production.ONE_OF),
    ("lumbar vertebra", Production.SITE),
    ("Right", Production.LONE_SIDE),
    ("around the left femur", Production.AROUND),
    ("femur on the right", Production.SITE_SIDE),
    ("femur and on the right", Production.SITE),
]


@pytest.mark.parametrize(("text", "production"), PRODUCTIONS)
def test_the_production_is_named(text: str, production: Production) -> None:
    assert production in {mention.production for mention in read(text).mentions}


def test_joined_sites_share_the_side_before_them() -> None:
    assert places("right femur and tibia") == ["femur right", "tibia right"]
    assert places("femur, right, and tibia") == ["femur right", "tibia"]


@pytest.mark.parametrize(
    "text",
    [
        "hand pain, wound left open",
        "pain, left AMA",
        "pain, right away",
        "hip pain, feels all right",
        "pain right after lunch",
        "pain, came right in",
        "hip pain, right when he stands up",
        "arm pain, right at the deltoid insertion",
        "pain since right before Christmas",
        "pain, RHD typist",
        "pain, left-handed pitcher",
        "pain on O2 at 2 L",
        "pain, R 18",
        "pain. R",
        "os calcis pain",
    ],
)
def test_right_and_left_that_are_no_sides(text: str) -> None:
    assert not any(place.side for place in read(text, PAIN).places)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hip pain 70% right, 50% left", ["hip right", "hip left"]),
        ("hip pain R 70%, L 50-60%", ["hip right", "hip left"]),
        ("hip pain R <50%, L 0.5 cm", ["hip right", "hip left"]),
        ("hip pain 70% right, left", ["hip right", "left"]),
        ("hip pain R 70%, L 0%", ["hip right"]),
        ("hip pain 3 cm, left", ["hip left"]),
        ("hip pain, swelling left", ["hip"]),
    ],
)
def test_a_measure_parts_no_side_from_its_site(text: str, found: list[str]) -> None:
    assert places(text, PAIN) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L CTS", ["left"]),
        ("right-sided pain", ["right"]),
        ("pain on the left", ["left"]),
        ("pain, R side", ["right"]),
        ("pain both sides", ["bilateral"]),
    ],
)
def test_a_side_without_a_site(text: str, found: list[str]) -> None:
    assert places(text, PAIN | {"carpal tunnel"}) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("R 5th MT head fracture", ["metatarsal-5 right"]),
        ("fracture 3rd MC head, R", ["metacarpal-3 right"]),
        ("L 2nd met head fracture", ["metatarsal-2 left"]),
        ("bone mets and fracture L femur", ["femur left"]),
        ("R fem head fx", ["femoral-head right"]),
        ("fx fibular head, L", ["fibula-proximal left"]),
        ("fracture of head of the left radius", ["radius left"]),
        ("A fib, fracture of hand", ["hand"]),
        ("dist fib fx R", ["fibula-distal right"]),
        ("prox hum fx L", ["humerus-proximal left"]),
        ("dist rad fx R", ["radius-distal right"]),
        ("rad tx, fracture of hand", ["hand"]),
        ("L FNF", ["femoral-neck left"]),
        ("fracture of T7-T8", ["vertebra-t7", "vertebra-t8"]),
        ("T2 DM, fracture of hand", ["hand"]),
        ("b/l wrist fx", ["wrist bilateral"]),
        ("BL wrist fx", ["wrist bilateral"]),
        ("L AKA prosthesis, fracture of hand", ["hand"]),
        ("hip fx, aka broken hip", ["hip"]),
    ],
)
def test_abbreviations_belong_to_the_noun_beside_them(text: str, found: list[str]) -> None:
    assert places(text, FRACTURE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pain OD", ["eye right"]),
        ("OD, unknown pills; pain", []),
        ("pain AS", ["ear left"]),
        ("HIP PAIN AS BEFORE", ["hip"]),
        ("median OS 14 mo; pain", []),
        ("RUQ pain", ["abdomen-upper-quadrant right"]),
    ],
)
def test_short_sides_of_eyes_ears_and_quadrants(text: str, found: list[str]) -> None:
    assert places(text, PAIN) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("knee pain on the right", ["knee right"]),
        ("knee pain on right", ["knee right"]),
        ("knee pain on the", ["knee"]),
        ("knee pain on", ["knee"]),
        ("severe knee pain on the", ["knee"]),
        ("severe knee pain on", ["knee"]),
    ],
)
def test_a_side_behind_on_the_and_a_note_that_ends_there(text: str, found: list[str]) -> None:
    assert places(text, PAIN) == found
