"""The reviewed tables of infections and specimens, and what counts as an infection."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from icd10cm.attaching.infections import (
    Infection,
    admitting_note,
    infection,
    infections,
    load_kinds,
    may_be_identified,
    names_organism,
    organism_codes,
    organism_in_text,
)
from icd10cm.encounter import Organism
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_TABLE = tomllib.loads(files("icd10cm").joinpath("data/infections.toml").read_text(encoding="utf-8"))["infection"]
MRSA = Organism("mrsa", "Methicillin resistant Staphylococcus aureus", "B95.62", ("mrsa", "staphylococcus aureus"))
COLI = Organism("e-coli", "Escherichia coli", "B96.20", ("escherichia coli", "e. coli"))


def known(code: str) -> Infection:
    found = infection(code, load_embedded())
    assert found is not None
    return found


@pytest.mark.parametrize("entry", _TABLE, ids=lambda entry: entry["kind"])
def test_codes_of_a_kind_are_in_the_release(entry: dict[str, Any]) -> None:
    assert entry["source"]
    for code in entry["codes"]:
        assert load_embedded().node(code) is not None, code


def test_what_specimens_fit_is_a_kind() -> None:
    table = tomllib.loads(files("icd10cm").joinpath("data/specimens.toml").read_text(encoding="utf-8"))
    assert {kind for entry in table["specimen"] for kind in entry.get("fits", ())} <= load_kinds().keys()


@pytest.mark.parametrize(
    ("code", "organism", "expected"),
    [
        ("M86.661", "B95.61", True),
        ("M00.061", "B95.61", True),
        ("M00.061", "B96.20", False),
        ("T84.53XA", "B96.20", True),
        ("T81.44XA", "B96.20", True),
        ("A41.9", "B95.61", True),
        ("M46.26", "B95.61", True),
        ("J18.9", "B96.1", True),
    ],
)
def test_what_an_organism_code_may_identify(code: str, organism: str, expected: bool) -> None:  # noqa: FBT001
    assert may_be_identified(known(code), organism, load_embedded()) is expected


@pytest.mark.parametrize("code", ["R87.820", "Z16.12", "B95.61", "I10", "L97.512", "M86.99", "E11.69", "R78.81"])
def test_what_is_no_infection(code: str) -> None:
    assert infection(code, load_embedded()) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("T84.53XA", True),
        ("T83.511A", True),
        ("T82.7XXA", True),
        ("T81.41XA", True),
        ("M86.661", False),
        ("A41.9", False),
    ],
)
def test_complications_ask_without_codes(code: str, expected: bool) -> None:  # noqa: FBT001
    assert known(code).is_complication is expected


def test_a_note_admits_its_range() -> None:
    line = admitting_note(known("M00.061"), "B95.61", load_embedded())
    assert line is not None
    assert line.holder == "M00.0"
    assert admitting_note(known("M00.061"), "B96.20", load_embedded()) is None
    assert admitting_note(known("A41.9"), "B96.20", load_embedded()) is None


@pytest.mark.parametrize(
    ("code", "organism", "expected"),
    [
        ("A41.02", MRSA, True),
        ("J15.212", MRSA, True),
        ("A41.51", COLI, True),
        ("A41.51", MRSA, False),
        ("M00.061", MRSA, False),
        ("A41.9", MRSA, False),
    ],
)
def test_titles_name_an_organism(code: str, organism: Organism, expected: bool) -> None:  # noqa: FBT001
    assert names_organism(known(code), organism) is expected


@pytest.mark.parametrize(("code", "expected"), [("A41.51", True), ("J13", True), ("A41.9", False), ("T80.211A", False)])
def test_titles_that_say_what_it_is_due_to(code: str, expected: bool) -> None:  # noqa: FBT001
    assert known(code).is_due_to_one is expected


def test_a_code_may_be_of_two_kinds() -> None:
    assert known("T81.44XA").kinds == {"blood", "skin and wound"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MRSA osteomyelitis of right tibia", True),
        ("osteomyelitis of right tibia with Staphylococcus aureus", True),
        ("osteomyelitis of right tibia, MRSA not found", False),
        ("osteomyelitis of right tibia with E. coli", False),
        ("osteomyelitis of right tibia", False),
    ],
)
def test_text_names_an_organism(text: str, expected: bool) -> None:  # noqa: FBT001
    facts = read_encounter(encounter_of({"dx": [{"code": "M86.661", "text": text}]}), load_embedded())
    assert organism_in_text(MRSA, facts.diagnoses[0]) is expected


def test_the_infections_and_organism_codes_of_an_encounter() -> None:
    facts = read_encounter(encounter_of({"dx": ["I10", "N39.0", "B96.20", "M86.99", "M86.661"]}), load_embedded())
    assert [one.code for one, _ in infections(facts)] == ["N39.0", "M86.661"]
    assert infections(facts) is infections(facts), "it is worked out once"
    assert [one.code for one in organism_codes(facts)] == ["B96.20"]
