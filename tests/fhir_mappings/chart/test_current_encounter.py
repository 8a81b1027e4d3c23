"""Which encounter a call is about that names none: pairs on either side of each border."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import condition, read, ref, status

# Today is June 20, 2026: an encounter that ended on May 21 is 30 days old.


def visit(id: str, **more: Any) -> fhir.Json:  # noqa: A002 - the element's name
    return {"resourceType": "Encounter", "id": id, "status": "finished", **more}


def ended(id: str, end: str, **more: Any) -> fhir.Json:  # noqa: A002 - the element's name
    return visit(id, period={"start": end, "end": end}, **more)


def codes(*encounters: fhir.Json, **source: Any) -> list[str]:
    given = condition("M86.50", "a", encounter=ref("Encounter/a")), condition("I10", "b", encounter=ref("Encounter/b"))
    return [one.code for one in read(*encounters, *given, encounter_id=None, **source).encounter.diagnoses]


A, B = ["M86.50"], ["I10"]


@pytest.mark.parametrize(
    ("encounters", "expected"),
    [
        ([ended("a", "2026-05-21")], A),
        ([ended("a", "2026-05-20")], []),
        ([ended("a", "2026-06-01"), ended("b", "2026-06-02")], B),
        ([ended("a", "2026-06-02"), ended("b", "2026-06-02")], []),  # equally new
        ([visit("a", status="in-progress", period={"start": "2025-01-01"}), ended("b", "2026-06-19")], A),
        ([visit("a", status="in-progress"), visit("b", status="in-progress")], []),
        ([visit("a", status="cancelled", period={"start": "2026-06-19"}), ended("b", "2026-06-02")], B),
        ([visit("a", status="planned", period={"start": "2026-06-25"}), ended("b", "2026-06-02")], B),
        ([visit("a", period={"start": "2026-05-21"})], A),  # finished, without an end
        ([visit("a", period={"start": "2026-05-20"})], []),
        ([], []),  # no Encounter and no day
    ],
)
def test_the_newest_encounter_that_is_open_or_ended_lately_counts(
    encounters: list[fhir.Json], expected: list[str]
) -> None:
    assert codes(*encounters) == expected


def test_the_draft_orders_name_the_encounter() -> None:
    drafts = fhir.bundle(fhir.order(encounter=ref("Encounter/a")), fhir.order("o2", encounter=ref("Encounter/a")))
    assert codes(ended("a", "2020-01-01"), ended("b", "2026-06-19"), draft_orders=drafts) == A


def test_draft_orders_of_two_encounters_name_none() -> None:
    drafts = fhir.bundle(fhir.order(encounter=ref("Encounter/a")), fhir.order("o2", encounter=ref("Encounter/b")))
    assert codes(ended("b", "2026-06-19"), draft_orders=drafts) == []


@pytest.mark.parametrize(("recorded", "is_read"), [("2026-05-21", True), ("2026-05-20", False), (None, False)])
def test_an_encounter_that_was_not_received_is_dated_by_its_conditions(recorded: str | None, is_read: bool) -> None:  # noqa: FBT001 - a column of the cases
    given = condition(encounter=ref("Encounter/x"), recordedDate=recorded)
    assert bool(read(given, encounter_id=None).encounter.diagnoses) == is_read


def test_the_days_of_the_encounter_are_those_of_the_call() -> None:
    chart = read(ended("a", "2026-06-01"), condition(encounter=ref("Encounter/a")), encounter_id=None)
    assert chart.encounter.date_of_service.isoformat() == "2026-06-01"


def test_items_of_the_problem_list_count_without_any_encounter() -> None:
    given = condition(encounter=None, category=[status("problem-list-item")])
    assert [one.code for one in read(given, encounter_id=None).encounter.diagnoses] == ["M86.50"]
