"""Sides in every place where charts put them."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.anatomy.side import Side
from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import body_site, concept, condition, read, reasons

R, L, B = Side.RIGHT, Side.LEFT, Side.BILATERAL
SNOMED = fhir.SNOMED
CERNER = "https://fhir.example.org/StructureDefinition/laterality"


def coded(*codes: str, text: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"coding": [{"system": SNOMED, "code": code} for code in codes]}
    return made | ({"text": text} if text else {})


def extension(value: dict[str, Any], url: str = fhir.MCODE_LATERALITY) -> list[dict[str, Any]]:
    return [{"url": url, **value}]


CASES: list[tuple[str, dict[str, Any], list[tuple[str | None, Side | None]]]] = [
    ("no bodySite", {}, []),
    ("a site alone", {"bodySite": [coded(fhir.FEMUR)]}, [("femur", None)]),
    ("the side as a coding beside the site", {"bodySite": [coded(fhir.FEMUR, fhir.RIGHT)]}, [("femur", R)]),
    ("the side first", {"bodySite": [coded(fhir.LEFT, fhir.FEMUR)]}, [("femur", L)]),
    ("the side in a second bodySite", {"bodySite": [coded(fhir.FEMUR), coded(fhir.RIGHT)]}, [("femur", R)]),
    ("the side in words in a second bodySite", {"bodySite": [coded(fhir.FEMUR), {"text": "Left"}]}, [("femur", L)]),
    (
        "both sides in further bodySites",
        {"bodySite": [coded(fhir.KNEE), coded(fhir.RIGHT), coded(fhir.LEFT)]},
        [("knee", R), ("knee", L)],
    ),
    ("mCODE's extension on the bodySite", {"bodySite": [body_site(fhir.FEMUR, fhir.RIGHT)]}, [("femur", R)]),
    (
        "an extension whose url ends in laterality",
        {"bodySite": [coded(fhir.FEMUR) | {"extension": extension({"valueCode": "LT"}, CERNER)}]},
        [("femur", L)],
    ),
    (
        "an extension on the Condition",
        {"bodySite": [coded(fhir.FEMUR)], "extension": extension({"valueCodeableConcept": concept(SNOMED, fhir.BOTH)})},
        [("femur", B)],
    ),
    (
        "an extension on the Condition, and no bodySite",
        {"extension": extension({"valueCoding": {"system": SNOMED, "code": fhir.RIGHT}})},
        [(None, R)],
    ),
    ("an extension with text", {"extension": extension({"valueCodeableConcept": {"text": "Right side"}})}, [(None, R)]),
    ("an extension with a word", {"extension": extension({"valueString": " right "}, CERNER)}, [(None, R)]),
    (
        "an extension that is none of laterality",
        {"extension": extension({"valueString": "right"}, "http://x/handedness")},
        [],
    ),
    ("the side in the text of a coded site", {"bodySite": [coded(fhir.FEMUR, text="Right femur")]}, [("femur", R)]),
    ("another site in the text gives no side", {"bodySite": [coded(fhir.FEMUR, text="Left hand")]}, [("femur", None)]),
    ("words alone", {"bodySite": [{"text": "left femur"}]}, [("femur", L)]),
    ("two places in words", {"bodySite": [{"text": "right tibia and left femur"}]}, [("tibia", R), ("femur", L)]),
    (
        "words of a code of another system",
        {"bodySite": [concept("urn:oid:1.2.3", "K1", display="Right knee")]},
        [("knee", R)],
    ),
    (
        "a post-coordinated expression",
        {"bodySite": [coded(f"{fhir.FEMUR}|Femur| : 272741003 |Laterality| = {fhir.LEFT}")]},
        [("femur", L)],
    ),
    (
        "two sites with their sides",
        {"bodySite": [body_site(fhir.FEMUR, fhir.LEFT), body_site(fhir.TIBIA, fhir.RIGHT)]},
        [("femur", L), ("tibia", R)],
    ),
    (
        "a site with a side and a loose side",
        {"bodySite": [body_site(fhir.FEMUR, fhir.LEFT), coded(fhir.RIGHT)]},
        [("femur", L)],
    ),
    ("denied words", {"bodySite": [{"text": "not the femur"}]}, []),
]


@pytest.mark.parametrize(("resource", "places"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_place_is_read_wherever_it_stands(resource: dict[str, Any], places: list[tuple[str, Side]]) -> None:
    (diagnosis,) = read(condition(**resource)).encounter.diagnoses
    assert [(one.site, one.side) for one in diagnosis.sites] == places


def test_evidence_says_whether_the_place_was_read_from_words() -> None:
    (diagnosis,) = read(
        condition(
            bodySite=[body_site(fhir.FEMUR, fhir.RIGHT, "Bone structure of femur"), {"text": "left tibia"}],
            recordedDate="2026-06-11",
        )
    ).encounter.diagnoses
    assert [(one.evidence.statement, one.evidence.from_text) for one in diagnosis.sites] == [
        ("Bone structure of femur, right", False),
        ("left tibia", True),
    ]
    assert {str(one.evidence.date) for one in diagnosis.sites} == {"2026-06-11"}


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        (coded("1234567"), "is a SNOMED CT concept that the table of body sites does not hold"),
        ({"text": "somewhere"}, "names no place that the vocabulary knows"),
        (coded(fhir.FEMUR, fhir.LEFT, fhir.RIGHT), "names more than one side"),
        (
            coded(fhir.FEMUR) | {"extension": extension({"valueString": "sinister"})},
            "extension for laterality names no side that is known",
        ),
    ],
)
def test_what_names_no_place_is_noted(site: dict[str, Any], reason: str) -> None:
    (noted,) = reasons(read(condition(bodySite=[site])), "Condition/1")
    assert noted.endswith(reason)


R4_STRUCTURE = {
    "resourceType": "BodyStructure",
    "id": "b",
    "location": coded(fhir.FEMUR),
    "locationQualifier": [coded(fhir.LEFT)],
}
R5_STRUCTURE = {
    "resourceType": "BodyStructure",
    "id": "b",
    "includedStructure": [{"structure": coded(fhir.FEMUR), "laterality": coded(fhir.LEFT)}],
}
BODY_SITE = "http://hl7.org/fhir/StructureDefinition/bodySite"


@pytest.mark.parametrize(
    ("resource", "structure"),
    [
        ({"extension": [{"url": BODY_SITE, "valueReference": fhir.ref("BodyStructure/b")}]}, R4_STRUCTURE),
        ({"bodyStructure": fhir.ref("BodyStructure/b")}, R5_STRUCTURE),
        ({"bodyStructure": fhir.ref("#b"), "contained": [R5_STRUCTURE]}, None),
    ],
)
def test_a_body_structure_is_followed(resource: dict[str, Any], structure: dict[str, Any] | None) -> None:
    chart = read(condition(**resource), structure)
    assert [(one.site, one.side) for one in chart.encounter.diagnoses[0].sites] == [("femur", L)]
    assert chart.unread == ()
