"""Whether the entries of a Bundle say that something is missing from it.

An entry without a resource, an entry of a batch that failed, and an OperationOutcome by which the server says that it
could not return everything (FHIR, "Search: outcome", issue types `incomplete` and `suppressed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fhir_mappings.elements.unread import Json

_ERRORS = frozenset(("error", "fatal"))
_NOT_ALL = frozenset(("incomplete", "suppressed", "forbidden", "timeout", "throttled", "too-costly", "transient"))
_DONE = ("2", "304")


def is_gap(entry: Json) -> bool:
    """Return whether an entry of a Bundle lacks its resource, or holds an outcome that says that some were left out."""
    resource = entry.get("resource", entry if "resourceType" in entry else None)
    if type(resource) is not dict:
        return not _needs_no_resource(entry)
    return resource.get("resourceType") == "OperationOutcome" and _says_so(resource)


def _needs_no_resource(entry: Json) -> bool:
    """Return whether an entry is that of a deletion, or the answer to a request that went well and returns nothing."""
    request, response = entry.get("request"), entry.get("response")
    if type(request) is dict and request.get("method") == "DELETE":
        return True
    status = response.get("status") if type(response) is dict else None
    return type(status) is str and status.startswith(_DONE)


def _says_so(outcome: Json) -> bool:
    issues = outcome.get("issue")
    found = [issue for issue in issues if type(issue) is dict] if type(issues) is list else []
    severities = {word for issue in found if type(word := issue.get("severity")) is str}
    codes = {word for issue in found if type(word := issue.get("code")) is str}
    return not (_ERRORS.isdisjoint(severities) and _NOT_ALL.isdisjoint(codes))
