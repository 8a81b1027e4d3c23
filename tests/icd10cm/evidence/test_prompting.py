"""For which diagnoses an open side or site is worth a question."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.evidence.prompting import AS_USUAL, OpenPlaces, asks_for_place
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_NEVER = OpenPlaces(((("S82",), False),))
_ALWAYS = OpenPlaces(((("M81",), True),))
_BUT_ONE = OpenPlaces(((("S",), False), (("S822",), True)))


def _asks(*dx: Any, places: OpenPlaces = AS_USUAL) -> bool:
    facts = read_encounter(encounter_of({"dx": list(dx)}), load_embedded())
    return asks_for_place(facts.diagnoses[0], facts, places)


@pytest.mark.parametrize(
    ("dx", "places", "expected"),
    [
        (["S82.209A"], AS_USUAL, True),  # a fracture
        (["H91.90"], AS_USUAL, False),
        ([{"code": "H91.90", "ordered": True}], AS_USUAL, True),
        (["S82.209A", {"code": "I10", "ordered": True}], AS_USUAL, False),  # the order is for something else
        (["S82.209A"], _NEVER, False),
        ([{"code": "S82.209A", "ordered": True}], _NEVER, False),
        (["S72.009A"], _NEVER, True),
        (["M81.8"], _ALWAYS, True),
        (["M81.8"], AS_USUAL, False),
        (["M81.8", {"code": "I10", "ordered": True}], _ALWAYS, False),
        (["S72.009A"], _BUT_ONE, False),
        (["S82.209A"], _BUT_ONE, True),  # the later entry
        (["S82.209S"], AS_USUAL, False),  # the fracture is past
    ],
)
def test_what_is_asked(dx: list[Any], places: OpenPlaces, expected: bool) -> None:  # noqa: FBT001
    assert _asks(*dx, places=places) is expected


def test_a_hospital_decides_by_codes_without_dots() -> None:
    assert _NEVER.asks("S82.209A") is False
    assert _NEVER.asks("S92.209A") is None
    assert AS_USUAL.asks("S82.209A") is None
