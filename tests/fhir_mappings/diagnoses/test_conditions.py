from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import condition, encounter, read, reasons, ref, status


def codes(*resources: Any, **source: Any) -> list[str]:
    return [one.code for one in read(*resources, **source).encounter.diagnoses]


@pytest.mark.parametrize(
    ("coding", "code"),
    [
        ({"system": fhir.ICD_10_CM, "code": "M86.551"}, "M86.551"),
        ({"system": fhir.ICD_10_CM_OID, "code": "M86.551"}, "M86.551"),
        ({"system": "2.16.840.1.113883.6.90", "code": "M86.551"}, "M86.551"),
        ({"system": "https://hl7.org/fhir/sid/ICD-10-CM/", "code": "M86.551"}, "M86.551"),
        ({"system": fhir.ICD_10_CM + "|2026", "code": "M86.551"}, "M86.551"),
        ({"system": fhir.ICD_10_CM, "code": "M86551"}, "M86.551"),
        ({"system": fhir.ICD_10_CM, "code": "m86.551"}, "M86.551"),
        ({"system": fhir.ICD_10_CM, "code": " M86 .551 "}, "M86.551"),
        ({"system": fhir.ICD_10_CM, "code": "e119"}, "E11.9"),
        ({"system": fhir.ICD_10_CM, "code": "M86."}, "M86"),
        ({"system": fhir.ICD_10_CM, "code": "T8453XA"}, "T84.53XA"),
        ({"system": fhir.ICD_10_CM, "code": "I10"}, "I10"),
        ({"system": fhir.ICD_10_CM, "code": "M86.5-"}, "M86.5-"),
        ({"system": fhir.ICD_10_CM, "code": "Z3A20"}, "Z3A.20"),
    ],
)
def test_an_icd_10_cm_code_is_known_however_it_is_written(coding: dict[str, str], code: str) -> None:
    assert codes(condition(code={"coding": [coding]})) == [code]


@pytest.mark.parametrize(
    ("concept", "reason"),
    [
        ({"coding": [{"system": fhir.SNOMED, "code": "60168000"}]}, "no ICD-10-CM code"),
        ({"coding": [{"system": fhir.ICD_10_CM, "display": "M86.551 Osteomyelitis"}]}, "a name alone"),
        ({"text": "M86.551"}, "no ICD-10-CM code"),
        ({"coding": [{"code": "M86.551"}]}, "no ICD-10-CM code"),
        ({"coding": [{"system": "http://hl7.org/fhir/sid/icd-9-cm", "code": "730.26"}]}, "no ICD-10-CM code"),
        ({"coding": []}, "no ICD-10-CM code"),
        ({"coding": [{"system": fhir.ICD_10_CM, "code": "osteomyelitis of the femur"}]}, "does not read as"),
    ],
)
def test_what_is_no_code_is_not_read_as_one(concept: Any, reason: str) -> None:
    chart = read(condition(code=concept))
    assert chart.encounter.diagnoses == ()
    assert any(reason in one for one in reasons(chart, "Condition/1"))


def test_every_code_of_a_condition_is_a_diagnosis_the_selected_one_first() -> None:
    coding = [
        {"system": fhir.SNOMED, "code": "60168000", "userSelected": True},
        {"system": fhir.ICD_10_CM, "code": "E11.69"},
        {"system": fhir.ICD_10_CM, "code": "M86.9", "display": "Osteomyelitis, unspecified", "userSelected": True},
    ]
    named = encounter(diagnosis=[{"condition": ref("Condition/1"), "rank": 2}])
    chart = read(named, condition(code={"coding": coding, "text": "both"}, bodySite=[fhir.body_site(fhir.FEMUR)]))
    first, second = chart.encounter.diagnoses
    assert [(one.code, one.title) for one in (first, second)] == [
        ("M86.9", "Osteomyelitis, unspecified"),
        ("E11.69", ""),
    ]
    for shared in ("reference", "rank", "use", "sites", "statements", "date"):
        assert getattr(first, shared) == getattr(second, shared)
    assert (first.reference, first.rank, first.sites[0].site) == ("Condition/1", 2, "femur")
    assert chart.unread == ()
    assert (chart.conditions.received, chart.conditions.read) == (1, 1)


def test_one_code_by_two_systems_is_one_code() -> None:
    coding = [{"system": fhir.ICD_10_CM_OID, "code": "M869"}, {"system": fhir.ICD_10_CM, "code": "M86.9"}]
    chart = read(condition(code={"coding": coding}))
    assert ([one.code for one in chart.encounter.diagnoses], chart.unread) == (["M86.9"], ())


@pytest.mark.parametrize(
    "category", ["encounter-diagnosis", status("problem-list-item"), [status("health-concern")], [], None]
)
def test_a_category_in_any_form_keeps_no_diagnosis_of_the_encounter_out(category: Any) -> None:
    chart = read(condition(category=category))
    assert [one.code for one in chart.encounter.diagnoses] == ["M86.50"]
    assert chart.unread == ()


