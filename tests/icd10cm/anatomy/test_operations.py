"""The parts of the body that the names of operations say."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from icd10cm.anatomy.operations import operated_sites
from icd10cm.anatomy.vocabulary import load_anatomy


@pytest.mark.parametrize(
    ("name", "sites"),
    [
        ("Left simple mastectomy", ("breast",)),
        ("Right salpingo-oophorectomy", ("ovary",)),
        ("NEPHRON-SPARING SURGERY", ("kidney",)),
        ("Upper lobectomy", ("lung", "frontal-lobe", "temporal-lobe")),
        ("Mastoidectomy", ("ear",)),
        ("Donor nephrectomy", ()),
        ("Risk-reducing mastectomy", ()),
        ("Ureterostomy", ()),
        ("Colonoscopy", ()),
        ("", ()),
    ],
)
def test_an_operation(name: str, sites: tuple[str, ...]) -> None:
    assert operated_sites(name) == sites


def test_every_site_is_one_of_the_anatomy() -> None:
    data = tomllib.loads(files("icd10cm").joinpath("data/operations.toml").read_text(encoding="utf-8"))
    named = {site for sites in (*data["roots"].values(), *data["phrases"].values()) for site in sites}
    assert named <= load_anatomy().sites.keys()
