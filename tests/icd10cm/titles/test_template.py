"""Titles taken apart: which words are the place, which are the disease, and what the place says of itself."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.titles.template import SLOT, Slot, read_title


def the_slot(title: str) -> Slot:
    (slot,) = read_title(title, load_anatomy()).slots
    return slot


def test_two_sites_of_one_disease_have_one_template() -> None:
    femur = read_title("Other chronic hematogenous osteomyelitis, right femur", load_anatomy())
    hand = read_title("Other chronic hematogenous osteomyelitis, left hand", load_anatomy())
    assert femur.template == hand.template == ("other", "chronic", "hematogenous", "osteomyelitis", SLOT)
    assert (femur.slots[0].sites, femur.slots[0].side) == (("femur",), Side.RIGHT)


@pytest.mark.parametrize(
    ("title", "opened", "why"),
    [
        ("Acute osteomyelitis, unspecified site", True, "the site is what is unspecified"),
        ("Laceration of unspecified finger without damage to nail", True, "the finger is"),
        ("Discitis, unspecified, lumbar region", False, "the disease is, before a comma"),
        ("Osteochondropathy, unspecified of right hand", False, "the disease is, before 'of'"),
        ("Sprain of right ankle", False, "nothing is"),
    ],
)
def test_unspecified_speaks_of_the_place_or_of_the_disease(title: str, opened: bool, why: str) -> None:  # noqa: FBT001
    assert the_slot(title).open is opened, why


@pytest.mark.parametrize(
    ("title", "residual", "beyond", "why"),
    [
        ("Osteolysis, multiple sites", "multiple", False, "several sites, none named"),
        ("Osteolysis, other site", "other", False, "a site without a title"),
        ("Pressure ulcer of other part of foot", "other", False, "within the foot"),
        ("Abscess of abdomen and other region", "other", True, "beyond the abdomen"),
        ("Osteolysis, right hand", "", False, "a site"),
    ],
)
def test_residuals(title: str, residual: str, beyond: bool, why: str) -> None:  # noqa: FBT001
    slot = the_slot(title)
    assert (slot.residual, slot.beyond) == (residual, beyond), why


@pytest.mark.parametrize(
    ("title", "sites", "why"),
    [
        ("Burn of lower limb, except ankle and foot", ("lower-limb",), "what is excepted is not a place of the code"),
        ("Fracture of lunate [semilunar], right wrist", ("lunate", "wrist"), "brackets hold a synonym"),
        ("Injury of toe(s)", ("toe",), "a plural in brackets"),
    ],
)
def test_words_that_are_not_places(title: str, sites: tuple[str, ...], why: str) -> None:
    anatomy = load_anatomy()
    named = [site for slot in read_title(title, anatomy).slots for site in slot.sites]
    assert [anatomy.related(one, other) for one, other in zip(named, sites, strict=True)] == [True] * len(sites), why


def test_a_sex_stays_in_the_template() -> None:
    female = read_title("Malignant neoplasm of nipple and areola, right female breast", load_anatomy())
    male = read_title("Malignant neoplasm of nipple and areola, right male breast", load_anatomy())
    assert female.template != male.template


def test_the_side_carrier_is_known() -> None:
    assert the_slot("Nondisplaced fracture of body of scapula, right shoulder").beside == ("shoulder",)
