"""The table of SNOMED CT body sites: its ids, its places and its sides."""

from __future__ import annotations

import re

import pytest

from fhir_mappings.sites.body_sites import load_body_sites
from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy

TABLE = load_body_sites()
ANATOMY = load_anatomy()

SAMPLES = [
    ("71341001", "femur", None),
    ("12611008", "tibia", None),
    ("80144004", "calcaneus", None),
    ("87342007", "fibula", None),
    ("110536004", "tibia-and-fibula", None),
    ("110535000", "radius-and-ulna", None),
    ("85050009", "humerus", None),
    ("2812003", "femoral-head", None),
    ("52687003", "tibia", None),
    ("36455000", "metacarpal", None),
    ("8205005", "wrist", None),
    ("72696002", "knee", None),
    ("24136001", "hip-joint", None),
    ("51299004", "clavicle", None),
    ("64234005", "patella", None),
    ("12921003", "pelvis", None),
    ("363654007", "orbit", None),
    ("60911003", "temporal-bone", None),
    ("122496007", "lumbar-region", None),
    ("73903008", "vertebra-lumbar", None),
    ("14806007", "vertebra-c1", None),
    ("49668003", "vertebra-l5", None),
    ("54735007", "sacrum", None),
    ("80248007", "breast", Side.LEFT),
    ("6757004", "knee", Side.RIGHT),
    ("82169009", "knee", Side.LEFT),
    ("22335008", "foot", Side.LEFT),
    ("723730004", "great-toe", Side.RIGHT),
    ("40638003", "eye", Side.BILATERAL),
]


@pytest.mark.parametrize(("snomed", "site", "side"), SAMPLES)
def test_lookup(snomed: str, site: str, side: Side | None) -> None:
    entry = TABLE.lookup(snomed)
    assert entry is not None
    assert (entry.snomed, entry.site, entry.side) == (snomed, site, side)


def test_an_id_that_is_not_held_is_unknown() -> None:
    assert TABLE.lookup("1") is None
    assert TABLE.lookup("") is None
    assert TABLE.side("71341001") is None


def test_laterality_concepts() -> None:
    assert TABLE.side("7771000") is Side.LEFT
    assert TABLE.side("24028007") is Side.RIGHT
    assert TABLE.side("51440002") is Side.BILATERAL
    assert len(TABLE.sides) == 3


def test_every_place_exists_and_a_sided_one_is_paired() -> None:
    assert len(TABLE.entries) > 500
    for entry in TABLE.entries.values():
        assert entry.site in ANATOMY.sites, entry
        assert entry.name
        assert entry.source
        if entry.side is not None:
            assert ANATOMY.paired(entry.site), entry


def test_a_name_that_says_a_side_has_that_side() -> None:
    for entry in TABLE.entries.values():
        words = set(re.findall(r"[a-z]+", entry.name.lower()))
        said = [side for side in (Side.RIGHT, Side.LEFT) if side in words]
        assert said == ([entry.side] if entry.side in (Side.RIGHT, Side.LEFT) else []), entry


def test_sided_concepts_come_in_pairs() -> None:
    rights = sorted(entry.site for entry in TABLE.entries.values() if entry.side is Side.RIGHT)
    lefts = sorted(entry.site for entry in TABLE.entries.values() if entry.side is Side.LEFT)
    assert set(rights) ^ set(lefts) <= {"lung-upper-lobe", "lung-middle-lobe"}


# The Verhoeff scheme, with which every SNOMED CT identifier ends (SNOMED CT Release File Specifications).
_TIMES = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]
_SHIFT = "1576283094"


def check_digit_holds(snomed: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(snomed)):
        shifted = int(digit)
        for _ in range(place % 8):
            shifted = int(_SHIFT[shifted])
        total = int(_TIMES[total][shifted])
    return total == 0


def test_every_id_is_well_formed() -> None:
    assert not check_digit_holds("71341002")
    for snomed in [*TABLE.entries, *TABLE.sides]:
        assert re.fullmatch(r"[1-9][0-9]{5,17}", snomed), snomed
        assert check_digit_holds(snomed), snomed
