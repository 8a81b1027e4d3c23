"""The side that a chart documents for the place that a code names, and which of its places tell something."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.evidence.documented_side import concerns, documented_side, says_nothing_else
from icd10cm.evidence.encounter_facts import DiagnosisFacts, read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_RELEASE = load_embedded()


def _diagnosis(code: str, *at: str) -> DiagnosisFacts:
    dx: list[Any] = [{"code": code, "at": list(at)}]
    return read_encounter(encounter_of({"dx": dx}), _RELEASE).diagnoses[0]


@pytest.mark.parametrize(
    ("code", "at", "side", "cited"),
    [
        ("M25.569", ["knee left"], "left", ["knee left"]),
        ("M25.561", ["left"], "left", ["left"]),
        ("J18.9", ["left"], "left", ["left"]),
        ("H25.10", ["bilateral"], "bilateral", ["bilateral"]),
        ("M25.569", ["left", "right"], "bilateral", ["left", "right"]),
        ("M86.60", ["femur right", "tibia left"], "bilateral", ["femur right", "tibia left"]),
        ("M86.659", ["hip left"], "left", ["hip left"]),  # a neighbor
        ("M25.569", ["hip left", "knee right"], "right", ["knee right"]),
        ("S42.009A", ["clavicle right", "rib left"], "right", ["clavicle right"]),
        ("M86.659", ["femur right", "tibia left"], "right", ["femur right"]),
        ("M25.569", ["knee"], None, []),
        ("M25.561", ["knee right"], None, []),  # what the code says
        ("M25.569", ["hip left"], None, []),
        ("S81.809A", ["knee left"], None, []),  # has its own codes
        ("M25.569", ["bilateral", "left"], None, []),
    ],
)
def test_the_side_of_the_place_of_a_code(code: str, at: list[str], side: str | None, cited: list[str]) -> None:
    diagnosis = _diagnosis(code, *at)
    found, evidence = documented_side(diagnosis, diagnosis.sites, _RELEASE)
    assert (found, [each.statement for each in evidence]) == (side, [f"bodySite {each}" for each in cited])


@pytest.mark.parametrize(
    ("code", "at", "nothing"),
    [
        ("M25.569", ["knee left"], True),
        ("M25.569", ["knee"], True),
        ("M25.569", ["hip"], True),
        ("M25.569", ["hip left"], False),
        ("M25.569", ["knee right", "hip left"], False),
        ("S81.809A", ["ankle left"], False),  # a note sends it elsewhere
        ("S81.809A", ["ankle"], True),
    ],
)
def test_whether_a_side_is_of_another_place(code: str, at: list[str], nothing: bool) -> None:  # noqa: FBT001
    assert says_nothing_else(_diagnosis(code, *at), _RELEASE) is nothing


@pytest.mark.parametrize(
    ("code", "site", "expected"),
    [
        ("M25.569", "knee", True),
        ("M25.569", "tibia", True),  # beside the knee
        ("M25.569", "hip", False),
        ("M25.569", None, True),
        ("M86.659", "knee", True),
        ("M86.659", "tibia", False),
        ("H25.10", "knee", False),
        ("J18.9", "knee", True),  # the title names no place
        ("XXX", "knee", True),
    ],
)
def test_what_a_place_may_be(code: str, site: str | None, expected: bool) -> None:  # noqa: FBT001
    assert concerns(site, _diagnosis(code), _RELEASE) is expected


def _places(code: str, *at: str) -> tuple[list[str], list[str], list[str]]:
    """Return which places of a diagnosis a note sends elsewhere, which are its own, and which of these tell more."""
    diagnosis = _diagnosis(code, *at)
    carved = [carve.fact.site or "" for carve in diagnosis.carved]
    return carved, [fact.site or "" for fact in diagnosis.documented], [fact.site or "" for fact in diagnosis.telling]


@pytest.mark.parametrize(
    ("code", "at"),
    [("M86.9", "vertebra"), ("M86.60", "spine"), ("M25.50", "limb"), ("S81.809A", "ankle left")],
)
def test_a_place_that_a_note_sends_elsewhere(code: str, at: str) -> None:
    assert _places(code, at) == ([at.partition(" ")[0]], [], [])


@pytest.mark.parametrize(
    ("code", "at", "why"),
    [
        ("M25.50", "knee", "a code of this family names it, although pain in limb is elsewhere"),
        ("L03.115", "toe right", "no note"),
        ("M00.9", "vertebra", "the note speaks of another disease"),
        ("R52", "knee right", "localized pain of no type is another question"),
        ("D48.7", "tongue", "any disease of the tongue is not this one"),
        ("S72.001A", "tibia right", "an injury elsewhere is another injury"),
        ("M86.60", "femur left", "no note"),
    ],
)
def test_a_place_that_stays_and_tells_more(code: str, at: str, why: str) -> None:
    site = at.partition(" ")[0]
    assert _places(code, at) == ([], [site], [site]), why


@pytest.mark.parametrize(
    ("code", "at", "telling"),
    [
        ("M25.569", ("knee left",), []),  # what the code names
        ("K14.8", ("tongue",), []),
        ("C76.0", ("head",), ["head"]),  # one of head, face and neck
        ("C76.0", ("head", "neck", "face"), []),
        ("S42.009A", ("clavicle right", "rib left"), []),  # beside the bone that the code names
        ("S72.90XA", ("femur right", "femur-distal right", "tibia right"), ["femur-distal"]),  # but a part of it tells
        ("M86.659", ("femur right", "tibia left"), ["femur", "tibia"]),
        ("M25.569", ("hip left", "knee right"), ["hip"]),
        ("M86.60", ("left",), [""]),
    ],
)
def test_what_tells_more_than_the_code(code: str, at: tuple[str, ...], telling: list[str]) -> None:
    assert _places(code, *at)[2] == telling
