"""The places that a text names, drawn: site and sides, the production that read them, how they bear on the disease."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from icd10cm.text.status import Status
from tests.icd10cm.text.reading import read

if TYPE_CHECKING:
    from icd10cm.text.mentions import Mention

_GOUT = frozenset(("gout",))


def _drawn(mention: Mention) -> str:
    place = " ".join(filter(None, (mention.site, "+".join(mention.sides))))
    status = "" if mention.status is Status.AFFIRMED else f" {mention.status.name}"
    return f"{place}: {mention.production.name} {mention.bearing.name}{status}"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout of right knee", ["knee right: SIDE_SITE NAMES"]),
        ("right knee gout", ["knee right: SIDE_SITE NAMES"]),
        ("gout big toe right", ["great-toe right: SITE_SIDE NAMES"]),
        ("right third finger gout", ["finger right: SIDE_SITE NAMES"]),
        ("flare of gout of right knee", ["knee right: SIDE_SITE NAMES"]),
        ("unspecified gout of right knee", ["knee right: SIDE_SITE NAMES"]),
        ("gout stage 3b right knee", ["knee right: SIDE_SITE NAMES"]),
        ("gout of other right toe", ["toe right: SIDE_SITE NAMES"]),
        ("L1 gout", ["vertebra-l1: SITE NAMES"]),
        ("gout left TKA", ["knee left: SIDE_SITE NAMES"]),
        ("gout in third finger right hand", ["finger: SITE NAMES", "hand right: SIDE_SITE NAMES"]),
        ("gout right knee left hip", ["knee right: SIDE_SITE NAMES", "hip left: SIDE_SITE NAMES"]),
        ("left hip pain right knee gout", ["hip left: SIDE_SITE NONE", "knee right: SIDE_SITE NAMES"]),
        ("right wrist gout and left wrist fracture", ["wrist right: SIDE_SITE NAMES", "wrist left: SIDE_SITE NONE"]),
        ("left wrist fracture, gout of right wrist", ["wrist left: SIDE_SITE NONE", "wrist right: SIDE_SITE NAMES"]),
        ("left leg cellulitis, right knee gout", ["lower-limb left: SIDE_SITE NONE", "knee right: SIDE_SITE NAMES"]),
        ("gout right knee normal left knee", ["knee right: SIDE_SITE NAMES", "knee left: SIDE_SITE NONE"]),
        ("gout right knee; gout left knee", ["knee right: SIDE_SITE NAMES", "knee left: SIDE_SITE NAMES"]),
        ("gout of right knee; left knee fine", ["knee right: SIDE_SITE NAMES", "knee left: SIDE_SITE NONE NEGATED"]),
    ],
)
def test_a_clause_that_names_the_disease(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout, right knee", ["knee right: SIDE_SITE CONTINUES"]),
        ("gout: right knee", ["knee right: SIDE_SITE CONTINUES"]),
        ("gout (right knee)", ["knee right: SIDE_SITE CONTINUES"]),
        ("gout of right knee and left ankle", ["knee right: SIDE_SITE NAMES", "ankle left: SIDE_SITE CONTINUES"]),
        ("gout of right knee, of left hip", ["knee right: SIDE_SITE NAMES", "hip left: SIDE_SITE CONTINUES"]),
        (
            "gout of the right hip and of the left hip without collapse",
            ["hip right: SIDE_SITE NAMES", "hip left: SIDE_SITE CONTINUES"],
        ),
        ("gout, right knee and left hip", ["knee right: SIDE_SITE CONTINUES", "hip left: SIDE_SITE CONTINUES"]),
        ("gout, left knee and right", ["knee left: SIDE_SITE CONTINUES", "right: LONE_SIDE CONTINUES"]),
        ("gout on right foot, on left hand", ["foot right: SIDE_SITE NAMES", "hand left: SIDE_SITE CONTINUES"]),
        ("left knee, gout, right knee", ["knee left: SIDE_SITE HEADS", "knee right: SIDE_SITE CONTINUES"]),
        ("gout knee, ankle", ["knee: SITE NAMES", "ankle: SITE CONTINUES"]),
        ("gout, right knee, left hip normal", ["knee right: SIDE_SITE CONTINUES", "hip left: SIDE_SITE NONE NEGATED"]),
    ],
)
def test_a_place_that_goes_on_with_a_clause(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("right knee: gout", ["knee right: SIDE_SITE HEADS"]),
        ("right knee, gout", ["knee right: SIDE_SITE HEADS"]),
        ("right knee and left ankle gout", ["knee right: SIDE_SITE HEADS", "ankle left: SIDE_SITE NAMES"]),
        ("right knee and left hip: gout", ["knee right: SIDE_SITE HEADS", "hip left: SIDE_SITE HEADS"]),
        ("right knee pain, gout", ["knee right: SIDE_SITE HEADS"]),
        ("cellulitis of left leg, gout", ["lower-limb left: SIDE_SITE HEADS"]),
        ("right knee with gout", ["knee right: SIDE_SITE HEADS"]),
        ("right knee effusion with gout", ["knee right: SIDE_SITE WITH"]),
        ("right knee effusion due to gout", ["knee right: SIDE_SITE WITH"]),
        ("right hip replaced with gout", ["hip right: SIDE_SITE WITH"]),
        ("left leg cellulitis with gout", ["lower-limb left: SIDE_SITE WITH"]),
        ("right knee after gout", ["knee right: SIDE_SITE NONE"]),
        ("right hip fracture causing gout", ["hip right: SIDE_SITE NONE"]),
        ("right knee normal, gout", ["knee right: SIDE_SITE NONE NEGATED"]),
        ("(right knee) gout", ["knee right: SIDE_SITE NONE"]),
        ("right knee, swollen, gout", ["knee right: SIDE_SITE SIGN"]),
    ],
)
def test_a_place_before_the_clause_that_names_the_disease(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout; right knee", ["knee right: SIDE_SITE WHOLE"]),
        ("right knee", ["knee right: SIDE_SITE WHOLE"]),
        ("right knee and left ankle", ["knee right: SIDE_SITE WHOLE", "ankle left: SIDE_SITE WHOLE"]),
        ("right knee, left ankle", ["knee right: SIDE_SITE WHOLE", "ankle left: SIDE_SITE WHOLE"]),
        ("right side", ["right: LONE_SIDE WHOLE"]),
        ("no gout; right knee", ["knee right: SIDE_SITE WHOLE"]),
        ("right knee swollen", ["knee right: SIDE_SITE SIGN"]),
        ("right knee, swollen", ["knee right: SIDE_SITE SIGN"]),
        ("gout, right knee swelling", ["knee right: SIDE_SITE SIGN"]),
        ("gout with right knee effusion", ["knee right: SIDE_SITE SIGN"]),
        ("pain, right knee, swollen", ["knee right: SIDE_SITE SIGN"]),
        ("swelling of right knee, negative for gout", ["knee right: SIDE_SITE NONE"]),
        ("no gout, right knee swollen", ["knee right: SIDE_SITE NONE NEGATED"]),
        ("no gout but right knee swollen", ["knee right: SIDE_SITE NONE"]),
        ("right knee, seen today", ["knee right: SIDE_SITE LABEL"]),
        ("right knee, seen today, left knee", ["knee right: SIDE_SITE NONE", "knee left: SIDE_SITE NONE"]),
        ("right knee: seen today", ["knee right: SIDE_SITE ALONE"]),
        ("seen today, right knee", ["knee right: SIDE_SITE ALONE"]),
        ("seen today, right knee 5/5", ["knee right: SIDE_SITE NONE"]),
        ("gout. door on right knee", ["knee right: SIDE_SITE NONE"]),
        ("door on right knee", ["knee right: SIDE_SITE EVENT"]),
        ("door on right knee, gout", ["knee right: SIDE_SITE NONE"]),
        ("right knee, no complaint", ["knee right: SIDE_SITE NONE"]),
        ("right knee, sling", ["knee right: SIDE_SITE NONE"]),
        ("gout of knee. Right", ["knee: SITE NAMES", "right: LONE_SIDE WHOLE"]),
    ],
)
def test_a_sign_or_a_place_alone(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout or cellulitis of right knee", ["knee right: SIDE_SITE NONE"]),
        ("gout and fracture of right knee", ["knee right: SIDE_SITE NONE"]),
        ("gout or right knee fracture", ["knee right: SIDE_SITE NONE"]),
        ("gout with right hip fracture", ["hip right: SIDE_SITE NONE"]),
        ("tested for gout of right knee", ["knee right: SIDE_SITE NONE"]),
        ("gout metastases from right knee", ["knee right: SIDE_SITE NONE"]),
        ("gout, right knee for comparison", ["knee right: SIDE_SITE NONE"]),
        ("gout, right knee compared with left knee", ["knee right: SIDE_SITE NONE", "knee left: SIDE_SITE NONE"]),
        ("gout of right knee and of left hip pain", ["knee right: SIDE_SITE NAMES", "hip left: SIDE_SITE NONE"]),
        ("gout of right knee and of left hip fracture", ["knee right: SIDE_SITE NAMES", "hip left: SIDE_SITE NONE"]),
        ("right hip fracture, right knee gout", ["hip right: SIDE_SITE NONE", "knee right: SIDE_SITE NAMES"]),
        ("right knee infected TKA gout", ["knee right: SIDE_SITE NONE", "knee: SITE NONE"]),
        ("gout, right knee normal", ["knee right: SIDE_SITE NONE NEGATED"]),
        ("gout, mother has right knee gout", ["knee right: SIDE_SITE NONE FAMILY"]),
        ("gout, prior right knee surgery", ["knee right: SIDE_SITE NONE HISTORICAL"]),
    ],
)
def test_a_clause_about_something_else(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("no gout, right knee", ["knee right: SIDE_SITE NONE NEGATED"]),
        ("prior gout of right knee", ["knee right: SIDE_SITE NONE HISTORICAL"]),
        ("possible gout of right knee", ["knee right: SIDE_SITE NONE UNCERTAIN"]),
        ("gout likely right knee", ["knee right: SIDE_SITE NAMES UNCERTAIN"]),
        ("gout not in right knee", ["knee right: SIDE_SITE NAMES NEGATED"]),
        ("gout except right knee", ["knee right: SIDE_SITE NONE NEGATED"]),
        ("gout of left knee, not right", ["knee left: SIDE_SITE NAMES", "right: LONE_SIDE NONE NEGATED"]),
        ("gout of unspecified knee", ["knee: OPEN_SIDE NAMES UNSPECIFIED"]),
    ],
)
def test_a_place_that_is_not_affirmed(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout of knee on the right", ["knee right: SITE_SIDE NAMES"]),
        ("gout of knee on right side", ["knee right: SITE_SIDE NAMES"]),
        ("gout on the right of the knee", ["right: LONE_SIDE NAMES", "knee: SITE NAMES"]),
        ("gout of the knee, worse on right", ["knee right: SITE_SIDE NAMES"]),
        ("knee gout, left", ["knee left: SITE_SIDE NAMES"]),
        ("knee gout rt", ["knee right: SITE_SIDE NAMES"]),
        ("(R) knee gout", ["knee right: SIDE_SITE NAMES"]),
        ("knee (R) gout", ["knee: SITE NAMES", "right: LONE_SIDE NAMES"]),
        ("gout lt. knee", ["knee left: SIDE_SITE NAMES"]),
        ("gout of L knee", ["knee left: SIDE_SITE NAMES"]),
        ("gout of l knee", ["knee: SITE NAMES"]),
        ("R knee gout", ["knee right: SIDE_SITE NAMES"]),
        ("gout knee R", ["knee right: SITE_SIDE NAMES"]),
        ("gout R 3rd toe", ["third-toe right: SIDE_SITE NAMES"]),
        ("gout of right foot at ankle", ["foot right: SIDE_SITE NAMES", "ankle: SITE NAMES"]),
        ("gout of the ankle of the right foot", ["ankle: SITE NAMES", "foot right: SIDE_SITE NAMES"]),
        ("gout dorsum of right foot", ["foot right: SIDE_SITE NAMES"]),
        ("gout medial right knee", ["knee right: SIDE_SITE NAMES"]),
        ("gout of foot and right ankle", ["foot: SITE NAMES", "ankle right: SIDE_SITE CONTINUES"]),
        ("gout right great toe 1st MTP", ["great-toe right: SIDE_SITE NAMES", "metatarsophalangeal-joint: SITE NAMES"]),
        ("gout right knee to ankle", ["knee right: SIDE_SITE NAMES", "ankle: SITE NAMES"]),
        ("gout near right knee", ["knee right: AROUND AROUND"]),
        ("gout around right knee", ["knee right: AROUND AROUND"]),
        ("gout below the right knee", ["knee right: SIDE_SITE NAMES"]),
        ("gout in that knee, right knee", ["knee: SITE NAMES", "knee right: SIDE_SITE CONTINUES"]),
        ("right knee film, gout in that knee", ["knee right: SIDE_SITE NONE", "knee right: SIDE_SITE NAMES"]),
        ("gout of knees, R worse", ["knee: SITE NAMES", "right: LONE_SIDE NONE"]),
    ],
)
def test_the_side_of_a_site(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout of right or left knee", ["knee: EITHER NAMES"]),
        ("gout right/left knee", ["knee: EITHER NAMES"]),
        ("gout right,left knee", ["right: LONE_SIDE NAMES", "knee left: SIDE_SITE CONTINUES"]),
        ("gout right & left knee", ["knee right+left: SIDE_AND_SIDE NAMES"]),
        ("gout right and left knee", ["knee right+left: SIDE_AND_SIDE NAMES"]),
        ("gout right greater than left knee", ["knee: EITHER NAMES"]),
        ("gout knees right > left", ["knee: EITHER NAMES"]),
        ("gout knee left or right", ["knee: EITHER NAMES"]),
        ("gout, right knee or left hip", ["knee: ONE_OF CONTINUES", "hip: ONE_OF CONTINUES"]),
        ("gout both knees", ["knee bilateral: BOTH_SITES NAMES"]),
        ("gout of both feet", ["foot bilateral: BOTH_SITES NAMES"]),
        ("gout bilateral knees and right hip", ["knee bilateral: BOTH_SITES NAMES", "hip right: SIDE_SITE CONTINUES"]),
        ("gout of right hip and knees", ["hip right: SIDE_SITE NAMES", "knee right: SITE_AND_SITE CONTINUES"]),
        ("gout of right elbow, wrist", ["elbow right: SIDE_SITE NAMES", "wrist right: SITE_AND_SITE CONTINUES"]),
        ("gout of right knee/ankle", ["knee right: SIDE_SITE NAMES", "ankle right: SITE_AND_SITE NAMES"]),
        (
            "gout of right 2nd and 3rd toes",
            ["second-toe right: SIDE_SITE NAMES", "third-toe right: SITE_AND_SITE CONTINUES"],
        ),
        ("gout right foot and ankle", ["ankle-and-foot right: SIDE_SITE NAMES"]),
        ("gout between right knee and ankle", ["knee right: SIDE_SITE NAMES", "ankle right: SITE_AND_SITE CONTINUES"]),
        ("gout of each foot", ["foot bilateral: BOTH_SITES NAMES"]),
        ("gout of one knee", ["knee: SITE NAMES"]),
        ("gout LUE and RLE", ["upper-limb left: SIDE_SITE NAMES", "lower-limb right: SIDE_SITE CONTINUES"]),
    ],
)
def test_several_sides_or_sites(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("gout, right", ["right: LONE_SIDE CONTINUES"]),
        ("gout right", ["right: LONE_SIDE NAMES"]),
        ("right gout", ["right: LONE_SIDE NAMES"]),
        ("gout, right side", ["right: LONE_SIDE CONTINUES"]),
        ("right-sided gout", ["right: LONE_SIDE NAMES"]),
        ("gout on the right", ["right: LONE_SIDE NAMES"]),
        ("gout on the right, left knee normal", ["right: LONE_SIDE NAMES", "knee left: SIDE_SITE NONE NEGATED"]),
        ("gout bilateral", ["bilateral: LONE_SIDE NAMES"]),
        ("gout R", ["right: LONE_SIDE NAMES"]),
        ("R gout", ["right: LONE_SIDE NAMES"]),
        ("gout of right and left", ["right+left: LONE_SIDE NAMES"]),
        ("gout, right greater than left", [": LONE_SIDE CONTINUES"]),
        ("gout R>L", [": LONE_SIDE NAMES"]),
        ("left: gout", ["left: LONE_SIDE NONE"]),
        ("left, gout", ["left: LONE_SIDE NONE"]),
        ("gout left at home", ["left: LONE_SIDE NONE"]),
        ("gout right hand dominant", []),
        ("right hand dominant, gout of left hand", ["hand left: SIDE_SITE NAMES"]),
        ("right-handed with gout", []),
        ("gout, right heart failure", []),
        ("gout, 2 L oxygen", []),
        ("gout, unspecified side", []),
    ],
)
def test_a_side_alone(text: str, drawn: list[str]) -> None:
    assert [_drawn(mention) for mention in read(text, _GOUT).mentions] == drawn
