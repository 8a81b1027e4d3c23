"""The reviewed tables hold only what the sources allow: valid codes, known places, sound identifiers."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from fhir_mappings.cultures.culture_table import culture_codes, load_cultures
from fhir_mappings.procedures.procedure_table import load_procedures
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.organisms.table import MRSA, MSSA, S_AUREUS, load_organisms
from icd10cm.releases.loading import load_embedded

_DIHEDRAL = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def table(name: str, package: str = "fhir_mappings") -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


def verhoeff_holds(identifier: str) -> bool:
    """The check digit of a SNOMED CT identifier (SNOMED CT Release File Specification, "Check-digit")."""
    check = 0
    for place, digit in enumerate(reversed(identifier)):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0


def loinc_holds(code: str) -> bool:
    """The check digit of a LOINC code (LOINC Users' Guide, appendix "Calculating LOINC check digits": mod 10)."""
    number, _, check = code.partition("-")
    odd, even = number[::-1][::2], number[::-1][1::2]
    total = sum(int(digit) for digit in even + str(int(odd) * 2)) if number else 0
    return (10 - total % 10) % 10 == int(check)


def test_every_code_of_an_organism_is_a_valid_code_of_the_release() -> None:
    release = load_embedded()
    organisms = load_organisms().by_id.values()
    codes = {code for one in organisms for code in (one.code, one.general) if code}
    codes |= {code for one in load_organisms().by_snomed.values() for code in one.resistance}
    assert len(codes) > 20
    assert [code for code in sorted(codes) if not release.is_valid(code)] == []
    assert {code[:3] for code in codes} == {"B95", "B96", "B97", "Z16"}


def test_every_code_of_resistance_is_a_valid_code_of_the_release() -> None:
    cultures, release = load_cultures(), load_embedded()
    codes = {rule.code for rule in (*cultures.rules, *cultures.text_rules)}
    assert codes == {"Z16.12", "Z16.13", "Z16.21", "Z16.24"}
    assert all(release.is_valid(code) for code in codes)


def test_every_group_of_organisms_is_found_by_every_id_and_name() -> None:
    organisms = load_organisms()
    for group in table("organisms", "icd10cm")["group"]:
        for species in group["species"]:
            ids = {organisms.by_snomed[snomed].organism.id for snomed in species["snomed"]}
            assert len(ids) == 1, species["name"]
            assert organisms.by_id[ids.pop()].code == group.get("code")


def test_no_concept_names_two_organisms() -> None:
    organisms = table("organisms", "icd10cm")
    rows = [snomed for group in organisms["group"] for species in group["species"] for snomed in species["snomed"]]
    rows += [row["snomed"] for row in organisms["resistant"]]
    assert len(rows) == len(set(rows))


def test_aureus_has_its_three_entries() -> None:
    by_id = load_organisms().by_id
    assert [by_id[one].code for one in (S_AUREUS, MSSA, MRSA)] == ["B95.61", "B95.61", "B95.62"]


def test_an_abbreviation_that_two_share_names_neither() -> None:
    by_name = load_organisms().by_name
    assert ("s", "intermedius") not in by_name
    assert by_name["s", "aureus"].id == S_AUREUS


def test_a_general_code_stands_for_another_organism() -> None:
    organisms = load_organisms().by_id.values()
    codes = {one.code for one in organisms}
    assert {one.general for one in organisms if one.general} <= codes
    assert all(one.general != one.code for one in organisms if one.general)


def test_snomed_identifiers_have_their_check_digits() -> None:
    cultures = table("cultures")
    ids = {*load_organisms().by_snomed, *load_cultures().negative_snomed}
    ids |= {one for one in cultures["snomed_specimens"] if one != "source"}
    assert len(ids) > 300
    assert sorted(one for one in ids if not verhoeff_holds(one)) == []


def test_loinc_codes_have_their_check_digits() -> None:
    codes = {*culture_codes(), *load_cultures().drug_loinc}
    assert {"600-7", "630-4", "6463-4", "632-0", "634-6", "635-3", "611-4", "6460-0", "11475-1"} <= codes
    assert sorted(code for code in codes if not loinc_holds(code)) == []


@pytest.mark.parametrize("name", ["organisms", "cultures", "procedures"])
def test_every_table_says_where_it_is_from(name: str) -> None:
    data = table(name, "icd10cm" if name == "organisms" else "fhir_mappings")
    assert data.get("source") or all(
        part.get("source")
        for part in data.values()
        if isinstance(part, dict) and not isinstance(next(iter(part.values())), dict)
    )


def test_every_procedure_has_a_source_and_a_kind() -> None:
    assert [
        row["codes"]
        for row in table("procedures")["procedure"]
        if not (row["source"] and row["kinds"] and row["about"])
    ] == []


def test_every_place_of_a_procedure_is_in_the_anatomy() -> None:
    procedures, anatomy = load_procedures(), load_anatomy()
    places = [*procedures.body_parts.values(), *procedures.modifiers.values()]
    places += [place for entry in procedures.entries.values() for place in entry.places]
    assert len(places) > 80
    assert sorted({site for site, _ in places if site is not None and site not in anatomy.sites}) == []
    assert [
        place for place in places if place[1] is not None and place[0] is not None and not anatomy.paired(place[0])
    ] == []


def test_resections_of_tumours_are_no_evidence() -> None:
    entries = load_procedures().entries
    assert [code for code in ("23200", "24150", "25170", "27075") if ("CPT", code) in entries] == []


def test_the_text_phrases_of_an_organism_lead_back_to_it() -> None:
    cultures, organisms = load_cultures(), load_organisms()
    assert [words for words, one in organisms.by_name.items() if cultures.phrases[words] != ("organism", one.id)] == []
    ids = {which.partition(" ")[0] for kind, which in cultures.phrases.values() if kind == "organism"}
    assert ids <= set(organisms.by_id)
