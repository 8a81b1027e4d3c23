"""The resistance codes that the cultures of an organism code's own organism support."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.attaching.resistance import resistance_grown
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_COLI, _MRSA = "112283007", "115329001"


def _grown(dx: tuple[str, ...], *cultures: tuple[str, str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...], int]]:
    """Return the codes that have resistant cultures, the resistance codes, and the number of cultures."""
    release = load_embedded()
    entries: list[dict[str, Any]] = [
        {"organism": organism, "resistance": list(resistance)} | ({"specimen": specimen} if specimen else {})
        for organism, specimen, resistance in cultures
    ]
    facts = read_encounter(encounter_of({"dx": list(dx), "cultures": entries}), release)
    return [
        (one.code, found[0], len(found[1]))
        for one in facts.diagnoses
        for line in release.notes_for(one.code, "useAdditionalCode")
        if (found := resistance_grown(one, line, facts)) is not None
    ]


def test_the_resistance_of_the_coded_organism() -> None:
    assert _grown(("N39.0", "B96.20"), (_COLI, "urine", ("Z16.12",))) == [("B96.20", ("Z16.12",), 1)]
    assert _grown(("A41.51",), (_COLI, "blood", ("Z16.12",))) == [("A41.51", ("Z16.12",), 1)]


def test_codes_once_and_all_cultures() -> None:
    cultures = [(_COLI, "urine", ("Z16.12", "Z16.23")), (_COLI, "urine", ("Z16.12",))]
    assert _grown(("N39.0", "B96.20"), *cultures) == [("B96.20", ("Z16.12", "Z16.23"), 2)]


def test_methicillin_is_said_by_the_code_and_another_resistance_is_not() -> None:
    assert not _grown(("M86.661", "B95.62"), (_MRSA, "", ("Z16.11",)))
    assert _grown(("M86.661", "B95.62"), (_MRSA, "", ("Z16.11", "Z16.21"))) == [("B95.62", ("Z16.21",), 1)]


@pytest.mark.parametrize(
    ("dx", "culture", "why"),
    [
        (("N39.0", "B96.20"), (_COLI, "urine", ()), "not resistant"),
        (("N39.0", "B96.20"), (_COLI, "screening", ("Z16.12",)), "of no infection"),
        (("N39.0", "B96.20"), ("Pseudomonas aeruginosa", "urine", ("Z16.12",)), "another organism"),
        (("N39.0", "B96.20"), (_COLI, "urine", ("Z16.1",)), "no valid code"),
        (("A41.9",), (_COLI, "blood", ("Z16.12",)), "the title names no organism"),
        (("N39.0",), (_COLI, "urine", ("Z16.12",)), "the organism is not coded"),
    ],
)
def test_no_resistance(dx: tuple[str, ...], culture: tuple[str, str, tuple[str, ...]], why: str) -> None:
    assert not _grown(dx, culture), why


def test_a_culture_that_may_be_of_either_infection_counts() -> None:
    assert _grown(("N39.0", "L03.115", "B96.20"), (_COLI, "", ("Z16.12",))) == [("B96.20", ("Z16.12",), 1)]
