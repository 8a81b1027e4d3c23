"""Which diagnoses a culture is linked to: focus, evidence, the reason of its order, the procedure of its specimen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import concept, condition, culture, encounter, order, organism, procedure, read, ref

BONE = condition("M86.661", id="bone")
BLADDER = condition("N39.0", id="bladder")
TO_BONE = ref("Condition/bone")


def about(*resources: Any) -> list[tuple[str, ...]]:
    return [one.about for one in read(encounter(), BONE, BLADDER, *resources).encounter.cultures]


def grown(**more: Any) -> dict[str, Any]:
    return culture(organism(fhir.MRSA), **more)


class TestLinked:
    def test_no_link(self) -> None:
        assert about(grown()) == [()]

    def test_the_focus_of_the_result(self) -> None:
        assert about(grown(focus=[TO_BONE])) == [("Condition/bone",)]

    def test_a_focus_that_is_no_diagnosis_of_the_encounter(self) -> None:
        assert about(grown(focus=[ref("Condition/other")])) == [("Condition/other",)]

    def test_a_focus_that_is_no_condition(self) -> None:
        assert about(grown(focus=[ref("Patient/child")])) == [()]

    @pytest.mark.parametrize(
        "evidence", [[{"detail": [ref("Observation/7")]}], [{"reference": ref("Observation/7")}]], ids=["R4", "R5"]
    )
    def test_the_evidence_of_a_diagnosis(self, evidence: list[Any]) -> None:
        wound = condition("L03.116", id="skin", evidence=evidence)
        assert about(grown(), wound) == [("Condition/skin",)]

    def test_the_evidence_of_what_is_no_diagnosis(self) -> None:
        refuted = condition("L03.116", id="skin", evidence=[{"detail": [ref("Observation/7")]}])
        refuted["verificationStatus"] = {"coding": [{"code": "refuted"}]}
        assert about(grown(), refuted) == [()]

    @pytest.mark.parametrize(
        "reason",
        [{"reasonReference": [TO_BONE]}, {"reasonCode": [concept(fhir.ICD_10_CM, "M86.661")]}],
        ids=["reference", "code"],
    )
    def test_the_reason_of_its_order(self, reason: dict[str, Any]) -> None:
        asked = order(id="lab", status="completed", **reason)
        assert about(grown(basedOn=[ref("ServiceRequest/lab")]), asked) == [("Condition/bone",)]

    def test_the_reason_of_its_order_is_a_symptom_elsewhere(self) -> None:
        asked = order(id="lab", status="completed", reasonReference=[ref("Condition/fever")])
        assert about(grown(basedOn=[ref("ServiceRequest/lab")]), asked) == [()]

    def test_an_order_that_was_not_received(self) -> None:
        assert about(grown(basedOn=[ref("ServiceRequest/lab")])) == [()]

    def test_the_procedure_that_took_the_specimen(self) -> None:
        specimen = {
            "resourceType": "Specimen",
            "id": "s",
            "type": concept(fhir.SNOMED, "119376003"),
            "collection": {"procedure": ref("Procedure/4")},
        }
        debridement = procedure(reasonReference=[TO_BONE])
        assert about(grown(specimen=ref("Specimen/s")), specimen, debridement) == [("Condition/bone",)]

    def test_a_member_has_the_link_of_its_panel(self) -> None:
        panel = culture(None, id="panel", focus=[TO_BONE], hasMember=[ref("Observation/7")])
        assert about(panel, grown()) == [("Condition/bone",)]

    def test_its_own_link_goes_before_that_of_its_panel(self) -> None:
        panel = culture(None, id="panel", focus=[TO_BONE], hasMember=[ref("Observation/7")])
        assert about(panel, grown(focus=[ref("Condition/bladder")])) == [("Condition/bladder",)]

    def test_faulty_links_are_noted_and_ignored(self) -> None:
        assert about(grown(focus="the bone", basedOn=[7], specimen=["s"])) == [()]
