"""Turns every error into an OperationOutcome with a fitting status (CDS Hooks, "HTTP Status Codes")."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, render_template, request
from werkzeug.exceptions import HTTPException

from cds_service.errors import CallError
from cds_service.observability.logs import log_failure
from cds_service.web.json_response import outcome_response

if TYPE_CHECKING:
    from flask import Flask

    from cds_service.observability.metrics import Metrics

_BY_STATUS = {
    400: ("invalid", "the request cannot be read"),
    404: ("not-found", "there is nothing at this address; GET /cds-services lists the services"),
    405: ("not-supported", "this address does not answer that method"),
    413: ("too-long", "the body is larger than this service accepts"),
}
_OTHER = ("processing", "the request was refused")


def _is_browser() -> bool:
    """Return whether a person asks: browsers prefer HTML, clients take JSON or anything."""
    return (
        request.method == "GET"
        and request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    )


def register_error_responses(app: Flask, metrics: Metrics) -> None:
    """Answer the errors of `app` with OperationOutcomes; faults of our own are logged and counted."""
    app.register_error_handler(CallError, fault_response)

    @app.errorhandler(HTTPException)
    def http_fault(fault: HTTPException) -> Response:
        status = fault.code or 500
        if status == HTTPStatus.NOT_FOUND and _is_browser():
            return Response(render_template("absent.html", what="There is no page at this address."), status)
        response = outcome_response(status, *_BY_STATUS.get(status, _OTHER))
        for name, value in fault.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                response.headers[name] = value
        return response

    app.register_error_handler(Exception, lambda error: failure_response(error, metrics))


def fault_response(fault: CallError) -> Response:
    """Return the answer to a call that is at fault itself."""
    response = outcome_response(fault.status, fault.issue_code, str(fault))
    if fault.retry_after_s is not None:
        response.headers["Retry-After"] = str(math.ceil(fault.retry_after_s))
    return response


def failure_response(error: Exception, metrics: Metrics) -> Response:
    """Return the answer to a call that met a fault of our own, which is logged and counted."""
    log_failure(error)
    metrics.failure()
    return outcome_response(500, "exception", "the service failed; nothing was reviewed")
