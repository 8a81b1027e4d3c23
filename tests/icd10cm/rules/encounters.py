"""Makes an encounter from the short form in which the cases write it.

A diagnosis is a code, or a table: `code`, `at` (places such as "femur right", "left"), `text`, `note`, `rank`, `use`,
`ordered`, `established`. Ranks follow the order of the list unless the case says `ranked = false`. A culture is
the name or SNOMED CT id of its organism, or a table: `organism`, `specimen`, `at`, `resistance`, `about` (codes of
diagnoses). A note is the postoperative diagnosis of an operative note. A procedure is its system, number and modifiers
("CPT 27488 RT"), or a table: `number`, `text`, `at`, `reasons` (codes of diagnoses), `order`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from fhir_mappings.procedures.procedure_kinds import kinds_of, regions_of
from fhir_mappings.procedures.procedure_table import load_procedures
from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import (
    CodedEncounter,
    Culture,
    Diagnosis,
    Document,
    DocumentKind,
    Evidence,
    Organism,
    Procedure,
    Setting,
    SiteFact,
    Statement,
)
from icd10cm.organisms.table import load_organisms, words_of

DAY = date(2026, 6, 15)
_SIDES = {side.value: side for side in Side}


def encounter_of(case: dict[str, Any]) -> CodedEncounter:
    """Return the encounter of a case."""
    diagnoses = tuple(
        _diagnosis(number, entry, ranked=case.get("ranked", True)) for number, entry in enumerate(case["dx"], 1)
    )
    by_code = {diagnosis.code: diagnosis.reference for diagnosis in diagnoses}
    return CodedEncounter(
        date_of_service=case.get("date", DAY),
        diagnoses=diagnoses,
        cultures=tuple(_culture(number, entry, by_code) for number, entry in enumerate(case.get("cultures", ()), 1)),
        procedures=tuple(
            _procedure(number, entry, by_code) for number, entry in enumerate(case.get("procedures", ()), 1)
        ),
        setting=Setting(case.get("setting", "unknown")),
        documents=tuple(_note(number, text) for number, text in enumerate(case.get("notes", ()), 1)),
    )


def _note(number: int, diagnosis: str) -> Document:
    text = f"POSTOPERATIVE DIAGNOSIS: {diagnosis}\nPROCEDURE: As above."
    return Document((f"DocumentReference/{number}",), DocumentKind.OPERATIVE, "Operative note", text, DAY)


def _diagnosis(number: int, entry: str | dict[str, Any], *, ranked: bool) -> Diagnosis:
    table = {"code": entry} if isinstance(entry, str) else entry
    reference = f"Condition/{number}"
    texts = [table[name] for name in ("text", "note") if name in table]
    return Diagnosis(
        reference=reference,
        code=table["code"],
        sites=_sites(table, reference, "bodySite"),
        statements=tuple(Statement(text, Evidence(reference, text)) for text in texts if text),
        rank=table.get("rank", number if ranked else None),
        use=table.get("use", ""),
        ordered=table.get("ordered", False),
        established=table.get("established", True),
    )


def _culture(number: int, entry: str | dict[str, Any], by_code: dict[str, str]) -> Culture:
    table = {"organism": entry} if isinstance(entry, str) else entry
    reference = f"Observation/{number}"
    organism = _organism(table["organism"])
    return Culture(
        reference=reference,
        organism=organism,
        evidence=Evidence(reference, organism.name),
        specimen=table.get("specimen", ""),
        sites=_sites(table, reference, "specimen"),
        resistance=tuple(table.get("resistance", ())),
        about=tuple(by_code.get(code, "Condition/unknown") for code in table.get("about", ())),
    )


def _organism(name: str) -> Organism:
    table = load_organisms()
    return table.by_snomed[name].organism if name.isdigit() else table.by_name[words_of(name)]


def _procedure(number: int, entry: str | dict[str, Any], by_code: dict[str, str]) -> Procedure:
    table = {"number": entry} if isinstance(entry, str) else entry
    reference = f"Procedure/{number}"
    system, code, *modifiers = table["number"].split()
    known = load_procedures()
    row = known.entry(system, code)
    evidence = Evidence(reference, f"{system} {code}")
    places = [*(row.places if row else ()), *(known.modifiers[modifier] for modifier in modifiers)]
    sides = [side for site, side in places if site is None]
    sited = [(site, side or (sides[0] if sides else None)) for site, side in places if site is not None]
    return Procedure(
        reference=reference,
        system=system,
        code=code,
        title=table.get("text", ""),
        evidence=evidence,
        kinds=(row.kinds if row else ()) or kinds_of(system, code, table.get("text", "")),
        sites=(
            *(SiteFact(site, side, evidence) for site, side in sited or [(None, side) for side in sides]),
            *_sites(table, reference, "bodySite"),
        ),
        reasons=tuple(by_code.get(reason, "Condition/unknown") for reason in table.get("reasons", ())),
        is_order=table.get("order", False),
        regions=regions_of(system, code, table.get("text", "")),
    )


def _sites(table: dict[str, Any], reference: str, statement: str) -> tuple[SiteFact, ...]:
    return tuple(_site(words, Evidence(reference, f"{statement} {words}")) for words in table.get("at", ()))


def _site(words: str, evidence: Evidence) -> SiteFact:
    site, _, last = words.rpartition(" ")
    if last not in _SIDES:
        site, last = words, ""
    if site:
        load_anatomy().name(site)  # KeyError for a place that the vocabulary lacks
    return SiteFact(site or None, _SIDES.get(last), evidence)
