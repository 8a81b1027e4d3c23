"""`POST /cds-services/<id>`: one hook call (CDS Hooks, "Calling a CDS Service")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, request

from cds_service.hooks.call_log import CallRecord
from cds_service.web.authentication import authentication_ms, calling_client
from cds_service.web.hook_calls import check_media_type
from cds_service.web.json_response import json_response

if TYPE_CHECKING:
    from flask import Response

    from cds_service.limits.call_gate import CallGate
    from cds_service.web.hook_calls import HookCalls


def make_hook_call(calls: HookCalls, gate: CallGate) -> Blueprint:
    """Return the route that answers calls, as many at a time as the gate lets in."""
    routes = Blueprint("hook_call", __name__)

    @routes.post("/cds-services/<service_id>", strict_slashes=False)
    def call_service(service_id: str) -> Response:
        client = calling_client()
        record = CallRecord(client.name, calls.limit_s)
        g.request_id = record.request_id
        record.clock.durations_ms["authenticate"] = authentication_ms()
        return json_response(calls.answer(service_id, _json_body, record, client, gate.admit()))

    return routes


def _json_body() -> bytes:
    check_media_type(request.mimetype)
    return read_body()


def read_body() -> bytes:
    """Return the body.

    :raises RequestEntityTooLarge: it is larger than the settings allow.
    """
    body = request.get_data(cache=False)
    if request.content_length is None:
        # A body sent in chunks is cut off at the limit without a word; reading on from there is what raises.
        request.stream.read(1)
    return body
