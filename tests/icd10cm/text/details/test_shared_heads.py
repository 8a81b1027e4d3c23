"""Places that share a noun: each of them is read, and only where the words make a place."""

from __future__ import annotations

import pytest

from icd10cm.text.details.shared_heads import before_joins, shared_site
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


@pytest.mark.parametrize(
    ("text", "at", "site", "after"),
    [
        ("common femoral and popliteal vein", 0, "femoral-vein", 2),
        ("left femoral and popliteal vein", 1, "femoral-vein", 2),
        ("femoral / popliteal vein", 0, "femoral-vein", 1),
        ("femoral and right popliteal vein", 0, "femoral-vein", 1),
        ("second , fourth and third metatarsal", 0, "metatarsal-2", 1),
        ("femoral and deep big popliteal vein", 0, "femoral-vein", 1),
        ("femoral and , , , , , , , popliteal vein", 0, "femoral-vein", 1),
    ],
)
def test_where_a_place_with_a_shared_noun_ends(text: str, at: int, site: str, after: int) -> None:
    words = text.split()
    found = shared_site(words, at, load_lexicon())
    assert found is not None
    assert (found[0].value, found[1]) == (site, after)
    assert at in before_joins(words)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("left femoral and popliteal vein", "a side is no part of it"),
        ("common femoral popliteal vein", "nothing joins"),
        ("femoral or popliteal vein", "either of them"),
        ("femoral and vein", "a place of one word"),
        ("femoral and heel", "no noun to share"),
        ("femoral and very deep big popliteal vein", "too many words before the place"),
        ("femoral and 3 popliteal vein", "a number between"),
        ("femoral and , , , , , , , , popliteal vein", "the place is too far"),
        ("pain and popliteal vein", "no such vein"),
        ("very common femoral and popliteal vein", "too many words before the noun"),
        ("femoral and", "nothing follows"),
        ("femoral", "nothing follows"),
    ],
)
def test_what_shares_no_noun(text: str, why: str) -> None:
    assert shared_site(text.split(), 0, load_lexicon()) is None, why


def test_a_quick_look_for_places_that_share_a_noun() -> None:
    assert {at for at in before_joins(["common", "femoral", "and", "popliteal", "vein"]) if at >= 0} == {0, 1}
    assert not before_joins(["common", "femoral", "vein"])
