"""What people see of each fact that was read."""

from __future__ import annotations

from datetime import date

from icd10cm.anatomy.side import Side
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, Procedure, SiteFact
from icd10cm.inspect.read_facts import ReadFact, read_facts


def test_diagnosis_and_order_with_their_details() -> None:
    evidence = Evidence("Condition/1", "right tibia")
    encounter = CodedEncounter(
        date_of_service=date(2026, 6, 15),
        diagnoses=(
            Diagnosis(
                "Condition/1", "M86.50", rank=2, ordered=True, sites=(SiteFact("lower-leg", Side.RIGHT, evidence),)
            ),
        ),
        procedures=(Procedure("ServiceRequest/1", "CPT", "20700", "", evidence, is_order=True),),
    )
    assert list(read_facts(encounter)) == [
        ReadFact("diagnosis", "Condition/1", "M86.50", "right lower leg; rank 2; named by an order"),
        ReadFact("order", "ServiceRequest/1", "CPT 20700", ""),
    ]


def test_nothing_is_read_of_an_empty_encounter() -> None:
    assert list(read_facts(CodedEncounter(date_of_service=date(2026, 6, 15)))) == []
