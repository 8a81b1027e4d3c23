"""Step 2: bytes to `HookRequest`."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest

from cds_service.errors import MalformedRequestError, WrongHookError
from cds_service.hooks.hook_request import parse_hook_request


def call(**changes: Any) -> dict[str, Any]:
    """Return a right call with some top-level elements changed; `...` takes one away."""
    whole = {
        "hook": "order-sign",
        "hookInstance": "not-a-uuid",
        "fhirServer": "https://fhir.example.org/r4",
        "fhirAuthorization": {"access_token": "t0ken", "token_type": "Bearer", "expires_in": 300},
        "context": context(),
        "prefetch": {"conditions": None},
        "extension": {"org.example": 1},
        "unknown": [1, 2],
    }
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def context(**changes: Any) -> dict[str, Any]:
    whole = {
        "userId": "Practitioner/1",
        "patientId": "p1",
        "encounterId": "e1",
        "draftOrders": {"resourceType": "Bundle", "entry": []},
        "unknown": True,
    }
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def test_right_call_is_read_whole() -> None:
    request = parse_hook_request(orjson.dumps(call()))
    assert (request.hook, request.hook_instance) == ("order-sign", "not-a-uuid")
    assert (request.context.user_id, request.context.patient_id) == ("Practitioner/1", "p1")
    assert request.context.encounter_id == "e1"
    assert request.context.draft_orders == {"resourceType": "Bundle", "entry": []}
    assert (request.fhir_server, request.access_token) == ("https://fhir.example.org/r4", "t0ken")
    assert request.prefetch == {"conditions": None}
    assert request.extension == {"org.example": 1}


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (call(hook=...), "hook is missing"),
        (call(hook=1), "hook must be a string"),
        (call(hookInstance=...), "hookInstance is missing"),
        (call(hookInstance=""), "hookInstance is missing"),
        (call(hookInstance="  "), "hookInstance must be a string"),
        (call(context=...), "context is missing"),
        (call(context=[]), "context must be an object"),
        (call(context=context(patientId=...)), "context.patientId is missing"),
        (call(context=context(patientId=7)), "context.patientId must be a string"),
        (call(context=context(userId=7)), "context.userId must be a string"),
        (call(context=context(encounterId={})), "context.encounterId must be a string"),
        (call(context=context(draftOrders=...)), "context.draftOrders is missing"),
        (call(context=context(draftOrders=[])), "context.draftOrders must be a Bundle"),
        (
            call(context=context(draftOrders={"resourceType": "Patient"})),
            "context.draftOrders must be a Bundle",
        ),
        (call(prefetch=[]), "prefetch must be an object"),
        (call(fhirServer=1), "fhirServer must be a string"),
        (call(fhirAuthorization="x"), "fhirAuthorization must be an object"),
        (
            call(fhirAuthorization={"access_token": 1}),
            "fhirAuthorization.access_token must be a bearer token",
        ),
        (
            call(fhirAuthorization={"access_token": "a\r\nb"}),
            "fhirAuthorization.access_token must be a bearer token",
        ),
        (call(fhirAuthorization={"scope": "x"}), "fhirAuthorization.access_token is missing"),
        (call(hook="order-select"), "context.selections is missing"),
        (
            call(hook="order-select", context=context(selections=[1])),
            "context.selections must be an array of strings",
        ),
        (
            call(hook="encounter-discharge", context=context(encounterId=...)),
            "context.encounterId is missing",
        ),
        (call(hook="problem-list-item-create"), "context.conditions is missing"),
        ([], "the body must be a JSON object"),
        (None, "the body must be a JSON object"),
    ],
)
def test_fault_is_named_with_its_place(document: object, fault: str) -> None:
    with pytest.raises(MalformedRequestError) as raised:
        parse_hook_request(orjson.dumps(document))
    assert str(raised.value) == fault


@pytest.mark.parametrize(
    ("document", "user"),
    [
        (call(context=context(userId=...)), ""),
        (call(user="Practitioner/2", context=context(userId=...)), "Practitioner/2"),
        (call(user="Practitioner/2"), "Practitioner/1"),
    ],
)
def test_a_call_without_a_user_goes_on(document: object, user: str) -> None:
    assert parse_hook_request(orjson.dumps(document)).context.user_id == user


@pytest.mark.parametrize("document", [call(hook="order-sign", context={}), call(hook="order-sign", hookInstance=7)])
def test_another_hook_is_told_before_any_other_fault(document: object) -> None:
    with pytest.raises(WrongHookError, match="answers the hook encounter-discharge only"):
        parse_hook_request(orjson.dumps(document), "encounter-discharge")


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(MalformedRequestError) as raised:
        parse_hook_request(b'{"context": {"patientId": 1}}')
    assert str(raised.value) == ("hook is missing; hookInstance is missing; context.patientId must be a string")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": NaN}', b'"\\ud800"', b"[" * 5000])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedRequestError, match=r"\A(the body is not JSON \(line \d+, column \d+\))\Z"):
        parse_hook_request(body)


def test_what_could_not_be_written_again_is_refused() -> None:
    deep: Any = {}
    for _ in range(250):
        deep = {"extension": [deep]}
    with pytest.raises(MalformedRequestError, match="too deep"):
        parse_hook_request(b'{"prefetch":' + _text(deep) + b"}")


def _text(document: object) -> bytes:
    return json.dumps(document).encode()


def test_faults_quote_nothing_that_was_sent() -> None:
    with pytest.raises(MalformedRequestError) as raised:
        parse_hook_request(
            orjson.dumps(call(hook="Jane-Marker", context=context(draftOrders="Jane-Marker"), prefetch="x"))
        )
    assert "Marker" not in str(raised.value)


def test_reference_is_taken_for_the_id() -> None:
    sent = call(context=context(patientId="Patient/p1", encounterId="Encounter/e1"))
    read = parse_hook_request(orjson.dumps(sent)).context
    assert (read.patient_id, read.encounter_id) == ("p1", "e1")


def test_repr_holds_no_patient_data_and_no_token() -> None:
    shown = repr(parse_hook_request(orjson.dumps(call())))
    assert all(secret not in shown for secret in ("t0ken", "p1", "e1", "Practitioner/1"))
