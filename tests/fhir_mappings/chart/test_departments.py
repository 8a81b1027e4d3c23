"""Names of departments, in the shapes in which Encounters carry them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.departments import departments_of
from fhir_mappings.chart.model import Chart
from icd10cm.encounter import CodedEncounter

R4 = {"coding": [{"code": "183", "display": "Cardiology"}, {"code": "CAR"}], "text": " Heart "}


def departments(**encounter: Any) -> set[str]:
    resources = {"Encounter/1": {"resourceType": "Encounter", **encounter}}
    chart = Chart(CodedEncounter(date(2026, 5, 1)), resources, "Patient/1", encounter_reference="Encounter/1")
    return set(departments_of(chart))


@pytest.mark.parametrize("service", [R4, [R4], [{"concept": R4}], [{"reference": {"reference": "x"}}, {"concept": R4}]])
def test_service_type_of_r4_and_r5(service: Any) -> None:
    assert departments(serviceType=service) == {"183", "cardiology", "car", "heart"}


def test_locations() -> None:
    ward = {"location": {"reference": "Location/5", "display": "Ward 5 East"}, "status": "active"}
    assert departments(location=[ward, {"location": {}}]) == {"location/5", "ward 5 east"}


@pytest.mark.parametrize(
    "value",
    [None, 7, "x", [], {}, [7], [[]], {"coding": 7}, {"coding": [7]}, {"text": 7}, [{"location": 7}], {"concept": 7}],
)
def test_anything_else_names_none(value: Any) -> None:
    assert departments(serviceType=value, location=value) == set()


def test_without_an_encounter_there_is_none() -> None:
    assert departments_of(Chart(CodedEncounter(date(2026, 5, 1)), {}, "Patient/1")) == set()
