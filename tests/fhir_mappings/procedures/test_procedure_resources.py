from __future__ import annotations

from typing import Any

import pytest

from icd10cm.anatomy.side import Side
from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import (
    body_site,
    bundle,
    concept,
    condition,
    encounter,
    order,
    procedure,
    read,
    reasons,
    ref,
)

R, L, B = Side.RIGHT, Side.LEFT, Side.BILATERAL
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"


@pytest.mark.parametrize(
    ("system", "code", "read_as"),
    [
        (fhir.CPT, "20700", ("CPT", "20700", ("drug-delivery-insertion",))),
        ("urn:oid:2.16.840.1.113883.6.12", "20701", ("CPT", "20701", ("drug-delivery-removal",))),
        (fhir.PCS, "0sh908z", ("PCS", "0SH908Z", ("spacer-insertion",))),
        ("http://hl7.org/fhir/sid/icd-10-pcs", "0SP908Z", ("PCS", "0SP908Z", ("spacer-removal",))),
        ("urn:oid:2.16.840.1.113883.6.4", "0SP90JZ", ("PCS", "0SP90JZ", ("prosthesis-removal",))),
        (fhir.PCS, "0SHC0NZ", ("PCS", "0SHC0NZ", ("known-invalid-pcs", "spacer-insertion"))),
        (fhir.PCS, "3E0V029", ("PCS", "3E0V029", ("known-invalid-pcs", "drug-delivery-insertion"))),
        (HCPCS, "C9359", ("HCPCS", "C9359", ())),
        (fhir.SNOMED, "80146002", ("SNOMED", "80146002", ())),
        (fhir.CPT, "23200", ("CPT", "23200", ())),
        (fhir.CPT, "27075", ("CPT", "27075", ())),
    ],
)
def test_a_procedure_is_read_by_its_code(system: str, code: str, read_as: tuple[str, str, tuple[str, ...]]) -> None:
    (one,) = read(procedure(system, code)).encounter.procedures
    assert (one.system, one.code, one.kinds) == read_as


@pytest.mark.parametrize(
    ("resource", "places"),
    [
        (procedure(fhir.PCS, "0SH908Z"), [("hip", R)]),
        (procedure(fhir.PCS, "0SHD08Z"), [("knee", L)]),
        (procedure(fhir.PCS, "0SHC44Z"), [("knee", R)]),
        (procedure(fhir.PCS, "0RHK08Z"), [("shoulder", L)]),
        (procedure(fhir.PCS, "0QBG0ZZ"), [("tibia", R)]),
        (procedure(fhir.PCS, "0PBF0ZZ"), [("humerus", R)]),
        (procedure(fhir.PCS, "3E0U029"), []),
        (procedure(fhir.PCS, "0SHC0NZ"), []),
        (procedure(code="27488"), [("knee", None)]),
        (procedure(code="27488-RT"), [("knee", R)]),
        (procedure(code="27091 LT"), [("hip", L)]),
        (procedure(code="27488,50"), [("knee", B)]),
        (
            procedure(code={"coding": [{"system": fhir.CPT, "code": "27488"}, {"system": fhir.CPT, "code": "LT"}]}),
            [("knee", L)],
        ),
        (
            procedure(code={"coding": [{"system": fhir.CPT, "code": "20700"}, {"system": HCPCS, "code": "TA"}]}),
            [("great-toe", L)],
        ),
        (procedure(code="20700-RT"), [(None, R)]),
        (procedure(bodySite=[body_site(fhir.KNEE, fhir.RIGHT)]), [("knee", R)]),
        (procedure(code="20700", bodySite=[body_site(fhir.FEMUR, fhir.LEFT)]), [("femur", L)]),
        (
            procedure(
                extension=[{"url": fhir.MCODE_LATERALITY, "valueCodeableConcept": concept(fhir.SNOMED, fhir.LEFT)}]
            ),
            [("knee", L)],
        ),
        (procedure(code="27640"), [("tibia", None)]),
    ],
)
def test_places_come_from_number_modifier_and_body_site(
    resource: dict[str, Any], places: list[tuple[str | None, Side | None]]
) -> None:
    (one,) = read(resource).encounter.procedures
    assert [(fact.site, fact.side) for fact in one.sites] == places


