"""How prefetch answers the needs of a review, in every state that CDS Hooks knows."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.fhir_client.bundle_answer import Answer, State
from cds_service.hooks.gathering.chart_queries import Need, needs
from cds_service.hooks.gathering.prefetch import prefetched_answer
from cds_service.hooks.hook_request import HookContext

CONTEXT = HookContext("Practitioner/1", "p1", "e1")
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
WARNING = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "informational"}]}
CONDITION = {"resourceType": "Condition", "id": "1"}
VITALS = {"resourceType": "Observation", "id": "v", "category": [{"coding": [{"code": "vital-signs"}]}]}
CULTURE = {"resourceType": "Observation", "id": "c", "code": {"coding": [{"code": "6463-4"}]}}
LABORATORY = {"resourceType": "Observation", "id": "l", "category": [{"coding": [{"code": "laboratory"}]}]}


def bundle(*resources: Any, next_page: str = "", asked: str = "", total: int | None = None) -> dict[str, Any]:
    links = [{"relation": "next", "url": next_page}] if next_page else []
    links += [{"relation": "self", "url": asked}] if asked else []
    found: dict[str, Any] = {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}
    return found | ({"link": links} if links else {}) | ({} if total is None else {"total": total})


def need(name: str) -> Need:
    return next(each for each in needs() if each.name == name)


@pytest.mark.parametrize(
    ("prefetch", "state"),
    [
        ({}, State.MISSING),
        ({"conditions": None}, State.NONE),
        ({"conditions": OUTCOME}, State.FAILED),
        ({"conditions": WARNING}, State.FAILED),
        ({"conditions": CONDITION}, State.PRESENT),
        ({"conditions": bundle(CONDITION)}, State.PRESENT),
        ({"conditions": bundle()}, State.NONE),
        ({"conditions": {"resourceType": "Bundle"}}, State.NONE),
        ({"conditions": bundle(WARNING, total=0)}, State.NONE),
        ({"conditions": bundle(OUTCOME, total=0)}, State.FAILED),
        ({"conditions": bundle(CONDITION, WARNING)}, State.PRESENT),
        ({"conditions": bundle(bundle(CONDITION))}, State.PRESENT),
        ({"conditions": bundle(CONDITION, next_page="https://x/next")}, State.PAGED),
        ({"conditions": bundle(asked="Condition?patient={{context.patientId}}")}, State.MISSING),
        ({"conditions": bundle(asked="Condition?patient=%7b%7bcontext.patientId%7d%7d")}, State.MISSING),
        ({"conditions": bundle(total=7)}, State.MISSING),
        ({"conditions": {"resourceType": "Patient"}}, State.MISSING),
        ({"conditions": "text"}, State.MISSING),
        ({"conditions": 7}, State.MISSING),
        ({"conditions": [CONDITION]}, State.MISSING),
        ({"conditions": {}}, State.MISSING),
        ({"encounterDx": bundle(CONDITION)}, State.PRESENT),
        ({"encounterDx": bundle(CONDITION, next_page="https://x/next")}, State.PAGED),
        ({"encounterDx": bundle(asked="https://x/r4/Condition?patient=p1")}, State.NONE),
        ({"encounterDx": bundle(asked="https://x/r4/Procedure?patient=p1")}, State.MISSING),
        ({"encounterDx": bundle()}, State.MISSING),
        ({"encounterDx": None}, State.MISSING),
        ({"encounterDx": OUTCOME}, State.MISSING),
        ({"conditions": OUTCOME, "problems": bundle(CONDITION)}, State.PRESENT),
        (
            {"conditions": bundle(CONDITION), "problems": bundle(CONDITION, next_page="https://x/n")},
            State.PRESENT,
        ),
    ],
)
def test_state_of_conditions(prefetch: dict[str, Any], state: State) -> None:
    assert prefetched_answer(need("conditions"), prefetch, CONTEXT).state is state


@pytest.mark.parametrize(
    ("prefetch", "state"),
    [
        ({"vitals": bundle(VITALS)}, State.MISSING),
        ({"labs": bundle(LABORATORY)}, State.PRESENT),
        ({"labs": bundle(CULTURE)}, State.PRESENT),
        ({"cultures": bundle(VITALS)}, State.PRESENT),
        ({"micro": bundle({"resourceType": "DiagnosticReport"})}, State.PRESENT),
        (
            {"labs": bundle({"resourceType": "Observation", "code": 7, "category": "laboratory"})},
            State.MISSING,
        ),
    ],
)
def test_state_of_cultures(prefetch: dict[str, Any], state: State) -> None:
    assert prefetched_answer(need("cultures"), prefetch, CONTEXT).state is state


@pytest.mark.parametrize(
    ("prefetch", "state"),
    [
        ({"encounter": {"resourceType": "Encounter", "id": "e1"}}, State.PRESENT),
        ({"visit": {"resourceType": "Encounter", "id": "e1"}}, State.PRESENT),
        ({"encounter": {"resourceType": "Encounter", "id": "e2"}}, State.MISSING),
        ({"encounter": None}, State.NONE),
    ],
)
def test_state_of_the_encounter(prefetch: dict[str, Any], state: State) -> None:
    assert prefetched_answer(need("encounter"), prefetch, CONTEXT).state is state


def test_next_pages_are_handed_on() -> None:
    prefetch = {
        "dx": bundle(CONDITION, next_page="https://x/2"),
        "problems": bundle(CONDITION, next_page="https://x/3"),
    }
    answer = prefetched_answer(need("conditions"), prefetch, CONTEXT)
    assert answer == Answer(State.PAGED, ("https://x/2", "https://x/3"))


def test_nested_bundles_have_an_end() -> None:
    deep: Any = CONDITION
    for _ in range(500):
        deep = bundle(deep)
    assert prefetched_answer(need("conditions"), {"conditions": deep}, CONTEXT).state is State.NONE
