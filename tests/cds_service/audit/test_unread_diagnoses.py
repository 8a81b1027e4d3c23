"""An audit says what it could not read, and statuses of today do not change what it asks."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from tests.cds_service.audit.exports import condition, encounter, rows, run_audit, write_lines

if TYPE_CHECKING:
    from pathlib import Path

SNOMED, WHO = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10"


def recoded(resource: dict[str, Any], system: str) -> dict[str, Any]:
    resource["code"]["coding"][0]["system"] = system
    return resource


def test_an_export_without_any_code_to_read_ends_with_a_status_for_it(tmp_path: Path) -> None:
    unread = [recoded(condition("a", "40970001", 1), SNOMED), recoded(condition("b", "M8650", 1), WHO)]
    export = write_lines(tmp_path / "export.ndjson", [encounter(1), *unread])
    status, said = run_audit(tmp_path / "out", export, "--plain-ids")
    assert (status, "No diagnosis could be read" in said) == (5, True)
    (row,) = rows(tmp_path / "out", "encounters")
    assert (row["conditions"], row["conditions_read"]) == (2, 0)
    assert row["conditions_left_out"] == [{"name": "no ICD-10-CM code", "n": 2}]
    assert row["code_systems"] == [{"name": WHO, "n": 1}, {"name": SNOMED, "n": 1}]
    assert [(row["kind"], row["resource"]) for row in rows(tmp_path / "out", "unreadable")] == [
        ("no-code", "Condition/a"),
        ("no-code", "Condition/b"),
    ]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "No diagnosis could be read." in page
    assert WHO in page
    status, _ = run_audit(tmp_path / "again", export, "--plain-ids", "--icd-10-cm-system", WHO)
    assert status == 0
    assert [row["codes"] for row in rows(tmp_path / "again", "issues")] == [["M86.50"]]


def test_reasons_are_named_for_each_condition_left_out(tmp_path: Path) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    lines = [
        encounter(1, diagnosis=[{"condition": {"reference": "Condition/gone"}}]),
        condition("a", "I10", 1),
        condition("b", "M86.50", 1, **refuted),
        condition("c", "M86.50", 1, abatementDateTime="2019"),
    ]
    status, _ = run_audit(tmp_path / "out", write_lines(tmp_path / "export.ndjson", lines), "--plain-ids")
    assert status == 0
    told = {(row["kind"], row["resource"], row["reason"]) for row in rows(tmp_path / "out", "unreadable")}
    assert told == {
        ("left-out", "Condition/b", "its status is refuted"),
        ("left-out", "Condition/c", "abated before the encounter"),
        ("not-received", "Condition/gone", "named by the encounter or an order, but not received"),
    }


def test_exports_with_and_without_statuses_give_the_same_questions(tmp_path: Path) -> None:
    codes = ["M86.50", "I10", "E11.22", "F02.80", "N18.31", "T84.54", "L97.519", "E10.9"]
    plain: list[dict[str, Any]] = []
    for number in range(1, 25):
        of = range(number % 3 + 1)
        ranks = [{"condition": {"reference": f"Condition/{number}-{place}"}, "rank": place + 1} for place in of]
        plain.append(encounter(number, number, diagnosis=ranks))
        plain += [condition(f"{number}-{place}", codes[(number + 3 * place) % 8], number, number) for place in of]
    told = copy.deepcopy(plain)
    for place, one in enumerate(each for each in told if each["resourceType"] == "Condition"):
        one["clinicalStatus"] = {"coding": [{"code": ("active", "resolved", "inactive", "remission")[place % 4]}]}
        if place % 4 == 1:
            one["abatementDateTime"] = "2026-06-18"
    found = []
    for name, lines in (("plain", plain), ("told", told)):
        status, _ = run_audit(tmp_path / name, write_lines(tmp_path / f"{name}.ndjson", lines), "--plain-ids")
        assert status == 0
        found.append([(row["encounter"], row["rule"], row["codes"]) for row in rows(tmp_path / name, "issues")])
    assert found[0] == found[1]
    assert len(found[0]) > 10


def test_bundles_and_uuids_are_followed_and_parts_belong_to_the_whole(tmp_path: Path) -> None:
    patient, stay, unit = (f"urn:uuid:{number}1111111-1111-1111-1111-111111111111" for number in (1, 2, 3))
    resources: list[tuple[str | None, dict[str, Any]]] = [
        (patient, {"resourceType": "Patient"}),
        (stay, encounter(1) | {"subject": {"reference": patient}}),
        (unit, encounter(2) | {"subject": {"reference": patient}, "partOf": {"reference": stay}}),
        (None, condition("c", "M86.50", None) | {"subject": {"reference": patient}, "encounter": {"reference": unit}}),
    ]
    entries = [({"fullUrl": url} if url else {}) | {"resource": resource} for url, resource in resources]
    export = write_lines(tmp_path / "export.ndjson", [{"resourceType": "Bundle", "entry": entries}])
    status, _ = run_audit(tmp_path / "out", export, "--plain-ids")
    assert status == 0
    asked = [(row["encounter"], row["rule"]) for row in rows(tmp_path / "out", "issues")]
    assert asked == [("Encounter/e1", "UnspecifiedSite"), ("Encounter/e2", "UnspecifiedSite")]


@pytest.mark.parametrize(
    ("more", "status", "asked"),
    [
        ({"total": 2}, 0, ["MissingOrganism"]),
        ({"total": 9}, 3, []),
        ({"link": [{"relation": "next", "url": "https://ehr.example.org/next"}]}, 3, []),
    ],
)
def test_a_bundle_that_lacks_conditions_leaves_rules_of_absence_silent(
    tmp_path: Path, more: dict[str, Any], status: int, asked: list[str]
) -> None:
    culture = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "6463-4"}]},
        "effectiveDateTime": "2026-06-15",
        "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": "115329001"}], "text": "MRSA"},
    }
    conditions = {"resourceType": "Bundle", "entry": [{"resource": condition("a", "M86.661", 1)}], **more}
    conditions["entry"].append({"resource": condition("b", "I10", 1)})
    export = write_lines(tmp_path / "export.ndjson", [encounter(1), conditions, culture])
    found, _ = run_audit(tmp_path / "out", export, "--plain-ids")
    assert found == status
    assert [row["rule"] for row in rows(tmp_path / "out", "issues")] == asked
    told = [row["kind"] for row in rows(tmp_path / "out", "unreadable")]
    assert told == (["incomplete"] if status else [])
