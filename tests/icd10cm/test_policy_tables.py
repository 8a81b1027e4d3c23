"""The reviewed tables of the rules: every code and note in them stands in the release, every entry has its source."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from icd10cm.evidence import culture_match as cultures
from icd10cm.evidence.codes_offered import codes_offered
from icd10cm.policy import load_policy
from icd10cm.releases.loading import load_embedded
from icd10cm.rules.diabetes_with import WithPair, load_with_pairs


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("icd10cm").joinpath("data", name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", table("additional_codes.toml")["note"], ids=lambda entry: entry["holders"][0])
def test_unconditional_notes_are_printed_so(entry: dict[str, Any]) -> None:
    release = load_embedded()
    assert entry["why"]
    for holder in entry["holders"]:
        (line,) = [line for line in release.notes.at(holder) if line.line == entry["note"]]
        assert line.element == "useAdditionalCode"
        assert not line.conditional
        assert codes_offered((line,), release), "a prompt offers something"


@pytest.mark.parametrize("pair", load_with_pairs(), ids=lambda pair: pair.ending)
def test_complications_of_diabetes(pair: WithPair) -> None:
    release = load_embedded()
    assert pair.source.startswith("Index:")
    for kind in load_policy().diabetes:
        assert release.is_valid(f"{kind}.{pair.ending}")
    for prefix in pair.beside:
        assert release.node(prefix) is not None


def test_indications_are_prefixes_of_codes() -> None:
    data = table("indications.toml")
    prefixes = [prefix for group in data["infections"].values() for prefix in group]
    assert data["source"]
    assert len(set(prefixes)) == len(prefixes)
    for prefix in prefixes:
        assert load_embedded().node(prefix) is not None, prefix


@pytest.mark.parametrize("entry", table("specimens.toml")["specimen"], ids=lambda entry: entry["names"][0])
def test_specimens_speak_for_prefixes_of_codes(entry: dict[str, Any]) -> None:
    assert entry["source"]
    assert ("speaks_for" in entry) != ("silent_for" in entry)
    valid = load_embedded().valid
    for prefix in entry.get("speaks_for", entry.get("silent_for")):
        assert any(code.startswith(prefix) for code in valid), prefix


def test_every_specimen_stands_once() -> None:
    names = [name for entry in table("specimens.toml")["specimen"] for name in entry["names"]]
    assert len(set(names)) == len(names)
    assert set(cultures.load_specimens()) == set(names)


def test_procedure_numbers_that_do_not_exist() -> None:
    for entry in table("invalid_procedures.toml")["procedure"]:
        numbers = [entry["code"], *entry["meant"].split()]
        assert all(re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", number) for number in numbers)
        assert entry["code"] not in entry["meant"]
        assert entry["why"]
