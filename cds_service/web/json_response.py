"""JSON answers, written by orjson."""

from __future__ import annotations

import orjson
from flask import Response

from cds_service.web.operation_outcome import operation_outcome


def json_response(document: object, status: int = 200) -> Response:
    """Return `document` as JSON."""
    return Response(orjson.dumps(document), status, mimetype="application/json")


def outcome_response(status: int, issue_code: str, diagnostics: str) -> Response:
    """Return an OperationOutcome as FHIR JSON."""
    return Response(operation_outcome(issue_code, diagnostics), status, mimetype="application/fhir+json")
