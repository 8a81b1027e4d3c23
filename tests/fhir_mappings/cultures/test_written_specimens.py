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
