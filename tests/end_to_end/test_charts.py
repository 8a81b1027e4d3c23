"""Charts as data: of each, what is read, what is left out and why, and which cards come (`charts/*.toml`).

A Condition is written in short: `code` (one or several, a SNOMED CT id, or text), `system` ("icd10cm" unless said),
`id` (a, b, c ... unless said), `enc` (the encounter, "e" unless said, "" for none), `cat`, `clinical`, `verification`,
`abated`, `recorded`, `site`, `side`. `more` holds FHIR elements as they are. `dx` ranks Conditions in
Encounter.diagnosis.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from cds_service.hooks.review_steps import find_issues
from cds_service.hooks.step_clock import StepClock
from fhir_mappings.chart.model import ChartSource
from icd10cm.releases.by_date import FixedReleases
from icd10cm.releases.loading import load_embedded

TODAY = date(2026, 6, 20)
SYSTEMS = {
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "oid": "urn:oid:2.16.840.1.113883.6.90",
    "who": "http://hl7.org/fhir/sid/icd-10",
    "icd9": "http://hl7.org/fhir/sid/icd-9-cm",
    "snomed": "http://snomed.info/sct",
    "mimic": "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-diagnosis-icd10",
}
SITES = {"tibia": "12611008", "femur": "71341001"}
SIDES = {"right": "24028007", "left": "7771000"}
_FOLDER = Path(__file__).parent / "charts"


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(_FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["chart"]
    ]


def status(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


def condition(number: int, entry: str | dict[str, Any]) -> dict[str, Any]:
    given = {"code": entry} if isinstance(entry, str) else entry
    codes = given["code"] if isinstance(given["code"], list) else [given["code"]]
    made: dict[str, Any] = {
        "resourceType": "Condition",
        "id": given.get("id", ascii_lowercase[number]),
        "subject": {"reference": given.get("subject", "Patient/p")},
        "code": concept(codes, given.get("system", "icd10cm")),
    }
    encounter = given.get("enc", "e")
    if encounter:
        made["encounter"] = {"reference": encounter if "/" in encounter else f"Encounter/{encounter}"}
    if "cat" in given:
        made["category"] = [status(given["cat"])]
    for key, element in (("clinical", "clinicalStatus"), ("verification", "verificationStatus")):
        if key in given:
            made[element] = status(given[key])
    for key, element in (("abated", "abatementDateTime"), ("recorded", "recordedDate")):
        if key in given:
            made[element] = given[key]
    if "site" in given:
        site = {"coding": [{"system": SYSTEMS["snomed"], "code": SITES[given["site"]]}]}
        sides = [{"coding": [{"system": SYSTEMS["snomed"], "code": SIDES[given["side"]]}]}] if "side" in given else []
        made["bodySite"] = [site, *sides]
    return made | given.get("more", {})


def concept(codes: list[str], system: str) -> dict[str, Any]:
    if system == "text":
        return {"text": codes[0]}
    if system == "none":
        return {"coding": [{"code": code} for code in codes]}
    return {"coding": [{"system": SYSTEMS.get(system, system), "code": code} for code in codes]}


def encounter(case: dict[str, Any]) -> list[dict[str, Any]]:
    if case.get("no_encounter"):
        return []
    made = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "class": {"code": case.get("class", "IMP")},
        "subject": {"reference": "Patient/p"},
        "period": {"start": "2026-06-01", "end": "2026-06-08"},
    }
    ranked = enumerate(case.get("dx", ()), 1)
    named = [{"condition": {"reference": f"Condition/{name}"}, "rank": rank} for rank, name in ranked]
    return [made | ({"diagnosis": named} if named else {}) | case.get("encounter", {})]


def culture(organism: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "culture",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "6462-6"}]},
        "effectiveDateTime": "2026-06-02",
        "valueCodeableConcept": {"coding": [{"system": SYSTEMS["snomed"], "code": organism}]},
    }


def source(case: dict[str, Any]) -> ChartSource:
    conditions = [condition(number, entry) for number, entry in enumerate(case["conditions"])]
    entries = [{"resource": one} for one in conditions]
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": entries} | case.get("bundle", {})
    resources = [bundle, *encounter(case), *map(culture, case.get("cultures", ())), *case.get("resources", ())]
    return ChartSource(
        patient_id="p",
        today=TODAY,
        encounter_id=None if case.get("no_encounter_id") else "e",
        resources=tuple(("prefetch", one) for one in resources),
        draft_orders=case.get("orders"),
        base_url=case.get("base_url"),
        icd_10_cm_systems=frozenset(case.get("aliases", ())),
    )


@pytest.mark.parametrize("case", cases())
def test_chart(case: dict[str, Any]) -> None:
    assert case["why"]
    found = find_issues(source(case), FixedReleases((load_embedded(),)), StepClock())
    chart = found.chart
    assert [one.code for one in chart.encounter.diagnoses] == case["read"]
    assert dict(chart.conditions.left_out) == case.get("left_out", {})
    assert sum(chart.conditions.left_out.values()) + chart.conditions.read == chart.conditions.received
    assert Counter(f"{one.rule} {' '.join(one.codes)}" for one in found.issues) == Counter(case.get("cards", ()))
    if "systems" in case:
        assert dict(chart.conditions.systems) == case["systems"]
    missing = chart.encounter.missing
    assert bool(missing) == case.get("missing", False)


def test_there_are_enough_of_them_and_most_are_silent() -> None:
    names = [case.values[0]["name"] for case in cases()]
    assert len(names) == len(set(names)) >= 60
    silent = [case for case in cases() if not case.values[0].get("cards")]
    assert len(silent) >= len(names) / 2
