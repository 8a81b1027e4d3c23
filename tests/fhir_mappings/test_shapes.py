"""One chart, told in the shapes of many EHRs, is one chart."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import bundle, concept, condition, culture, encounter, order, organism, procedure, ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhir_mappings import Chart

BASE = "https://ehr.example.org/fhir/r4"

CONDITIONS = [
    condition(
        bodySite=[fhir.body_site(fhir.FEMUR, fhir.RIGHT, "Bone structure of femur")],
        recordedDate="2026-06-11",
    ),
    condition(concept(fhir.ICD_10_CM, "E11.621", "Diabetic foot ulcer"), "2"),
]
ENCOUNTER = encounter(
    diagnosis=[
        {"condition": ref("Condition/1"), "rank": 1, "use": concept("x", "DD")},
        {"condition": ref("Condition/2"), "rank": 2, "use": concept("x", "DD")},
    ],
    period={"start": "2026-06-10", "end": "2026-06-15"},
)
CULTURE = culture(organism(fhir.MRSA, "MRSA"), loinc="602-3", bodySite=fhir.body_site(fhir.FEMUR, fhir.RIGHT))
PROCEDURE = procedure(code="27488", performedDateTime="2026-06-12", reasonReference=[ref("Condition/1")])
ORDER = order(code=concept(fhir.CPT, "20700"), reasonReference=[ref("Condition/1")])

Parts = dict[str, Any]


def parts() -> Parts:
    return copy.deepcopy(
        {
            "conditions": CONDITIONS,
            "encounter": ENCOUNTER,
            "cultures": [CULTURE],
            "procedures": [PROCEDURE],
            "orders": [ORDER],
        }
    )


def told(given: Parts, **source: Any) -> Chart:
    wrapped = tuple(
        (f"prefetch.{key}", one if key == "encounter" else bundle(*one))
        for key, one in given.items()
        if key != "orders"
    )
    return fhir.read(**({"resources": wrapped, "draft_orders": bundle(*given["orders"])} | source))


def plain() -> Chart:
    return told(parts())


def under_other_keys_in_one_array() -> Chart:
    given = parts()
    everything = [given["encounter"], *given["procedures"], *given["cultures"], *reversed(given["conditions"])]
    return fhir.read(
        resources=(("prefetch.all", everything),),
        draft_orders={"entry": [{"resource": one} for one in given["orders"]]},
    )


def with_noise_around() -> Chart:
    given = parts()
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
    given["conditions"] += [
        outcome,
        condition("J45.901", "9", verificationStatus=fhir.status("refuted")),
        condition("I10", "8", encounter=ref("Encounter/old")),
    ]
    given["cultures"] += [culture("No growth", id="9"), culture(code={"text": "Glucose"}, id="10")]
    given["orders"] += [{"resourceType": "MedicationOrder", "id": "old"}, {"resourceType": "Sasquatch", "id": "s"}]
    return told(given)


def twice() -> Chart:
    given = parts()
    return told(
        given | {"conditions": [*given["conditions"], bundle(*given["conditions"])], "cultures": given["cultures"] * 2}
    )


def absolute_and_versioned() -> Chart:
    given = parts()
    named = given["encounter"]["diagnosis"]
    named[0]["condition"] = ref(f"{BASE}/Condition/1/_history/4")
    named[1]["condition"] = ref(f"{BASE}/Condition/2")
    for one in given["conditions"]:
        one["encounter"] = ref(f"{BASE}/Encounter/e/_history/1")
        one["subject"] = ref(f"{BASE}/Patient/p")
    given["procedures"][0]["reasonReference"] = [ref(f"{BASE}/Condition/1")]
    return told(given, base_url=BASE)


def by_full_urls_of_another_host() -> Chart:
    given = parts()
    url = "https://proxy.example.org/Condition/"
    for one in given["encounter"]["diagnosis"]:
        one["condition"] = ref(url + one["condition"]["reference"].split("/")[1])
    entries = {
        "resourceType": "Bundle",
        "entry": [{"fullUrl": url + one["id"], "resource": one} for one in given["conditions"]],
    }
    return told(given | {"conditions": [entries]}, base_url=BASE)


def as_epic_codes_it() -> Chart:
    given = parts()
    for one in given["conditions"]:
        coding = one["code"]["coding"][0]
        one["code"]["coding"] = [
            {"system": fhir.SNOMED, "code": "60168000", "display": "Osteomyelitis"},
            {"system": fhir.ICD_10_CM_OID, "code": coding["code"].replace(".", "").lower() + " "},
        ]
        one["category"] = fhir.status("encounter-diagnosis")
        one["clinicalStatus"], one["verificationStatus"] = "active", "confirmed"
    return told(given)


def sides_as_codings() -> Chart:
    given = parts()
    for one in (given["conditions"][0]["bodySite"][0], given["cultures"][0]["bodySite"]):
        del one["extension"]
        one["coding"].append({"system": fhir.SNOMED, "code": fhir.RIGHT})
    return told(given)


def sides_on_the_resource() -> Chart:
    given = parts()
    extension = given["conditions"][0]["bodySite"][0].pop("extension")
    given["conditions"][0]["extension"] = [{"url": "https://ehr.example.org/laterality", "valueCoding": {"code": "RT"}}]
    given["cultures"][0]["bodySite"]["coding"][0]["extension"] = extension
    del given["cultures"][0]["bodySite"]["extension"]
    return told(given)


def r5() -> Chart:
    given = parts()
    admission = given["encounter"]
    admission["actualPeriod"] = admission.pop("period")
    admission["class"] = [{"coding": [admission["class"]]}]
    for one in admission["diagnosis"]:
        one["condition"], one["use"] = [{"reference": one["condition"]}], [one["use"]]
    done = given["procedures"][0]
    done["occurrenceDateTime"] = done.pop("performedDateTime")
    done["reason"] = [{"reference": one} for one in done.pop("reasonReference")]
    drafted = given["orders"][0]
    drafted["code"] = {"concept": drafted["code"]}
    drafted["reason"] = [{"reference": one} for one in drafted.pop("reasonReference")]
    return told(given)


def organism_by_susceptibility() -> Chart:
    given = parts()
    given["cultures"][0]["valueCodeableConcept"] = organism(fhir.S_AUREUS, "MRSA")
    given["cultures"][0]["component"] = [fhir.susceptibility("18961-3", "R")]
    return told(given)


def culture_under_a_report_with_its_specimen() -> Chart:
    given = parts()
    result = given["cultures"][0]
    result["code"] = {"text": "Organism"}
    site = result.pop("bodySite")
    result["specimen"] = ref("Specimen/s")
    specimen = {"resourceType": "Specimen", "id": "s", "type": {"text": "Bone"}, "collection": {"bodySite": site}}
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "category": [concept("http://terminology.hl7.org/CodeSystem/v2-0074", "MB")],
        "code": {"text": "Tissue exam"},
        "result": [ref("Observation/7")],
    }
    return told(given | {"cultures": [result, report, specimen]})


def selected_among_orders() -> Chart:
    given = parts()
    return told(
        given | {"orders": [*given["orders"], order("other") | {"resourceType": "MedicationRequest"}]},
        selections=("ServiceRequest/o",),
    )


SHAPES = [
    under_other_keys_in_one_array,
    with_noise_around,
    twice,
    absolute_and_versioned,
    by_full_urls_of_another_host,
    as_epic_codes_it,
    sides_as_codings,
    sides_on_the_resource,
    r5,
    organism_by_susceptibility,
    culture_under_a_report_with_its_specimen,
    selected_among_orders,
]


def _bare(chart: Chart) -> Any:
    """The encounter without the words of its evidence, which each shape has its own of."""
    encounter = chart.encounter

    def places(one: Any) -> Any:
        return [(fact.site, fact.side) for fact in one.sites]

    return (
        encounter.date_of_service,
        encounter.setting,
        [
            (
                one.reference,
                one.code,
                one.rank,
                one.use,
                one.ordered,
                one.established,
                places(one),
                [s.text for s in one.statements],
            )
            for one in encounter.diagnoses
        ],
        [
            (one.reference, one.organism, one.specimen, places(one), one.resistance, one.evidence.date, one.preliminary)
            for one in encounter.cultures
        ],
        [
            (one.reference, one.system, one.code, one.kinds, places(one), one.reasons, one.is_order)
            for one in encounter.procedures
        ],
    )


def test_the_chart_is_read_as_it_is_meant() -> None:
    assert _bare(plain())[:2] == (date(2026, 6, 15), "inpatient")
    diagnoses, cultures, procedures = _bare(plain())[2:]
    assert diagnoses == [
        ("Condition/1", "M86.50", 1, "DD", True, True, [("femur", "right")], []),
        ("Condition/2", "E11.621", 2, "DD", False, True, [], ["Diabetic foot ulcer"]),
    ]
    assert [(one[0], one[1].code, one[2], one[3]) for one in cultures] == [
        ("Observation/7", "B95.62", "bone", [("femur", "right")])
    ]
    assert [(one[0], one[2], one[5], one[6]) for one in procedures] == [
        ("Procedure/4", "27488", ("Condition/1",), False),
        ("ServiceRequest/o", "20700", ("Condition/1",), True),
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.__name__ for shape in SHAPES])
def test_the_same_chart_in_another_shape_says_the_same(shape: Callable[[], Chart]) -> None:
    chart = shape()
    assert _bare(chart) == _bare(plain())
    assert fhir.faults(chart) == []


@pytest.mark.parametrize(
    "shape",
    [
        under_other_keys_in_one_array,
        with_noise_around,
        twice,
        absolute_and_versioned,
        by_full_urls_of_another_host,
        as_epic_codes_it,
        sides_as_codings,
        r5,
        selected_among_orders,
    ],
)
def test_shapes_that_keep_the_words_give_equal_encounters(shape: Callable[[], Chart]) -> None:
    assert shape().encounter == plain().encounter
