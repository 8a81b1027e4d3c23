"""The reviewed tables of the rules: every code and note in them stands in the release, every entry has its source."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from importlib.resources import files
from typing import Any

import pytest

from icd10cm.evidence import culture_match as cultures
from icd10cm.evidence import etiology
from icd10cm.evidence import excludes1_scope as exclusions
from icd10cm.evidence import sequence as order
from icd10cm.evidence.codes_offered import codes_offered
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import RULES, diabetes_with, lesions
from icd10cm.rules.diabetes_with import DIABETES, load_with_pairs

_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?\Z")


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
def test_complications_of_diabetes(pair: diabetes_with.WithPair) -> None:
    release = load_embedded()
    assert pair.source.startswith("Index:")
    for kind in DIABETES:
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


_MODULES = (cultures, diabetes_with, etiology, exclusions, lesions, order)
_RULE_MODULES = tuple(import_module(check.__module__) for check in RULES.values())


@pytest.mark.parametrize("module", [*_MODULES, *_RULE_MODULES], ids=lambda module: module.__name__)
def test_codes_that_modules_name_stand_in_the_release(module: Any) -> None:
    named = {word for value in vars(module).values() for word in _words(value) if _CODE.match(word)}
    for code in named:
        assert load_embedded().node(code) is not None, code


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for each in value.values() for word in _words(each)]
    if isinstance(value, tuple | frozenset | list):
        return [word for each in value for word in _words(each)]
    return []


def test_the_words_of_modules_are_looked_at() -> None:
    assert "M25.5" in _words(vars(lesions)["_SYMPTOMS"])
    assert _CODE.match("T84.53XA")
    assert not _CODE.match("M")
