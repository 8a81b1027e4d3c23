"""Whether a documented place is one that a code surely does not mean."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.choosing.places.asked import Asked, Sites
from icd10cm.choosing.places.elsewhere import lies_elsewhere
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.issue import Strength
from tests.icd10cm.choosing.charts import RELEASE
from tests.icd10cm.rules.encounters import encounter_of


def _lies_elsewhere(code: str, *at: str) -> bool:
    dx: list[Any] = [{"code": code, "at": list(at)}]
    facts = read_encounter(encounter_of({"dx": dx}), RELEASE)
    (diagnosis,) = facts.diagnoses
    assert diagnosis.node is not None
    sites = Sites(diagnosis.documented, diagnosis.telling, Strength.DOCUMENTED)
    return lies_elsewhere(Asked(diagnosis, diagnosis.node, None, facts), sites)


@pytest.mark.parametrize(
    ("code", "at", "why"),
    [
        ("M86.151", ["tibia right"], "another bone than the title names"),
        ("M25.561", ["shoulder right"], "another joint"),
        ("S62.201A", ["little-finger right"], "the title names a bone of the hand, not the hand"),
        ("M25.561", ["shoulder right", "ankle right"], "two places, and neither is the knee"),
        ("S85.301A", ["upper-arm right"], "neither the vein nor the lower leg"),
    ],
)
def test_a_place_elsewhere(code: str, at: list[str], why: str) -> None:
    assert _lies_elsewhere(code, *at), why


@pytest.mark.parametrize(
    ("code", "at", "why"),
    [
        ("M86.151", ["femur right"], "the very bone"),
        ("M86.151", ["lower-limb right"], "the limb that the bone is in"),
        ("M86.151", ["right"], "a side alone"),
        ("M86.151", [], "nothing is documented"),
        ("M25.561", ["shoulder right", "knee right"], "one of two is the knee"),
        ("M86.10", ["tibia right"], "the code leaves its place open"),
        ("S60.428A", ["foot right"], "a code for what is left over means no place of its own"),
        ("S85.301A", ["lower-leg right"], "what the title names beside the vein"),
        ("I10", ["foot right"], "the title names no place"),
    ],
)
def test_no_place_elsewhere(code: str, at: list[str], why: str) -> None:
    assert not _lies_elsewhere(code, *at), why
