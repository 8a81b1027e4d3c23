"""The codes of the other side than the one that a code names."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.choosing.places.asked import Asked, Sites
from icd10cm.choosing.places.other_side import on_other_side
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.issue import Strength
from tests.icd10cm.choosing.charts import RELEASE
from tests.icd10cm.rules.encounters import encounter_of


def _other(code: str, *at: str) -> tuple[str, ...]:
    dx: list[Any] = [{"code": code, "at": list(at)}]
    facts = read_encounter(encounter_of({"dx": dx}), RELEASE)
    (diagnosis,) = facts.diagnoses
    assert diagnosis.node is not None
    sites = Sites(diagnosis.documented, diagnosis.telling, Strength.DOCUMENTED)
    return on_other_side(Asked(diagnosis, diagnosis.node, None, facts), sites)


@pytest.mark.parametrize(
    ("code", "at", "codes"),
    [
        ("M25.561", ["left"], ("M25.562",)),
        ("M25.561", ["knee left"], ("M25.562",)),
        ("H25.11", ["left"], ("H25.12",)),
        ("H25.11", ["bilateral"], ("H25.13",)),
        ("M17.11", ["bilateral"], ("M17.0",)),
        ("S82.201B", ["tibia left"], ("S82.202B",)),  # with its 7th character
        ("H40.1111", ["left"], ("H40.1121",)),
        ("E11.3511", ["left"], ("E11.3512",)),  # which is the side itself
        ("S61.200A", ["left"], ("S61.201A",)),  # the same finger
        ("H02.001", ["left"], ("H02.004",)),  # the same eyelid
        ("L97.511", ["left"], ("L97.521",)),  # the same depth
        ("C50.411", ["breast left"], ("C50.412",)),  # the same quadrant
        ("H90.41", ["left"], ("H90.42",)),
        ("I69.351", ["left"], ("I69.354",)),  # the dominant side stays where it is
        ("I69.353", ["left"], ("I69.352",)),
        # A place without a side is near the one with it, and near the code's.
        ("M70.21", ["olecranon", "elbow left"], ("M70.22",)),
    ],
)
def test_the_twin_on_the_other_side(code: str, at: list[str], codes: tuple[str, ...]) -> None:
    assert _other(code, *at) == codes


@pytest.mark.parametrize(
    ("code", "at", "why"),
    [
        ("M25.561", ["right"], "the coded side"),
        ("M25.561", ["left", "right"], "both are named"),
        ("M25.561", ["bilateral"], "no code for both"),
        ("M25.561", [], "no side is named"),
        ("M25.561", ["knee"], "no side is named"),
        ("M25.569", ["left"], "the code names no side"),
        ("M17.0", ["left"], "the code names both"),
        ("J18.9", ["left"], "the code has no side"),
        ("M25.561", ["hip", "knee left"], "the hip may be what hurts on the right"),
    ],
)
def test_no_twin(code: str, at: list[str], why: str) -> None:
    assert not _other(code, *at), why
