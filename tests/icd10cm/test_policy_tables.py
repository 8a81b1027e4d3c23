"""The reviewed tables of the rules: every code and note in them is in the release, every entry has its source."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from icd10cm.attaching import culture_match as cultures
from icd10cm.exclusions.codes_offered import codes_offered
from icd10cm.exclusions.pairs.contradictions import OneOf, load_contradictions
from icd10cm.exclusions.pairs.hypertension import load_hypertension
from icd10cm.exclusions.pairs.vaguer_codes import Vaguer, load_vaguer_codes
from icd10cm.exclusions.pairs.widenings import Widening, load_widenings
from icd10cm.policy import load_policy
from icd10cm.releases.loading import load_embedded
from icd10cm.rules.presumed_links import DiabetesLink, Pair, load_presumed_links
from icd10cm.rules.unspecified_kind import OpenKind, load_open_kinds


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("icd10cm").joinpath("data", name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", table("additional_codes.toml")["note"], ids=lambda entry: entry["holders"][0])
def test_unconditional_notes_are_printed_so(entry: dict[str, Any]) -> None:
    release = load_embedded()
    assert entry["why"]
    for holder in entry["holders"]:
        (line,) = [line for line in release.notes.at(holder) if line.line == entry["note"]]
        assert line.element == "useAdditionalCode"
        assert line.conditional == entry.get("met_by_title", False)
        if line.conditional:
            assert re.search(r"\bdrug|medicament", release.title(holder).lower()), "the title names the drug"
        else:
            assert codes_offered((line,), release), "a prompt offers something"


@pytest.mark.parametrize("link", load_presumed_links().diabetes, ids=lambda link: link.ending)
def test_complications_of_diabetes(link: DiabetesLink) -> None:
    release = load_embedded()
    assert link.source.startswith("Index:")
    assert link.ending in link.named_by
    for kind in load_policy().diabetes:
        assert release.is_valid(f"{kind}.{link.ending}")
    for prefix in (*link.beside, *link.owned_by):
        assert release.node(prefix) is not None
    assert all(any(code.startswith(prefix) for code in release.valid) for prefix in link.naming)


def test_codes_of_hypertension_are_all_there_and_say_different_things() -> None:
    release, table = load_embedded(), load_hypertension()
    assert set(table.codes) == {code for code in release.valid if code[:3] in ("I10", "I11", "I12", "I13")}
    assert len(set(table.codes.values())) == len(table.codes)
    for prefix in (*table.heart_failure, *table.heart_disease, *table.kidney, *table.severe, *table.owned_by):
        assert release.node(prefix) is not None


@pytest.mark.parametrize("pair", load_presumed_links().pair, ids=lambda pair: pair.code)
def test_other_linked_pairs(pair: Pair) -> None:
    release = load_embedded()
    assert "guideline" in pair.source.lower()
    coded = [code for code in release.valid if code.startswith(pair.code)]
    assert coded
    for code in coded:
        assert release.is_valid(pair.linked(code)) or release.node(pair.linked(code)).children, code
    for prefix in pair.owned_by:
        assert any(code.startswith(prefix) for code in release.valid), prefix
    for prefix in pair.beside:
        assert any(code.startswith(prefix) for code in release.valid), prefix


@pytest.mark.parametrize("widening", load_widenings().values(), ids=lambda widening: widening.holder)
def test_widened_notes_are_printed_so(widening: Widening) -> None:
    release = load_embedded()
    (line,) = [line for line in release.notes.at(widening.holder) if line.line == widening.note]
    assert line.element == "excludes1"
    assert widening.holder in widening.source
    for prefix in (*widening.codes, *widening.of):
        assert release.node(prefix) is not None
    if widening.injury or widening.cause:
        assert codes_offered((line,), release), "the note prints the code for what it caused"


def test_integral_signs_are_prefixes_of_codes() -> None:
    for entry in table("integral_signs.toml")["sign"]:
        assert entry["source"]
        for prefix in (*entry["codes"], *entry["part_of"]):
            assert load_embedded().node(prefix) is not None, prefix


@pytest.mark.parametrize("one_of", load_contradictions(), ids=lambda one_of: one_of.source[:40])
def test_what_is_coded_once_only(one_of: OneOf) -> None:
    release = load_embedded()
    values = [prefix for value in one_of.values for prefix in value]
    prefixes = [*values, *one_of.each_code, *one_of.within]
    assert all(
        any(prefix.startswith(each) or each.startswith(prefix) for each in prefixes) for prefix in one_of.gives_way
    )
    for prefix in prefixes:
        assert any(code.startswith(prefix) for code in release.valid), prefix
    titles = [release.title(code).lower() for code in release.valid if one_of.within and code.startswith(one_of.within)]
    for phrases in one_of.words:
        assert all(any(phrase in title for title in titles) for phrase in phrases)


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


@pytest.mark.parametrize("vaguer", load_vaguer_codes(), ids=lambda vaguer: vaguer.code)
def test_vaguer_codes_leave_open_what_the_others_say(vaguer: Vaguer) -> None:
    release = load_embedded()
    assert vaguer.source
    assert release.node(vaguer.code) is not None
    for prefix in (vaguer.code, *vaguer.definite):
        assert any(code.startswith(prefix) for code in release.valid), prefix
        assert not prefix.startswith(vaguer.code) or prefix == vaguer.code


@pytest.mark.parametrize("kind", load_open_kinds(), ids=lambda kind: kind.codes[0])
def test_what_leaves_a_kind_open_and_says_it(kind: OpenKind) -> None:
    release = load_embedded()
    assert kind.source
    leaves = [code for code in release.valid if kind.leaves_open(code, release.title(code).lower())]
    assert leaves
    for code in leaves:
        node = release.node(code)
        assert node is not None
        offered = kind.offered(node, release)
        assert len(offered) > 1
        assert not [choice for choice in offered if kind.leaves_open(choice, release.title(choice).lower())]
        assert not code.startswith(kind.answered_by) if kind.answered_by else True
    for prefix in kind.answered_by:
        assert release.node(prefix) is not None, prefix


def test_carriers_are_codes_of_the_release() -> None:
    for entry in table("infections.toml")["carrier"]:
        assert entry["source"]
        assert load_embedded().is_valid(entry["organism"])
        for prefix in entry["codes"]:
            assert "carrier" in load_embedded().title(prefix).lower(), prefix
