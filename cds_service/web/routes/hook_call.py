"""`POST /cds-services/<id>`: one hook call (CDS Hooks, "Calling a CDS Service")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, request
from werkzeug.exceptions import HTTPException

from cds_service.errors import CallError, StoreUnreachableError, WrongMediaTypeError
from cds_service.hooks.call_log import CallRecord
from cds_service.hooks.process_call import answer_call
from cds_service.hooks.recording import call_entry
from cds_service.web.authentication import authentication_ms, calling_client
from cds_service.web.json_response import json_response

if TYPE_CHECKING:
    from flask import Response

    from cds_service.clients.client import CdsClient
    from cds_service.hooks.process_call import Reviewer
    from cds_service.limits.call_gate import CallGate
    from cds_service.observability.metrics import Metrics
    from cds_service.store import Store


def make_hook_call(reviewer: Reviewer, gate: CallGate, metrics: Metrics, call_timeout_s: float) -> Blueprint:
    """Return the route that answers calls with this reviewer, as many at a time as the gate lets in."""
    routes = Blueprint("hook_call", __name__)
    by_client: dict[str, Reviewer] = {}

    def reviewer_for(client: CdsClient) -> Reviewer:
        found = by_client.get(client.name)
        if found is None:
            found = by_client[client.name] = reviewer.for_client(client)
        return found

    @routes.post("/cds-services/<service_id>", strict_slashes=False)
    def call_service(service_id: str) -> Response:
        client = calling_client()
        record = CallRecord(client.name, call_timeout_s)
        g.request_id = record.request_id
        record.clock.durations_ms["authenticate"] = authentication_ms()
        status, outcome = 500, "failure"
        try:
            check_media_type(request.mimetype)
            body = read_body()
            with gate.admit(), metrics.in_progress():
                answer = answer_call(service_id, body, reviewer_for(client), record)
            status, outcome = 200, record.outcome(answer)
        except CallError as fault:
            status, outcome = fault.status, type(fault).__name__
            raise
        except HTTPException as fault:
            status, outcome = fault.code or 500, type(fault).__name__
            raise
        finally:
            _record(record, status, outcome, reviewer.store, metrics)
        return json_response(answer)

    return routes


def read_body() -> bytes:
    """Return the body.

    :raises RequestEntityTooLarge: it is larger than the settings allow.
    """
    body = request.get_data(cache=False)
    if request.content_length is None:
        # A body sent in chunks is cut off at the limit without a word; reading on from there is what raises.
        request.stream.read(1)
    return body


def _record(record: CallRecord, status: int, outcome: str, store: Store | None, metrics: Metrics) -> None:
    """Write the log line of a call, count it, and hand it over to the store.

    :raises StoreUnreachableError: the store is strict, and the call could not be stored.
    """
    try:
        if store is not None and not store.record_call(call_entry(record, status, outcome)):
            record.counts["recorded"] = False
    except StoreUnreachableError:
        record.counts["recorded"] = False
        if status == 200:
            status, outcome = StoreUnreachableError.status, StoreUnreachableError.__name__
            raise
    finally:
        record.write(status, outcome)
        record.count(metrics, status, outcome)
        if store is not None:
            metrics.waiting(store.waiting)


def check_media_type(mimetype: str) -> None:
    """Refuse a body that is declared as something other than JSON; one that is not declared is read as JSON.

    :raises WrongMediaTypeError: it is.
    """
    if mimetype not in {"", "application/json"} and not mimetype.endswith("+json"):
        raise WrongMediaTypeError("send the hook call as application/json")
