from __future__ import annotations

import copy
from typing import Any

import pytest
from fhir.resources.R4B.condition import Condition

from fhir_mappings.diagnoses.emit import new_condition, with_code
from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import condition, read

NEW: dict[str, Any] = {
    "code": "M86.551",
    "title": "Other chronic hematogenous osteomyelitis, right femur",
    "subject": "Patient/p",
    "encounter": "Encounter/e",
    "recorder": "Practitioner/1",
    "system": fhir.ICD_10_CM,
}


CODED = {"system": fhir.ICD_10_CM, "code": "M86.50", "display": "old", "version": "2026", "userSelected": True}
READ = "M86.50"
DISEASE = {"system": fhir.SNOMED, "code": "60168000", "display": "Osteomyelitis"}


class TestNewCondition:
    def test_it_is_an_encounter_diagnosis_that_validates(self) -> None:
        made = new_condition(**NEW)
        assert Condition.model_validate(made).encounter.reference == "Encounter/e"
        assert made["code"] == {
            "coding": [{"system": fhir.ICD_10_CM, "code": "M86.551", "display": NEW["title"]}],
            "text": NEW["title"],
        }
        assert made["category"][0]["coding"][0]["code"] == "encounter-diagnosis"
        assert made["clinicalStatus"]["coding"][0]["code"] == "active"
        assert "verificationStatus" not in made
        assert "id" not in made

    def test_what_the_call_lacks_is_left_out(self) -> None:
        made = new_condition(**NEW | {"encounter": None, "recorder": None})
        assert {"encounter", "recorder"}.isdisjoint(made)

    def test_the_system_is_the_clients(self) -> None:
        assert (
            new_condition(**NEW | {"system": fhir.ICD_10_CM_OID})["code"]["coding"][0]["system"] == fhir.ICD_10_CM_OID
        )

    @pytest.mark.parametrize("wrong", [{"code": ""}, {"title": ""}])
    def test_what_fhir_does_not_allow_is_refused(self, wrong: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="Condition"):
            new_condition(**NEW | wrong)

    @pytest.mark.parametrize("name", ["subject", "encounter", "recorder"])
    def test_a_blank_reference_is_refused_however_often_the_code_was_made_before(self, name: str) -> None:
        new_condition(**NEW)
        with pytest.raises(ValueError, match="blank"):
            new_condition(**NEW | {name: " "})

    def test_each_is_of_its_own_call(self) -> None:
        first, second = new_condition(**NEW), new_condition(**NEW | {"subject": "Patient/q"})
        assert (first["subject"], second["subject"]) == ({"reference": "Patient/p"}, {"reference": "Patient/q"})
        assert first["code"] is not second["code"]

    def test_read_back_it_is_the_diagnosis_that_was_meant(self) -> None:
        chart = read(fhir.encounter(**{"class": {"code": "AMB"}}), new_condition(**NEW) | {"id": "new"})
        assert [(one.code, one.established) for one in chart.encounter.diagnoses] == [("M86.551", True)]


class TestWithCode:
    def original(self, *codings: dict[str, Any], **more: Any) -> dict[str, Any]:
        return condition(code={"coding": list(codings), "text": "Osteomyelitis of femur"}, **more)

    def changed(self, original: dict[str, Any]) -> dict[str, Any]:
        before = copy.deepcopy(original)
        after = with_code(original, READ, "M86.551", "new", fhir.ICD_10_CM)
        assert original == before
        return after

    def test_only_the_coding_changes(self) -> None:
        original = self.original(DISEASE, CODED, extension=[{"url": "x", "valueString": "y"}], unknown={"a": 1})
        after = self.changed(original)
        assert list(after) == list(original)
        assert {key: value for key, value in after.items() if key != "code"} == {
            k: v for k, v in original.items() if k != "code"
        }
        assert after["code"] == {
            "coding": [
                DISEASE,
                {"system": fhir.ICD_10_CM, "userSelected": True, "code": "M86.551", "display": "new"},
            ],
            "text": "Osteomyelitis of femur",
        }

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Old  title", "new"),
            ("old display", "new"),
            ("Old title, seen again", "Old title, seen again"),
            ("L femur osteo", "L femur osteo"),
            ("", ""),
        ],
    )
    def test_a_text_that_is_the_old_title_follows_the_code(self, text: str, expected: str) -> None:
        original = self.original(CODED | {"display": "Old display"})
        original["code"]["text"] = text
        after = with_code(original, READ, "M86.551", "new", fhir.ICD_10_CM, "Old title")
        assert after["code"]["text"] == expected

    def test_each_coding_of_the_code_keeps_its_own_system(self) -> None:
        oid = {"system": fhir.ICD_10_CM_OID, "code": "m8650"}
        codings = self.changed(self.original(oid, CODED))["code"]["coding"]
        assert [(one["system"], one["code"]) for one in codings] == [
            (fhir.ICD_10_CM_OID, "M86.551"),
            (fhir.ICD_10_CM, "M86.551"),
        ]

    def test_another_icd_10_cm_code_beside_it_stays(self) -> None:
        other = {"system": fhir.ICD_10_CM, "code": "E11.69"}
        codings = self.changed(self.original(other, CODED))["code"]["coding"]
        assert [one["code"] for one in codings] == ["E11.69", "M86.551"]

    @pytest.mark.parametrize("code", [None, 7, {}, {"coding": "x"}, {"coding": [7, {"system": 7}]}])
    def test_one_without_such_a_coding_is_given_one(self, code: Any) -> None:
        after = self.changed(condition() | {"code": code})
        assert after["code"]["coding"][-1] == {"system": fhir.ICD_10_CM, "code": "M86.551", "display": "new"}

    def test_read_back_it_has_the_new_code(self) -> None:
        assert [one.code for one in read(self.changed(self.original(DISEASE, CODED))).encounter.diagnoses] == [
            "M86.551"
        ]
