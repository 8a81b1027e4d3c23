"""Makes charts, issues and decks for the tests of cards."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards import DeckOptions, build_deck
from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.selection.question import Question
from fhir_mappings.chart.model import Chart
from icd10cm.encounter import CodedEncounter, Culture, Diagnosis, Evidence, Organism, Procedure
from icd10cm.issue import AddCode, Basis, CodingIssue, RemoveCode, ReplaceCode, Resequence, Strength

if TYPE_CHECKING:
    from collections.abc import Callable

    from cards import Deck
    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release

PUBLIC_URL = "https://cards.example.org"
SCENARIOS = Path(__file__).parent / "scenarios.toml"
PROCEDURES = {
    "20700": ("insertion of a drug-delivery device, deep", ("drug-delivery-insertion",)),
    "27488": ("removal of a knee prosthesis", ("prosthesis-removal",)),
}
IN_RELEASE = date(2026, 5, 3)


def scenarios() -> dict[str, dict[str, Any]]:
    """Return the scenarios by name."""
    listed = tomllib.loads(SCENARIOS.read_text(encoding="utf-8"))["scenario"]
    return {each["name"]: each for each in listed}


def counted_uuids() -> Callable[[], str]:
    """Return a source of uuids that gives the same ones each time."""
    numbers = count(1)
    return lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"


def issue_from(scenario: dict[str, Any]) -> CodingIssue:
    """Return the coding issue of a scenario."""
    return CodingIssue(
        rule=scenario["rule"],
        strength=Strength(scenario["strength"]),
        codes=tuple(scenario["codes"]),
        diagnoses=tuple(scenario["diagnoses"]),
        basis=tuple(Basis(**each) for each in scenario.get("basis", ())),
        choices=tuple(scenario.get("choices", ())),
        options=tuple(map(_correction, scenario.get("options", ()))),
        evidence=tuple(map(_evidence, scenario.get("evidence", ()))),
        because=scenario.get("because", ""),
        ordered=scenario.get("ordered", False),
        minor=scenario.get("minor", False),
        together=scenario.get("together", False),
    )


def chart_for(
    scenario: dict[str, Any],
    *,
    day: date = IN_RELEASE,
    drafts: frozenset[str] = frozenset(),
) -> Chart:
    """Return a chart that holds the diagnoses, procedures and cultures that a scenario speaks of."""
    pairs = list(zip(scenario["diagnoses"], scenario["codes"], strict=True))
    pairs += scenario.get("others", {}).items()
    pairs += [
        (option["list_first"], option["code"])
        for option in scenario.get("options", ())
        if "list_first" in option and option["list_first"] not in scenario["diagnoses"]
    ]
    conditions = {name: condition(name, code) for name, code in pairs if name.startswith("Condition/")}
    return Chart(
        encounter=CodedEncounter(
            date_of_service=day,
            diagnoses=tuple(
                Diagnosis(name, code, rank=rank, date=date(2026, 5, 2))
                for rank, (name, code) in enumerate(pairs, 1)
                if name in conditions
            ),
            procedures=tuple(_procedure(name, code) for name, code in pairs if name not in conditions),
            cultures=tuple(
                Culture(
                    each["reference"],
                    Organism("any", each["statement"].split(",")[0], None),
                    _evidence(each),
                    specimen=each.get("specimen", ""),
                    preliminary=each.get("preliminary", False),
                )
                for each in scenario.get("evidence", ())
                if each.get("specimen")
            ),
        ),
        resources=conditions,
        patient="Patient/1",
        encounter_reference="Encounter/1",
        user="Practitioner/1",
        absent=frozenset(scenario.get("absent", ())),
        drafts=drafts,
    )


def condition(reference: str, code: str, system: str = "http://hl7.org/fhir/sid/icd-10-cm") -> dict[str, Any]:
    """Return a Condition as a client sends it, with a second coding that no correction may touch."""
    return {
        "resourceType": "Condition",
        "id": reference.partition("/")[2],
        "meta": {"versionId": "3"},
        "category": [{"coding": [{"code": "encounter-diagnosis"}]}],
        "code": {
            "coding": [
                {"system": system, "code": code, "display": "as coded"},
                {"system": "http://snomed.info/sct", "code": "60168000", "display": "Osteomyelitis"},
            ],
            "text": "osteomyelitis",
        },
        "subject": {"reference": "Patient/1"},
        "encounter": {"reference": "Encounter/1"},
    }


def deal(
    release: Release,
    *cases: dict[str, Any],
    day: date = IN_RELEASE,
    drafts: frozenset[str] = frozenset(),
    **options: Any,
) -> Deck:
    """Return the deck for the issues of some scenarios, in the chart of the first."""
    return build_deck(
        [issue_from(case) for case in cases],
        chart_for(cases[0], day=day, drafts=drafts),
        release,
        DeckOptions(public_url=PUBLIC_URL, **options),
        new_uuid=counted_uuids(),
    )


def matter_of(issue: CodingIssue, scenario: dict[str, Any], release: Release) -> CardContext:
    """Return an issue with the chart of its scenario."""
    chart = chart_for(scenario)
    return CardContext(Question(issue), chart, release, index_of(chart.encounter))


def _correction(option: dict[str, str]) -> Correction:
    if "replace" in option:
        return ReplaceCode(option["replace"], option["code"], tuple(option.get("also", ())))
    if "add" in option:
        return AddCode(option["add"], option["after"])
    if "remove" in option:
        return RemoveCode(option["remove"], option["keeps"])
    return Resequence(option["list_first"], option["then"], option["code"])


def _evidence(fact: dict[str, Any]) -> Evidence:
    return Evidence(
        fact["reference"], fact["statement"], fact.get("date"), fact.get("from_text", False), fact.get("source", "")
    )


def _procedure(name: str, code: str) -> Procedure:
    system = "PCS" if len(code) == 7 else "CPT"
    title, kinds = PROCEDURES.get(code, ("insertion of a device", ()))
    evidence = Evidence(name, title, date(2026, 5, 3))
    return Procedure(name, system, code, title, evidence, kinds, is_order=name.startswith("ServiceRequest/"))
