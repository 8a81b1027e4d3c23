from __future__ import annotations

from typing import Any

import pytest

from cds_service.pages.workbench.accepting import CannotAcceptError, accept


def call(**prefetch: Any) -> dict[str, Any]:
    return {"hook": "order-sign", "context": {"patientId": "1"}, "prefetch": prefetch}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "total": len(resources),
        "entry": [{"resource": resource} for resource in resources],
    }


CONDITION = {"resourceType": "Condition", "id": "a", "code": {"text": "old"}}
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e",
    "diagnosis": [
        {"condition": {"reference": "Condition/a"}, "rank": 1},
        {"condition": {"reference": "https://example.org/Condition/b"}, "rank": 2},
    ],
}


def test_update_puts_the_resource_in_its_place() -> None:
    document = call(conditions=bundle(CONDITION))
    new = {**CONDITION, "code": {"text": "new"}}
    accepted = accept(document, {"actions": [{"type": "update", "resource": new}]})
    assert accepted.document["prefetch"]["conditions"]["entry"] == [{"resource": new}]
    assert (accepted.changes[0].reference, accepted.changes[0].before, accepted.changes[0].after) == (
        "Condition/a",
        CONDITION,
        new,
    )
    assert document["prefetch"]["conditions"]["entry"][0]["resource"] == CONDITION


def test_delete_takes_it_off_the_encounter_too() -> None:
    document = call(encounter=ENCOUNTER, conditions=bundle(CONDITION, {"resourceType": "Condition", "id": "b"}))
    accepted = accept(document, {"actions": [{"type": "delete", "resourceId": "Condition/b"}]})
    prefetch = accepted.document["prefetch"]
    assert [entry["resource"]["id"] for entry in prefetch["conditions"]["entry"]] == ["a"]
    assert prefetch["encounter"]["diagnosis"] == [{"condition": {"reference": "Condition/a"}, "rank": 1}]


def test_create_gets_an_id_and_the_last_rank() -> None:
    new = {"resourceType": "Condition", "encounter": {"reference": "Encounter/e"}}
    accepted = accept(
        call(encounter=ENCOUNTER, conditions=bundle(CONDITION)), {"actions": [{"type": "create", "resource": new}]}
    )
    prefetch = accepted.document["prefetch"]
    assert prefetch["conditions"]["entry"][1]["resource"] == {"resourceType": "Condition", "id": "new-1", **new}
    assert prefetch["encounter"]["diagnosis"][-1] == {"condition": {"reference": "Condition/new-1"}, "rank": 3}
    again = accept(accepted.document, {"actions": [{"type": "create", "resource": new}]})
    assert again.changes[0].reference == "Condition/new-2"


def test_create_makes_the_bundle_where_there_is_none() -> None:
    accepted = accept(call(), {"actions": [{"type": "create", "resource": {"resourceType": "Condition"}}]})
    assert accepted.document["prefetch"]["conditions"]["entry"][0]["resource"]["id"] == "new-1"


def test_new_conditions_of_the_context_are_found() -> None:
    document = call() | {"context": {"patientId": "1", "conditions": bundle(CONDITION)}}
    new = {**CONDITION, "code": {"text": "new"}}
    accepted = accept(document, {"actions": [{"type": "update", "resource": new}]})
    assert accepted.document["context"]["conditions"]["entry"] == [{"resource": new}]


def test_actions_of_a_suggestion_are_all_carried_out() -> None:
    accepted = accept(
        call(conditions=bundle(CONDITION)),
        {
            "actions": [
                {"type": "create", "resource": {"resourceType": "Condition"}},
                {"type": "delete", "resourceId": "Condition/a"},
            ]
        },
    )
    assert [change.reference for change in accepted.changes] == ["Condition/a", "Condition/new-1"]


@pytest.mark.parametrize(
    "action",
    [
        {"type": "update", "resource": {"resourceType": "Condition", "id": "elsewhere"}},
        {"type": "delete", "resourceId": "Condition/elsewhere"},
        {"type": "delete"},
        {"type": "explode", "resourceId": "Condition/a"},
        {"type": "create", "resource": "Condition"},
        {"type": "create", "resource": {"id": "a"}},
        "delete",
        None,
    ],
)
def test_what_cannot_be_carried_out_is_said(action: Any) -> None:
    with pytest.raises(CannotAcceptError):
        accept(call(conditions=bundle(CONDITION)), {"actions": [action]})


def test_odd_requests_do_no_harm() -> None:
    odd = {"prefetch": {"a": [1], "b": None, "c": bundle(), "d": {"resourceType": "Bundle", "entry": [1, None, {}]}}}
    accepted = accept(odd, {"actions": [{"type": "create", "resource": {"resourceType": "Condition"}}]})
    assert accepted.changes[0].reference == "Condition/new-1"