@pytest.mark.parametrize("told", ["refuted", "entered-in-error"])
@pytest.mark.parametrize("form", [status, lambda code: code, lambda code: {"text": code}, lambda code: [status(code)]])
def test_a_diagnosis_that_does_not_stand_is_left_out(told: str, form: Any) -> None:
    chart = read(condition(verificationStatus=form(told)))
    assert chart.encounter.diagnoses == ()
    assert reasons(chart, "Condition/1") == [f"its status is {told}"]


@pytest.mark.parametrize("told", ["inactive", "resolved", "remission", "active", "recurrence", "relapse", "unknown"])
def test_a_diagnosis_of_the_encounter_is_read_whatever_its_status_is_today(told: str) -> None:
    assert codes(condition(clinicalStatus=status(told))) == ["M86.50"]
    assert codes(encounter(), condition(clinicalStatus=status(told), abatementDateTime="2026-06-10")) == ["M86.50"]


@pytest.mark.parametrize(
    ("abatement", "is_read"),
    [
        ({"abatementDateTime": "2026-06-09"}, False),  # the stay starts on June 10
        ({"abatementDateTime": "2026-06-10"}, True),
        ({"abatementDateTime": "2026-06"}, True),
        ({"abatementDateTime": "2026-05"}, False),
        ({"abatementDateTime": "2025"}, False),
        ({"abatementPeriod": {"start": "2026-06-01", "end": "2026-06-09"}}, False),
        ({"abatementPeriod": {"start": "2026-06-01", "end": "2026-06-10"}}, True),
        ({"abatementPeriod": {"start": "2026-06-01"}}, False),
        ({"abatementString": "years ago"}, True),
        ({"abatementAge": {"value": 40}}, True),
        ({"abatementBoolean": True}, True),
        ({"abatementDateTime": "unknown"}, True),
        ({"abatementDateTime": "2026-13"}, True),
    ],
)
def test_a_diagnosis_that_ended_before_the_stay_is_left_out(abatement: dict[str, Any], is_read: bool) -> None:  # noqa: FBT001 - a column of the cases
    chart = read(encounter(), condition(**abatement))
    assert bool(chart.encounter.diagnoses) == is_read
    if not is_read:
        assert reasons(chart, "Condition/1") == ["abated before the encounter"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"clinicalStatus": status("resolved")}, "its status is resolved"),
        ({"clinicalStatus": status("inactive")}, "its status is inactive"),
        ({"clinicalStatus": status("remission")}, "its status is remission"),
        ({"abatementDateTime": "2019"}, "abated"),
        ({"abatementDateTime": fhir.TODAY.isoformat()}, "abated"),
        ({"abatementString": "years ago"}, "abated"),
        ({"abatementBoolean": True}, "abated"),
        ({"abatementDateTime": "2026-06-21"}, None),
        ({"abatementBoolean": False}, None),
        ({}, None),
    ],
)
def test_an_item_of_the_problem_list_counts_while_it_is_active(more: dict[str, Any], reason: str | None) -> None:
    chart = read(condition(encounter=None, category=[status("problem-list-item")], **more), encounter_id=None)
    assert bool(chart.encounter.diagnoses) == (reason is None)
    assert reasons(chart, "Condition/1") == ([] if reason is None else [reason])


@pytest.mark.parametrize(
    ("setting", "told", "read_as"),
    [
        ("IMP", "provisional", False),
        ("IMP", "differential", False),
        ("AMB", "provisional", None),
        ("AMB", "differential", None),
        ("EMER", "differential", None),
        ("AMB", "confirmed", True),
        ("IMP", "confirmed", True),
    ],
)
def test_an_uncertain_diagnosis_counts_for_inpatients_alone(setting: str, told: str, read_as: bool | None) -> None:  # noqa: FBT001 - a column of the cases
    chart = read(encounter(**{"class": {"code": setting}}), condition(verificationStatus=status(told)))
    assert [one.established for one in chart.encounter.diagnoses] == ([] if read_as is None else [read_as])


def test_without_status_a_diagnosis_is_read() -> None:
    bare = {
        key: value
        for key, value in condition().items()
        if key not in ("clinicalStatus", "verificationStatus", "category")
    }
    assert codes(bare) == ["M86.50"]


