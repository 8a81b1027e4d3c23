"""What belongs to each encounter of a patient."""

from __future__ import annotations

from typing import Any

import orjson

from cds_service.audit.review.patient_encounters import Gathered, Line, Patient, gather, read_patient
from fhir_mappings.elements.references import References
from tests.cds_service.audit.exports import condition, encounter

OURS = References(None)


def _read(*resources: dict[str, Any]) -> Patient:
    lines = [Line("x.ndjson", number, orjson.dumps(each)) for number, each in enumerate(resources, 1)]
    return read_patient(lines, OURS)


def _handed(gathered: Gathered) -> dict[str, list[str]]:
    return {held.name: [each.name for each in handed] for held, handed in gathered.encounters}


def test_an_encounter_is_handed_its_own_and_what_names_no_encounter() -> None:
    patient = _read(
        condition("a", "I10", 1), encounter(1), encounter(2), condition("b", "I10", 2), condition("c", "I10", None)
    )
    gathered = gather(patient, OURS)
    assert _handed(gathered) == {
        "Encounter/e1": ["Encounter/e1", "Condition/a", "Condition/c"],
        "Encounter/e2": ["Encounter/e2", "Condition/b", "Condition/c"],
    }
    assert [held.name for held in gathered.free] == ["Condition/c"]


def test_what_something_of_the_encounter_points_at_is_handed_over_too() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "result": [{"reference": "Observation/o1"}],
    }
    panel = {
        "resourceType": "Observation",
        "id": "o1",
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e2"},
        "hasMember": [{"reference": "Observation/o2"}],
    }
    member = {**panel, "id": "o2", "hasMember": []}
    gathered = gather(_read(encounter(1), encounter(2), report, panel, member), OURS)
    assert _handed(gathered)["Encounter/e1"] == [
        "Encounter/e1",
        "DiagnosticReport/r",
        "Observation/o1",
        "Observation/o2",
    ]
    assert _handed(gathered)["Encounter/e2"] == ["Encounter/e2", "Observation/o1", "Observation/o2"]


def test_a_diagnosis_that_the_encounter_names_is_handed_over_wherever_it_belongs() -> None:
    naming = encounter(1, diagnosis=[{"condition": {"reference": "Condition/old"}}])
    gathered = gather(_read(naming, condition("old", "I10", 9)), OURS)
    assert _handed(gathered) == {"Encounter/e1": ["Encounter/e1", "Condition/old"]}
    assert [held.name for held in gathered.astray] == ["Condition/old"]


def test_slashes_may_be_escaped() -> None:
    line = orjson.dumps(encounter(1, diagnosis=[{"condition": {"reference": "Condition/old"}}])).replace(b"/", b"\\/")
    other = orjson.dumps(condition("old", "I10", 9))
    patient = read_patient([Line("x", 1, line), Line("x", 2, other)], OURS)
    assert _handed(gather(patient, OURS)) == {"Encounter/e1": ["Encounter/e1", "Condition/old"]}


def test_of_copies_the_one_that_was_updated_last_counts() -> None:
    old = condition("a", "I10", 1, meta={"lastUpdated": "2026-06-01T00:00:00Z"})
    new = condition("a", "E78.5", 1, meta={"lastUpdated": "2026-06-02T00:00:00Z"})
    other = condition("a", "E11.9", 1)
    patient = _read(old, new, other, new)
    assert patient.held["Condition/a"].resource == new
    assert [(held.line.number, reason) for held, reason in patient.copies] == [
        (1, "an older copy of the same resource"),
        (3, "another copy of the same resource"),
        (4, "the same resource again"),
    ]


def test_resources_without_an_id_are_told_apart_by_their_lines() -> None:
    nameless = condition("a", "I10", 1)
    del nameless["id"]
    assert list(_read(nameless, {**nameless, "code": {}}).held) == ["x.ndjson line 1", "x.ndjson line 2"]
