"""The parts of the body that the names of operations say."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from icd10cm.anatomy.operations import operates, treated_sites
from icd10cm.anatomy.vocabulary import load_anatomy


@pytest.mark.parametrize(
    ("name", "sites"),
    [
        ("Left simple mastectomy", ("breast",)),
        ("Right salpingo-oophorectomy", ("ovary",)),
        ("NEPHRON-SPARING SURGERY", ("kidney",)),
        ("Upper lobectomy", ("lung-upper-lobe",)),
        ("Lobectomy", ("lung", "frontal-lobe", "temporal-lobe")),
        ("Lapidus, left", ("great-toe",)),
        ("Mastoidectomy", ("ear",)),
        ("Debridement of the tibia", ()),
        ("Carotid endarterectomy", ("carotid-artery",)),
        ("I&D", ()),
        ("Thrombectomy via right femoral artery", None),
        ("Repair with a graft", None),
        ("Donor nephrectomy", None),
        ("Risk-reducing mastectomy", None),
        ("Ureterostomy", None),
        ("Colonoscopy", None),
        ("", None),
    ],
)
def test_an_operation(name: str, sites: tuple[str, ...] | None) -> None:
    assert treated_sites(name) == sites


@pytest.mark.parametrize(
    "name", ["Right ankle fusion", "Percutaneous pinning, left hip", "Left Lapidus", "Left nephrectomy"]
)
def test_what_works_on_a_part(name: str) -> None:
    assert operates(name)


@pytest.mark.parametrize(
    "name", ["Removal of sutures, left knee", "Repair with a graft", "Left ankle", "PICC, right arm"]
)
def test_what_does_not_say_that_it_does(name: str) -> None:
    assert not operates(name)


def test_every_site_is_one_of_the_anatomy() -> None:
    data = tomllib.loads(files("icd10cm").joinpath("data/operations.toml").read_text(encoding="utf-8"))
    named = {site for sites in (*data["roots"].values(), *data["phrases"].values()) for site in sites}
    assert named <= load_anatomy().sites.keys()
