"""Where a culture was taken, by the text of its report alone: it speaks for no other joint."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from icd10cm import review
from icd10cm.releases.loading import load_embedded
from tests.fhir_mappings import fhir


def report(text: str, title: str) -> dict[str, Any]:
    data = base64.b64encode(text.encode()).decode()
    return {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "category": [fhir.concept("http://terminology.hl7.org/CodeSystem/v2-0074", "MB")],
        "code": {"text": title},
        "effectiveDateTime": "2026-06-15",
        "subject": {"reference": "Patient/p"},
        "presentedForm": [{"contentType": "text/plain", "data": data}],
    }


@pytest.mark.parametrize(
    ("code", "title", "text", "organisms"),
    [
        ("T84.51XA", "BODY FLUID CULTURE", "SOURCE: left knee fluid\nCULTURE: Streptococcus agalactiae", []),
        ("T84.51XA", "TISSUE CULTURE", "SOURCE: left hip tissue\nCULTURE: Streptococcus agalactiae", []),
        ("M00.861", "BODY FLUID CULTURE", "SPECIMEN: right shoulder fluid\nCULTURE: Enterococcus faecalis", []),
        ("T84.51XA", "BODY FLUID CULTURE", "SOURCE: right hip fluid\nCULTURE: Streptococcus agalactiae", ["B95.1"]),
        ("T84.51XA", "TISSUE CULTURE", "SOURCE: hip tissue\nCULTURE: Streptococcus agalactiae", ["B95.1"]),
        ("N39.0", "URINE CULTURE", "SOURCE: Urine\nFINAL REPORT\n>100,000 CFU/mL Escherichia coli", ["B96.20"]),
    ],
)
def test_a_culture_speaks_for_its_own_place(code: str, title: str, text: str, organisms: list[str]) -> None:
    chart = fhir.read(fhir.condition(code), report(text, title))
    issues = [one for one in review(chart.encounter, load_embedded()) if one.rule == "MissingOrganism"]
    assert [each for issue in issues for each in issue.choices] == organisms


@pytest.mark.parametrize(
    ("code", "title", "text", "organisms"),
    [
        ("L02.512", "WOUND CULTURE", "SPECIMEN: wound, right foot\nCULTURE: Pseudomonas aeruginosa", []),
        ("L02.512", "WOUND CULTURE", "Specimen: wound, right foot. Culture: Pseudomonas aeruginosa", []),
        ("L02.512", "WOUND CULTURE", "Final. Source: right hand GRAM STAIN: rods CULTURE: Pseudomonas aeruginosa", []),
        ("M86.161", "WOUND CULTURE", "Source: sacral decubitus, superficial swab\nCulture: Escherichia coli", []),
        ("M86.161", "CULTURE", "Source: sacral decubitus, superficial swab. Culture: Escherichia coli", []),
        ("L02.512", "WOUND CULTURE", "SPECIMEN: wound, left hand\nCULTURE: Pseudomonas aeruginosa", ["B96.5"]),
        ("L02.512", "WOUND CULTURE", "Source: left hand. Culture: Pseudomonas aeruginosa", ["B96.5"]),
        ("M86.161", "WOUND CULTURE", "Source: right leg, deep swab. Culture: Escherichia coli", ["B96.20"]),
    ],
)
def test_a_conclusion_says_where_a_culture_was_taken(code: str, title: str, text: str, organisms: list[str]) -> None:
    concluded = report("", title) | {"conclusion": text}
    concluded.pop("presentedForm")
    chart = fhir.read(fhir.condition(code), concluded)
    issues = [one for one in review(chart.encounter, load_embedded()) if one.rule == "MissingOrganism"]
    assert [each for issue in issues for each in issue.choices] == organisms


@pytest.mark.parametrize(
    ("source", "organisms"),
    [("wound, right foot", []), ("sacral decubitus", []), ("wound, left hand", ["B96.5"]), ("wound", ["B96.5"])],
)
@pytest.mark.parametrize("is_note", [False, True])
def test_the_text_of_a_result_says_where_it_was_taken(source: str, organisms: list[str], *, is_note: bool) -> None:
    said = {"note": [{"text": f"Source: {source}"}], "valueString": "Pseudomonas aeruginosa"}
    whole = {"valueString": f"SPECIMEN: {source}\nCULTURE: Pseudomonas aeruginosa"}
    result = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "Wound culture"},
        "effectiveDateTime": "2026-06-15",
        "subject": {"reference": "Patient/p"},
    }
    chart = fhir.read(fhir.condition("L02.512"), result | (said if is_note else whole))
    issues = [one for one in review(chart.encounter, load_embedded()) if one.rule == "MissingOrganism"]
    assert [each for issue in issues for each in issue.choices] == organisms
