"""Whatever stands wherever in a call: never a 500, and a fault in one resource changes nothing about another."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

_WORDS = [
    "Bundle",
    "Condition",
    "Encounter",
    "Observation",
    "Procedure",
    "ServiceRequest",
    "MedicationRequest",
    "OperationOutcome",
    "resourceType",
    "id",
    "code",
    "coding",
    "system",
    "entry",
    "resource",
    "reference",
    "display",
    "text",
    "bodySite",
    "extension",
    "valueCodeableConcept",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://snomed.info/sct",
    "M86.50",
    "M86.551",
    "E11.9",
    "12611008",
    "24028007",
    "115329001",
    "Condition/osteomyelitis",
    "Encounter/example",
    "2026-06-12",
    "2026-13-45",
    "final",
    "active",
    "component",
    "hasMember",
    "link",
    "next",
    "{{x}}",
]
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(_WORDS),
)
JSON = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_WORDS), st.text(max_size=5)), inner, max_size=5),
    ),
    max_leaves=12,
)
SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def post(app: Flask, call: object) -> TestResponse:
    body = orjson.dumps(call)
    return app.test_client().post("/cds-services/coding-review-order-sign", data=body, content_type="application/json")


def places(document: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value in a document."""
    found = [path] if path else []
    if isinstance(document, dict):
        return found + [place for key, value in document.items() for place in places(value, (*path, key))]
    if isinstance(document, list):
        return found + [place for index, value in enumerate(document) for place in places(value, (*path, index))]
    return found


def put(document: Any, path: tuple[str | int, ...], value: object) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


def check(answer: TestResponse) -> None:
    assert answer.status_code in {200, 400, 404, 412, 422}, answer.text
    assert ("cards" if answer.status_code == 200 else "issue") in orjson.loads(answer.data)


@given(call=JSON)
@SETTINGS
def test_arbitrary_body(app: Flask, call: object) -> None:
    check(post(app, call))


@given(data=st.data())
@SETTINGS
def test_arbitrary_value_in_any_place_of_a_call(app: Flask, osteomyelitis: dict[str, Any], data: st.DataObject) -> None:
    call = copy.deepcopy(osteomyelitis)
    for _ in range(data.draw(st.integers(1, 3))):
        put(call, data.draw(st.sampled_from(places(call))), data.draw(JSON))
    check(post(app, call))


@given(data=st.data())
@SETTINGS
def test_fault_in_one_resource_changes_nothing_about_another(
    app: Flask, osteomyelitis: dict[str, Any], data: st.DataObject
) -> None:
    call = copy.deepcopy(osteomyelitis)
    neighbor = call["prefetch"]["conditions"]["entry"][1]["resource"]
    fixed = {("resourceType",), ("id",)}
    place = data.draw(st.sampled_from([each for each in places(neighbor) if each not in fixed]))
    put(neighbor, place, data.draw(JSON))
    answer = post(app, call)
    assert answer.status_code == 200
    rules = {card["extension"]["org.coding-cards.issue"]["rule"] for card in orjson.loads(answer.data)["cards"]}
    # A neighbor whose code cannot be read may be the organism: nothing is concluded from its absence then.
    assert "UnspecifiedSite" in rules
