"""Which etiologies are offered first, and which metastases have no primary."""

from __future__ import annotations

import pytest

from icd10cm.attaching.etiology import likely_first, missing_etiology, without_primary
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_OFFERED = ("T81.4", "O85", "O03.87", "P36", "A41.9")


def _facts(codes: list[str]) -> EncounterFacts:
    return read_encounter(encounter_of({"dx": codes}), load_embedded())


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["R65.21", "I10"], ("A41.9", "T81.4")),
        (["R65.21", "T84.53XA"], ("T81.4", "A41.9")),
        (["R65.21", "Z3A.30"], ("O85", "O03.87", "A41.9", "T81.4")),
        (["R65.21", "Z38.00"], ("P36", "A41.9", "T81.4")),
    ],
)
def test_the_likely_ones_of_a_chart_go_first(codes: list[str], expected: tuple[str, ...]) -> None:
    assert likely_first(_OFFERED, _facts(codes)) == expected


@pytest.mark.parametrize(
    ("codes", "alone"),
    [
        (["C79.51", "C78.7"], ["C79.51", "C78.7"]),
        (["C79.51", "C50.911"], []),
        (["C79.51", "Z85.3"], []),
        (["C77.3", "C80.1"], []),
        (["I10"], []),
    ],
)
def test_metastases_without_a_primary(codes: list[str], alone: list[str]) -> None:
    assert [one.code for one in without_primary(_facts(codes))] == alone


def _lacking(codes: list[str]) -> dict[str, set[str]]:
    """Return the holders of the notes whose etiology is missing, by the code that lacks it."""
    facts = _facts(codes)
    found = {one.code: {line.holder for line in missing_etiology(one, facts)} for one in facts.diagnoses}
    return {code: holders for code, holders in found.items() if holders}


@pytest.mark.parametrize(
    ("codes", "lacking"),
    [
        (["I10", "D63.1"], {"D63.1": {"D63.1"}}),
        (["J12.82"], {"J12.82": {"J12.82"}}),
        (["M90.551"], {"M90.551": {"M90.5"}}),
        (["I10", "F02.80"], {"F02.80": {"F02"}}),  # hypertension is of another chapter than the examples
        (["N39.0", "R65.20"], {"R65.20": {"R65.2"}}),
        (["I10", "D63.0"], {"D63.0": {"D63.0"}}),
        (["I68.0"], {"I68.0": {"I68.0"}}),
        (["I10", "J91.0"], {"J91.0": {"J91.0"}}),
        (["H28"], {"H28": {"H28"}}),
        (["D63.8"], {"D63.8": {"D63.8"}}),
    ],
)
def test_a_manifestation_without_its_etiology(codes: list[str], lacking: dict[str, set[str]]) -> None:
    assert _lacking(codes) == lacking


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (["D63.1", "N18.6"], "the note names the kidney disease"),
        (["J12.82", "U07.1"], "the note names COVID-19"),
        (["M90.551", "K50.90"], "any other disease may be meant by the examples"),
        (["H28", "I10"], "any other disease may be meant by the examples"),
        (["G30.1", "F02.80"], "an example"),
        (["R65.20", "A41.9"], "an example"),
        (["R65.20", "T81.44XA"], "an example"),
        (["O85", "R65.20"], "its own note asks for severe sepsis"),
        (["P36.4", "R65.20"], "its own note asks for severe sepsis"),
        (["D63.0", "D47.1"], "a neoplasm"),
        (["C34.31", "J91.0"], "a neoplasm"),
        (["I32", "A41.9"], "another disease"),
        (["L97.512"], "an ulcer may stand alone"),
        (["M89.751"], "its note says if applicable"),
        (["N18.4"], "a kidney disease may stand alone"),
        (["F05"], "delirium may stand alone"),
        (["B96.20"], "an organism has no note"),
        (["XXX"], "unknown"),
    ],
)
def test_nothing_is_missing(codes: list[str], why: str) -> None:
    assert not _lacking(codes), why


def test_the_history_of_a_primary_answers_for_one_metastasis_and_for_several() -> None:
    assert not without_primary(_facts(["C79.51", "C78.7", "Z85.3"]))
    assert not without_primary(_facts([]))