class TestWhichBelong:
    def test_those_of_another_encounter_do_not(self) -> None:
        chart = read(condition(encounter=ref("Encounter/other")))
        assert reasons(chart, "Condition/1") == ["of another encounter"]

    def test_a_problem_of_no_encounter_does_not(self) -> None:
        problem = condition(encounter=None, category=[status("problem-list-item")])
        chart = read(problem)
        assert chart.encounter.diagnoses == ()
        assert "on the problem list" in reasons(chart, "Condition/1")[0]

    def test_a_problem_that_the_encounter_names_does(self) -> None:
        named = encounter(diagnosis=[{"condition": ref("Condition/1"), "rank": 2}])
        chart = read(named, condition(encounter=None, category=[status("problem-list-item")]))
        assert [(one.code, one.rank) for one in chart.encounter.diagnoses] == [("M86.50", 2)]

    def test_a_problem_that_an_order_names_does_and_is_ordered(self) -> None:
        chart = read(
            condition(encounter=None), draft_orders=fhir.bundle(fhir.order(reasonReference=[ref("Condition/1")]))
        )
        assert [(one.code, one.ordered) for one in chart.encounter.diagnoses] == [("M86.50", True)]

    def test_without_an_encounter_the_problem_list_and_the_newest_encounter_do(self) -> None:
        resources = [
            condition("M86.50", "1", encounter=None, category=None),
            condition("E11.621", "2", encounter=ref("Encounter/new"), recordedDate="2026-06-01"),
            condition("L97.512", "3", encounter=ref("Encounter/old"), recordedDate="2026-05-30"),
            condition("J45.901", "4", encounter=None, category=None, clinicalStatus=status("resolved")),
            condition("N39.0", "5", encounter=ref("Encounter/new"), clinicalStatus=status("resolved")),
            condition("I10", "6", encounter=None),
            condition("O80", "7", encounter=ref("Encounter/old"), category=[status("problem-list-item")]),
        ]
        chart = read(*resources, encounter_id=None)
        assert [one.code for one in chart.encounter.diagnoses] == ["M86.50", "E11.621", "N39.0", "I10", "O80"]
        assert reasons(chart, "Condition/3") == ["of another encounter"]
        assert chart.encounter_reference is None

    def test_those_of_an_encounter_that_is_part_of_it_do(self) -> None:
        unit = {"resourceType": "Encounter", "id": "unit", "partOf": ref("Encounter/e")}
        bed = {"resourceType": "Encounter", "id": "bed", "partOf": ref("Encounter/unit")}
        parts = [
            condition("M86.50", "1", encounter=ref("Encounter/unit")),
            condition("I10", "2", encounter=ref("Encounter/bed")),
        ]
        assert codes(encounter(), unit, bed, *parts) == ["M86.50", "I10"]
        assert codes(encounter(), unit, bed, *parts, encounter_id="bed") == ["I10"]

    def test_an_encounter_diagnosis_of_no_encounter_does_not(self) -> None:
        chart = read(encounter(), condition(encounter=None, recordedDate="2026-06-12"))
        assert chart.encounter.diagnoses == ()
        assert reasons(chart, "Condition/1")[0].startswith("neither it nor the encounter")

    @pytest.mark.parametrize("key", ["subject", "encounter"])
    def test_those_of_another_server_say_so(self, key: str) -> None:
        kind = "Patient/p" if key == "subject" else "Encounter/e"
        chart = read(
            condition(**{key: ref(f"https://other.example.org/fhir/{kind}")}), base_url="https://ehr.example.org/fhir"
        )
        assert chart.encounter.diagnoses == ()
        assert reasons(chart, "Condition/1") == ["its subject or encounter is on another FHIR server"]

    def test_those_of_another_patient_never_do(self) -> None:
        chart = read(condition(subject=ref("Patient/other")))
        assert reasons(chart, "Condition/1") == ["of another patient"]

    def test_a_condition_about_to_be_added_does(self) -> None:
        new = {key: value for key, value in condition(encounter=None).items() if key != "id"}
        chart = read(new_conditions=fhir.bundle(new))
        assert [(one.reference, one.code) for one in chart.encounter.diagnoses] == [
            ("context.conditions entry 1", "M86.50")
        ]
        assert chart.drafts == {"context.conditions entry 1"}

    def test_one_that_is_named_but_was_not_received_is_noted(self) -> None:
        chart = read(encounter(diagnosis=[{"condition": ref("Condition/9")}]))
        assert reasons(chart, "Condition/9") == ["named by the encounter or an order, but not received"]


def test_text_and_short_notes_are_statements() -> None:
    chart = read(
        condition(
            code=fhir.concept(fhir.ICD_10_CM, "M86.50", "Chronic osteomyelitis, R femur"),
            note=[{"text": "Gustilo IIIB"}, {"text": "x" * 1001}, {"authorString": "a"}],
            recordedDate="2026-06-11T10:00:00Z",
        )
    )
    (diagnosis,) = chart.encounter.diagnoses
    assert [one.text for one in diagnosis.statements] == ["Chronic osteomyelitis, R femur", "Gustilo IIIB"]
    assert all(one.evidence.from_text and one.evidence.date == date(2026, 6, 11) for one in diagnosis.statements)
    assert reasons(chart, "Condition/1") == ["note[1] is longer than 1000 characters"]


def test_the_resource_behind_a_diagnosis_is_handed_on_as_it_was_received() -> None:
    original = condition(extension=[{"url": "http://example.org/own", "valueString": "kept"}])
    chart = read(original)
    assert chart.resources["Condition/1"] is original
