"""Errors on the wire: a FHIR OperationOutcome, built and checked by fhir.resources (R4B)."""

from __future__ import annotations

import orjson
from fhir.resources.R4B.operationoutcome import OperationOutcome


def operation_outcome(issue_code: str, diagnostics: str) -> bytes:
    """Return the JSON of an OperationOutcome with one error; `issue_code` is of the IssueType value set."""
    issue = {"severity": "error", "code": issue_code, "diagnostics": diagnostics}
    outcome: OperationOutcome = OperationOutcome.model_validate({"issue": [issue]})
    return orjson.dumps(outcome.model_dump(exclude_none=True))
