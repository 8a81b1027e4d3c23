"""The anatomy vocabulary: what its words find, how its places lie to each other, how much of the titles it covers."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from icd10cm.anatomy.vocabulary import anatomy_from, load_anatomy
from icd10cm.releases.loading import load_embedded

ANATOMY = load_anatomy()

FOUND = [
    ("right femur", ["femur"]),
    ("Other chronic hematogenous osteomyelitis, right radius and ulna", ["radius-and-ulna"]),
    ("Pathological fracture, unspecified ulna and radius", ["radius-and-ulna"]),
    ("left tibia and fibula", ["tibia-and-fibula"]),
    ("right tibia and left fibula", ["tibia", "fibula"]),
    ("ANKLE AND FOOT", ["ankle-and-foot"]),
    ("heel and midfoot", ["heel-and-midfoot"]),
    ("lower leg", ["lower-leg"]),
    ("upper arm", ["upper-arm"]),
    ("right arm", ["upper-limb"]),
    ("forearm, thigh, shoulder", ["forearm", "thigh", "shoulder"]),
    ("lumbar vertebrae", ["vertebra-lumbar"]),
    ("vertebra(e)", ["vertebra"]),
    ("Osteomyelitis of vertebra, occipito-atlanto-axial region", ["vertebra", "occipito-atlanto-axial-region"]),
    ("sacral and sacrococcygeal region", ["sacral-and-sacrococcygeal-region"]),
    ("left finger(s)", ["finger"]),
    ("both feet", ["foot"]),
    ("displaced fracture of head of right radius", ["radius"]),
    ("base of neck of left femur", ["femur"]),
    ("back of left hand", ["hand"]),
    ("Fracture of navicular [scaphoid] bone of wrist", ["scaphoid", "wrist"]),
    ("fracture of navicular [scaphoid] of foot", ["navicular", "foot"]),
    ("petrous part of temporal bone", ["petrous-bone"]),
    ("upper jaw", ["maxilla"]),
    ("C5-C6 level", ["disc-c5-c6"]),
    ("left tibial osteomyelitis", ["tibia"]),
    ("tibial artery", ["tibial-artery"]),
    ("tibial nerve", []),
    ("femoral hernia", []),
    ("carpal tunnel syndrome", []),
    ("renal pelvis", ["renal-pelvis"]),
    ("neck of the woods", []),
    ("radius, and ulna", ["radius", "ulna"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "sites"), FOUND)
def test_find(text: str, sites: list[str]) -> None:
    assert [mention.site for mention in ANATOMY.find(text)] == sites


def test_mentions_tell_where_they_stand() -> None:
    text = "İ: Osteomyelitis, RIGHT Distal Tibia"
    (mention,) = ANATOMY.find(text)
    assert text[mention.start : mention.end] == "Distal Tibia"


PARTS = [
    ("calcaneus", "foot"),
    ("calcaneus", "ankle-and-foot"),
    ("calcaneus", "lower-limb"),
    ("femur", "thigh"),
    ("tibia", "tibia-and-fibula"),
    ("fibula", "lower-leg"),
    ("tibial-plateau", "lower-leg"),
    ("humerus", "upper-arm"),
    ("radius", "forearm"),
    ("ulna", "radius-and-ulna"),
    ("metacarpal", "hand"),
    ("scaphoid", "hand"),
    ("phalanx-of-finger", "hand"),
    ("thumb", "finger"),
    ("fifth-toe", "lesser-toe"),
    ("vertebra-l5", "lumbar-region"),
    ("vertebra-lumbar", "vertebra"),
    ("knee-joint", "knee"),
    ("knee", "knee-joint"),
    ("petrous-bone", "temporal-bone"),
    ("mandible", "jaw"),
    ("eyelid", "eye-and-adnexa"),
    ("femur", "femur"),
]


@pytest.mark.parametrize(("specific", "general"), PARTS)
def test_part_of(specific: str, general: str) -> None:
    assert ANATOMY.is_part_of(specific, general)
    assert ANATOMY.related(general, specific)
    assert not ANATOMY.disjoint(specific, general)


NO_PARTS = [
    ("knee", "tibia"),
    ("tibia", "knee"),
    ("hip", "femur"),
    ("femur", "hip"),
    ("elbow", "humerus"),
    ("patella", "femur"),
    ("patella", "lower-leg"),
    ("clavicle", "shoulder"),
    ("scapula", "shoulder"),
    ("pelvis", "femur"),
    ("tibia", "ankle-and-foot"),
    ("foot", "calcaneus"),
    ("wrist", "hand"),
    ("thumb", "lesser-toe"),
]


@pytest.mark.parametrize(("one", "other"), NO_PARTS)
def test_not_part_of(one: str, other: str) -> None:
    assert not ANATOMY.is_part_of(one, other)


DISJOINT = [
    ("femur", "tibia"),
    ("hand", "foot"),
    ("hip", "knee"),
    ("hip-joint", "knee-joint"),
    ("tibia", "ankle-and-foot"),
    ("radius", "hand"),
    ("radius", "humerus"),
    ("vertebra-lumbar", "femur"),
    ("vertebra-lumbar", "vertebra-cervical"),
    ("eye", "ear"),
    ("great-toe", "fifth-toe"),
    ("upper-limb", "lower-limb"),
    ("clavicle", "humerus"),
]


@pytest.mark.parametrize(("one", "other"), DISJOINT)
def test_surely_disjoint(one: str, other: str) -> None:
    assert ANATOMY.disjoint(one, other)
    assert ANATOMY.disjoint(other, one)


IN_DOUBT = [
    ("knee", "tibia"),
    ("knee", "femur"),
    ("hip", "femur"),
    ("hip", "pelvis"),
    ("elbow", "humerus"),
    ("ankle", "tibia"),
    ("medial-malleolus", "ankle-and-foot"),
    ("shoulder", "clavicle"),
    ("shoulder", "scapula"),
    ("shoulder", "humerus"),
    ("wrist", "hand"),
    ("wrist", "radius"),
    ("patella", "tibia"),
    ("pelvis", "femur"),
    ("lumbar-region", "lumbosacral-region"),
    ("vertebra-l5", "lumbosacral-region"),
    ("trunk", "shoulder"),
    ("upper-limb", "clavicle"),
]


@pytest.mark.parametrize(("one", "other"), IN_DOUBT)
def test_neighbors_are_never_disjoint(one: str, other: str) -> None:
    assert not ANATOMY.disjoint(one, other)
    assert not ANATOMY.disjoint(other, one)


def test_disjoint_is_symmetric_and_never_holds_between_related_places() -> None:
    for one in ANATOMY.sites:
        for other in ANATOMY.sites:
            disjoint = ANATOMY.disjoint(one, other)
            assert disjoint == ANATOMY.disjoint(other, one)
            assert not (disjoint and ANATOMY.related(one, other))


def test_osteomyelitis_groups_the_wrist_with_the_hand_and_leaves_four_bones_open() -> None:
    assert ANATOMY.is_part_of("wrist", "hand", "M86")
    assert ANATOMY.is_part_of("wrist-joint", "wrist-and-hand", "M86")
    assert not ANATOMY.is_part_of("wrist", "hand", "M00")
    for site in ("clavicle", "scapula", "acromion", "patella", "pelvis", "ilium", "knee-joint", "hip", "elbow"):
        assert ANATOMY.undecided(site, "M86")
        assert not ANATOMY.undecided(site, "M00")
    for site in ("femur", "humerus", "shoulder", "hand", "calcaneus", "rib", "sternum"):
        assert not ANATOMY.undecided(site, "M86")


@pytest.mark.parametrize(
    ("site", "paired"),
    [
        ("femur", True),
        ("calcaneus", True),
        ("great-toe", True),
        ("breast", True),
        ("eye", True),
        ("ear", True),
        ("rib", True),
        ("knee-joint", True),
        ("clavicle", True),
        ("scapula", True),
        ("vertebra-lumbar", False),
        ("sacrum", False),
        ("sternum", False),
        ("pubic-symphysis", False),
        ("nose", False),
    ],
)
def test_paired(site: str, *, paired: bool) -> None:
    assert ANATOMY.paired(site) is paired


def test_names_are_for_people() -> None:
    assert ANATOMY.name("vertebra-lumbar") == "lumbar vertebra"
    assert all(site.name and site.id == key for key, site in ANATOMY.sites.items())


def test_every_word_finds_its_own_site() -> None:
    for site in ANATOMY.sites.values():
        for words in site.words:
            assert [mention.site for mention in ANATOMY.find(words)] == [site.id], words


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(KeyError):
        ANATOMY.is_part_of("femur", "thighbone")
    with pytest.raises(KeyError):
        ANATOMY.disjoint("femur", "thighbone")


def test_data_that_contradicts_itself_is_refused() -> None:
    text = files("icd10cm").joinpath("data", "anatomy.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    data["sites"]["ulna"]["words"].append("femur")
    with pytest.raises(ValueError, match="names both"):
        anatomy_from(data)
    data = tomllib.loads(text)
    data["undecided"][0]["sites"].append("collarbone")
    with pytest.raises(ValueError, match="collarbone"):
        anatomy_from(data)
    data = tomllib.loads(text)
    data["sites"]["ulna"]["part_of"] = ["fore-arm"]
    with pytest.raises(KeyError):
        anatomy_from(data)


# What follows a side in a title and is not a place of the vocabulary: an adjective, a syndrome or a thing left behind.
NO_PLACE = re.compile(
    r"^(?:$|\(?non-?dominant|dominant|side\b|\] colon|inguinal hernia|femoral hernia|in body|field defects"
    r"|bundle-branch|during a|testicular pain|tubal|ovarian|ventric|precerebral|.*coronary artery|.*fascicular"
    r"|sided|aortic arch|superior vena cava|\(complete\))"
)


def test_nearly_every_side_in_a_title_stands_before_a_place() -> None:
    missed = []
    sides = 0
    for node in load_embedded().tabular.nodes:
        title = node.title.lower()
        mentions = ANATOMY.find(title)
        for side in re.finditer(r"\b(?:right|left|bilateral)\b", title):
            sides += 1
            after = re.split(r"[,;]", title[side.end() :])[0].strip()
            if not any(0 <= mention.start - side.end() <= 40 for mention in mentions) and not NO_PLACE.match(after):
                missed.append((node.code, after))
    assert sides > 11_000
    assert missed == []
