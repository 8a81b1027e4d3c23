from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import bundle, concept, condition, order, read, reasons, ref

ICD = fhir.ICD_10_CM


def test_an_order_without_type_or_full_url_marks_its_diagnosis() -> None:
    chart = read(
        condition(),
        condition("L97.512", "2"),
        draft_orders={"entry": [{"resource": order(reasonReference=[ref("Condition/2")])}]},
    )
    assert {one.code: one.ordered for one in chart.encounter.diagnoses} == {"M86.50": False, "L97.512": True}


@pytest.mark.parametrize("kind", ["ServiceRequest", "MedicationRequest", "DeviceRequest", "SupplyRequest"])
def test_every_order_type_with_reasons_is_read(kind: str) -> None:
    drafted = order(reasonReference=[ref("Condition/1")]) | {"resourceType": kind}
    assert [one.ordered for one in read(condition(), draft_orders=bundle(drafted)).encounter.diagnoses] == [True]


def test_a_reason_code_that_no_condition_carries_is_a_diagnosis_of_the_order() -> None:
    drafted = order(
        reasonCode=[
            concept(ICD, "E11621", "Diabetic foot ulcer", display="Type 2 DM with foot ulcer"),
            concept(ICD, "L97.512"),
        ]
    )
    chart = read(draft_orders=bundle(drafted))
    first, second = chart.encounter.diagnoses
    assert (first.reference, first.code, first.title, first.ordered) == (
        "ServiceRequest/o",
        "E11.621",
        "Type 2 DM with foot ulcer",
        True,
    )
    assert [one.text for one in first.statements] == ["Diabetic foot ulcer"]
    assert (second.reference, second.code, second.ordered) == ("ServiceRequest/o#reasonCode[1]", "L97.512", True)
    assert chart.resources[second.reference] == drafted


def test_a_reason_code_that_a_condition_carries_marks_it() -> None:
    chart = read(condition(), draft_orders=bundle(order(reasonCode=[concept(ICD, "m8650")])))
    assert [(one.reference, one.ordered) for one in chart.encounter.diagnoses] == [("Condition/1", True)]


def test_a_code_that_two_orders_carry_is_one_diagnosis() -> None:
    orders = [order(one, reasonCode=[concept(ICD, "M86.9")]) for one in ("a", "b")]
    assert [one.reference for one in read(draft_orders=bundle(*orders)).encounter.diagnoses] == ["ServiceRequest/a"]


def test_r5_has_one_reason_for_both() -> None:
    drafted = order(reason=[{"reference": ref("Condition/1")}, {"concept": concept(ICD, "E11.621")}])
    chart = read(condition(), draft_orders=bundle(drafted))
    assert {one.code: one.ordered for one in chart.encounter.diagnoses} == {"M86.50": True, "E11.621": True}


def test_only_a_selected_order_marks_but_any_order_brings_its_diagnosis_in() -> None:
    orders = bundle(order("a", reasonReference=[ref("Condition/1")]), order("b", reasonReference=[ref("Condition/2")]))
    conditions = [condition(encounter=None), condition("L97.512", "2", encounter=None)]
    chart = read(*conditions, draft_orders=orders, selections=("ServiceRequest/b",))
    assert {one.code: one.ordered for one in chart.encounter.diagnoses} == {"M86.50": False, "L97.512": True}


@pytest.mark.parametrize("kind", ["MedicationOrder", "ProcedureRequest", "DiagnosticOrder", "ReferralRequest"])
def test_orders_of_dstu2_and_stu3_are_skipped_without_harm(kind: str) -> None:
    old = {
        "resourceType": kind,
        "id": "x",
        "status": "draft",
        "reasonReference": [ref("Condition/1")],
        "category": "x",
        "medicationCodeableConcept": 7,
    }
    chart = read(condition(), draft_orders=bundle(old))
    assert [one.ordered for one in chart.encounter.diagnoses] == [False]
    assert reasons(chart, f"{kind}/x") == ["an order of FHIR DSTU2 or STU3"]
    assert fhir.faults(chart) == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "revoked"}, "its status is revoked"),
        ({"status": "entered-in-error"}, "its status is entered-in-error"),
        ({"doNotPerform": True}, "an order not to do it"),
        ({"subject": ref("Patient/other")}, "of another patient"),
    ],
)
def test_an_order_that_does_not_stand_says_nothing(more: dict[str, Any], reason: str) -> None:
    drafted = order(reasonCode=[concept(ICD, "M86.9")], code=concept(fhir.CPT, "20700"), **more)
    chart = read(draft_orders=bundle(drafted))
    assert (chart.encounter.diagnoses, chart.encounter.procedures) == ((), ())
    assert reasons(chart, "ServiceRequest/o") == [reason]


def test_a_draft_condition_that_an_order_names_is_read() -> None:
    drafts = bundle(order(reasonReference=[ref("Condition/new")]), condition("M86.151", "new", encounter=None))
    chart = read(draft_orders=drafts)
    assert [(one.reference, one.ordered) for one in chart.encounter.diagnoses] == [("Condition/new", True)]
    assert "Condition/new" in chart.drafts
