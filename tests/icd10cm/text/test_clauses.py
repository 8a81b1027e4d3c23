"""How a clause bears on the coded disease: each production with a case that it reads and one that it does not."""

from __future__ import annotations

import pytest

from icd10cm.text.clauses import Bearing
from tests.icd10cm.text.reading import OSTEOMYELITIS, PAIN, ULCER, mention, places

BEARINGS = [
    ("osteomyelitis of left foot", Bearing.NAMES),
    ("osteomyelitis, left foot", Bearing.CONTINUES),
    ("osteomyelitis of right tibia and left foot", Bearing.CONTINUES),
    ("osteomyelitis of right tibia, left foot in a boot", Bearing.NONE),
    ("osteomyelitis, left foot for comparison", Bearing.NONE),
    ("osteomyelitis (left foot)", Bearing.CONTINUES),
    ("no osteomyelitis (left foot)", Bearing.NONE),
    ("left foot: osteomyelitis", Bearing.HEADS),
    ("left foot: normal; osteomyelitis", Bearing.NONE),
    ("left foot and right tibia osteomyelitis", Bearing.HEADS),
    ("left foot, osteomyelitis", Bearing.HEADS),
    ("left foot normal, osteomyelitis", Bearing.NONE),
    ("left foot injury, osteomyelitis", Bearing.HEADS),
    ("left foot with osteomyelitis", Bearing.HEADS),
    ("fracture of left foot with osteomyelitis", Bearing.WITH),
    ("fracture of left foot, osteomyelitis of hand", Bearing.NONE),
    ("left foot", Bearing.WHOLE),
    ("left foot stage 2", Bearing.WHOLE),
    ("left foot 5/5", Bearing.NONE),
    ("left foot, swollen", Bearing.SIGN),
    ("left foot not swollen", Bearing.NONE),
    ("osteomyelitis around left foot", Bearing.AROUND),
    ("no osteomyelitis around left foot", Bearing.WELL),
    ("osteomyelitis, flare in left foot", Bearing.NAMES),
    ("osteomyelitis, gout, flare in left foot", Bearing.NONE),
    ("osteomyelitis, flare of gout in left foot", Bearing.NONE),
    ("osteomyelitis, COPD flare, left foot in boot", Bearing.NONE),
]


@pytest.mark.parametrize(("text", "bearing"), BEARINGS)
def test_how_the_left_foot_bears_on_the_disease(text: str, bearing: Bearing) -> None:
    assert mention(text, "left foot", OSTEOMYELITIS).bearing is bearing


HEALTHY = """\
normal | intact | wnl | warm and well perfused | nontender | moves freely | unremarkable | stable | nl | neg
clear | asymptomatic | without pain | ok | fine | full ROM | no effusion | not painful | pain free
atraumatic | doing well | nv intact | cool | dry | healed | no swelling | 5/5 | reflexes 2+ | NT
exam benign | appears normal | soft | replaced 2019 | s/p TKA | TKA | never bothers her | denies pain
resolved | for comparison | as control | good pulses | pain gone | hurt in 1998 | amputated
scoped last year | brace fits | IV placed | donor site clean | had cellulitis as a child
injured as a kid"""


@pytest.mark.parametrize("word", [word.strip() for word in HEALTHY.replace("\n", "|").split("|")])
def test_a_healthy_part_says_nothing(word: str) -> None:
    """No word for health is listed: a place counts only where the clause names the disease."""
    assert places(f"Right knee pain. Left knee {word}", PAIN) == ["knee right"]
    assert places(f"R knee pain, L knee {word}", PAIN) == ["knee right"]
    assert places(f"Left knee, {word}", PAIN) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Left shoulder, ER 10 degrees", ["shoulder left"]),
        ("right foot, first MTP prominent", ["foot right"]),
        ("left arm, Tinel at elbow", ["upper-limb left"]),
        ("Left shoulder, ER 10 degrees; right hip", ["hip right"]),
        ("clinic visit. Left shoulder, ER 10 degrees", []),
        ("Left shoulder, no exam", []),
        ("Left shoulder, old tear", []),
        ("Left shoulder, gout", []),
        ("Left shoulder, sling", []),
        ("Left shoulder, mammogram due", []),
        ("Left shoulder ER 10 degrees", []),
    ],
)
def test_a_place_that_heads_a_note_labels_it(text: str, found: list[str]) -> None:
    assert places(text, PAIN) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("left leg cellulitis and ulcer of right foot", ["foot right"]),
        ("ulcer of right foot complicating left leg cellulitis", ["foot right"]),
        ("infected left TKA, ulcer", []),
        ("ulcer right foot s/p L BKA", ["foot right"]),
        ("ulcer, left femoral line", []),
        ("R foot ulcer after left hip fracture", ["foot right"]),
    ],
)
def test_a_place_is_that_of_the_disease_that_it_is_said_of(text: str, found: list[str]) -> None:
    assert places(text, ULCER) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("right and left knee pain", ["knee right", "knee left"]),
        ("right knee pain. left knee pain", ["knee right", "knee left"]),
        ("right knee pain. left knee", ["knee right"]),
        ("knee pain. left knee", ["knee left"]),
        ("right knee. left knee swollen", ["knee right"]),
        ("R knee and L hip pain", ["knee right", "hip left"]),
    ],
)
def test_two_sides_are_together_only_where_both_are_said_of_the_disease(text: str, found: list[str]) -> None:
    assert [place for place in places(text, PAIN) if place != "knee"] == found
