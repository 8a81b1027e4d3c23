"""The prefetch templates and the queries that represent them."""

from __future__ import annotations

import pytest

from cds_service.hooks.gathering.chart_queries import needs
from cds_service.hooks.hook_request import HookContext


def test_templates_are_the_published_ones() -> None:
    templates = {need.name: need.template for need in needs()}
    cultures = templates.pop("cultures")
    assert templates == {
        "encounter": "Encounter/{{context.encounterId}}",
        "conditions": "Condition?patient={{context.patientId}}",
        "procedures": "Procedure?patient={{context.patientId}}",
        "reports": "DiagnosticReport?patient={{context.patientId}}&category=http://loinc.org|LP29684-5",
        "notes": (
            "DocumentReference?patient={{context.patientId}}&type=http://loinc.org|11504-8,http://loinc.org|28570-0"
        ),
        "impressions": "Observation?patient={{context.patientId}}&code=http://loinc.org|19005-8",
    }
    start, codes = cultures.split("&code=")
    assert start == "Observation?patient={{context.patientId}}"
    assert {"600-7", "6463-4"} <= set(codes.split(","))


def test_only_conditions_are_required() -> None:
    assert [need.name for need in needs() if need.required] == ["conditions"]


def test_queries_are_filled_in() -> None:
    queries = {need.name: need.query(HookContext("Practitioner/1", "p1", "e.1-2")) for need in needs()}
    assert queries["encounter"] == "Encounter/e.1-2"
    assert queries["conditions"] == "Condition?patient=p1"


@pytest.mark.parametrize("patient", ["..", ".", "a/b", "a?b", "a#b", "a,b", "a%2e", "a b", "a|b", "ä", "x" * 65, "a\n"])
def test_id_that_could_lead_elsewhere_is_not_asked_for(patient: str) -> None:
    context = HookContext("Practitioner/1", patient, patient)
    assert [need for need in needs() if need.query(context) is not None] == []


def test_without_encounter_id_no_encounter_is_needed() -> None:
    concerned = [need.name for need in needs() if need.concerns(HookContext("Practitioner/1", "p1"))]
    assert concerned == ["conditions", "procedures", "cultures", "reports", "notes", "impressions"]


def test_without_documents_no_report_or_note_is_needed() -> None:
    assert [need.name for need in needs(documents=False)] == ["encounter", "conditions", "procedures", "cultures"]