def test_among_several_codings_the_one_that_the_table_knows_is_read() -> None:
    coding = [
        {"system": fhir.SNOMED, "code": "80146002"},
        {"system": fhir.CPT, "code": "20700", "display": "As the chart names it"},
        {"system": "http://example.org/own", "code": "X"},
    ]
    (one,) = read(procedure(code={"coding": coding, "text": "Beads"})).encounter.procedures
    assert (one.system, one.code, one.title, one.evidence.statement) == (
        "CPT",
        "20700",
        "As the chart names it",
        "Beads",
    )


@pytest.mark.parametrize("status", ["entered-in-error", "not-done", "preparation", "stopped", "on-hold"])
def test_a_procedure_not_done_is_left_out(status: str) -> None:
    chart = read(procedure(status=status))
    assert (chart.encounter.procedures, reasons(chart, "Procedure/4")) == ((), [f"its status is {status}"])


@pytest.mark.parametrize("status", ["completed", "in-progress", "unknown", None])
def test_a_procedure_done_or_under_way_is_read(status: str | None) -> None:
    assert len(read(procedure(status=status)).encounter.procedures) == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"encounter": ref("Encounter/other")}, "of another encounter"),
        ({"performedDateTime": "2026-05-01"}, "more than 30 days before the encounter"),
        ({"performedDateTime": "2026-08-01"}, "more than 30 days after the encounter"),
        (
            {"performedDateTime": None, "performedPeriod": {"start": "2019-01-01"}},
            "more than 30 days before the encounter",
        ),
        ({"performedDateTime": None, "occurrenceDateTime": "2019-01-01"}, "more than 30 days before the encounter"),
        ({"subject": ref("Patient/other")}, "of another patient"),
    ],
)
def test_a_procedure_of_another_time_is_left_out(more: dict[str, Any], reason: str) -> None:
    chart = read(encounter(), procedure(**more))
    assert (chart.encounter.procedures, reasons(chart, "Procedure/4")) == ((), [reason])


def test_the_encounter_that_a_procedure_names_counts_before_its_day() -> None:
    chart = read(encounter(), procedure(encounter=ref("Encounter/e"), performedDateTime="2026-01-01"))
    assert len(chart.encounter.procedures) == 1


def test_orders_are_procedures_ordered_with_their_reasons() -> None:
    drafted = order(
        code=concept(fhir.CPT, "20702"),
        reasonReference=[ref("Condition/1")],
        reasonCode=[concept(fhir.ICD_10_CM, "E11.621")],
        bodySite=[body_site(fhir.TIBIA, fhir.RIGHT)],
        authoredOn="2026-06-20",
    )
    (one,) = read(condition(), draft_orders=bundle(drafted)).encounter.procedures
    assert (one.reference, one.is_order, one.reasons) == ("ServiceRequest/o", True, ("Condition/1", "ServiceRequest/o"))
    assert [(fact.site, fact.side) for fact in one.sites] == [("tibia", R)]


@pytest.mark.parametrize(
    "drafted",
    [
        order(code={"concept": concept(fhir.CPT, "20700")}),
        order(codeCodeableConcept=concept(fhir.CPT, "20700")) | {"resourceType": "DeviceRequest"},
        order(code={"concept": concept(fhir.CPT, "20700")}) | {"resourceType": "DeviceRequest"},
    ],
)
def test_the_code_of_an_order_is_found_in_r4_and_r5(drafted: dict[str, Any]) -> None:
    assert [one.code for one in read(draft_orders=bundle(drafted)).encounter.procedures] == ["20700"]


def test_a_procedure_names_its_reasons() -> None:
    chart = read(condition(), procedure(reasonReference=[ref("Condition/1")]))
    assert chart.encounter.procedures[0].reasons == ("Condition/1",)


def test_a_procedure_of_no_known_code_is_noted() -> None:
    chart = read(procedure("http://example.org/own", "X"))
    assert reasons(chart, "Procedure/4") == ["no code of CPT, HCPCS, ICD-10-PCS or SNOMED CT"]


@pytest.mark.parametrize(
    ("coding", "statement"),
    [
        ({"system": fhir.CPT, "code": "27640"}, "CPT 27640 (tibia)"),
        ({"system": fhir.CPT, "code": "27640-LT"}, "CPT 27640 (left tibia)"),
        ({"system": fhir.CPT, "code": "20700"}, "CPT 20700"),
        ({"system": fhir.PCS, "code": "0SPC0JZ"}, "PCS 0SPC0JZ (right knee)"),
    ],
)
def test_a_number_without_words_is_shown_with_the_places_that_it_names(coding: dict[str, str], statement: str) -> None:
    (one,) = read(procedure(code={"coding": [coding]})).encounter.procedures
    assert one.evidence.statement == statement
