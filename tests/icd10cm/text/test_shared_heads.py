"""Places that share a noun: each of them is read, and only where the words make a place."""

from __future__ import annotations

import pytest

from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text


def sites(text: str) -> set[str | None]:
    return {place.site for place in read_text(text, load_lexicon()).places}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("right upper and lower lobes of the lung", {"lung-upper-lobe", "lung-lower-lobe"}),
        ("common femoral and popliteal veins", {"femoral-vein", "popliteal-vein"}),
        ("right common femoral and right popliteal veins", {"femoral-vein", "popliteal-vein"}),
        ("second, third and fourth metatarsals", {"metatarsal-2", "metatarsal-3", "metatarsal-4"}),
        ("left second / third metatarsal", {"metatarsal-2", "metatarsal-3"}),
    ],
)
def test_each_place_is_read(text: str, expected: set[str]) -> None:
    assert sites(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("swollen and popliteal vein", {"popliteal-vein"}),
        ("second and popliteal vein", {"popliteal-vein"}),
        ("upper and heel", {"heel"}),
        ("femoral. Popliteal vein", {"popliteal-vein"}),
        ("upper limb of the scale, femoral vein", {"upper-limb", "femoral-vein"}),
    ],
)
def test_what_makes_no_place_with_the_noun_is_none(text: str, expected: set[str]) -> None:
    assert sites(text) == expected
