"""`POST /cds-services/<id>`: one hook call (CDS Hooks, "Calling a CDS Service")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request
from werkzeug.exceptions import HTTPException

from cds_service.call import answer_call
from cds_service.call_log import CallRecord
from cds_service.errors import CallError, WrongMediaTypeError
from cds_service.json_response import json_response

if TYPE_CHECKING:
    from flask import Response

    from cds_service.call import Reviewer


def make_hook_call(reviewer: Reviewer) -> Blueprint:
    """Return the route that answers calls with this reviewer."""
    routes = Blueprint("hook_call", __name__)

    @routes.post("/cds-services/<service_id>", strict_slashes=False)
    def call_service(service_id: str) -> Response:
        record = CallRecord()
        status, outcome = 500, "failure"
        try:
            _check_media_type(request.mimetype)
            answer = answer_call(service_id, _read_body(), reviewer, record)
            status, outcome = 200, "cards" if answer["cards"] else "no cards"
        except CallError as fault:
            status, outcome = fault.status, type(fault).__name__
            raise
        except HTTPException as fault:
            status, outcome = fault.code or 500, type(fault).__name__
            raise
        finally:
            record.write(status, outcome)
        return json_response(answer)

    return routes


def _read_body() -> bytes:
    """Return the body.

    :raises RequestEntityTooLarge: it is larger than the settings allow.
    """
    body = request.get_data(cache=False)
    if request.content_length is None:
        # A body sent in chunks is cut off at the limit without a word; reading on from there is what raises.
        request.stream.read(1)
    return body


def _check_media_type(mimetype: str) -> None:
    """Refuse a body that is declared as something other than JSON; one that is not declared is read as JSON.

    :raises WrongMediaTypeError: it is.
    """
    if mimetype not in {"", "application/json"} and not mimetype.endswith("+json"):
        raise WrongMediaTypeError("send the hook call as application/json")
