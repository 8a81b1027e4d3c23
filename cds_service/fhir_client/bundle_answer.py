"""What the answer to a FHIR query says: no data, an error, a resource, or a Bundle that may be empty or paged."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ERRORS = ("fatal", "error")
_MAX_NESTING = 4


class State(StrEnum):
    """How far a value answers a need, weakest first."""

    MISSING = "missing"
    FAILED = "failed"
    NONE = "none"
    PAGED = "paged"
    PRESENT = "present"


class Answer(Struct, frozen=True):
    """How prefetch answers one need; `next_pages` are the links by which its Bundles go on."""

    state: State
    next_pages: tuple[str, ...] = ()


MISSING, PRESENT = Answer(State.MISSING), Answer(State.PRESENT)


def bundle_answer(value: object) -> Answer:
    """Return what a value says of itself, whatever it was asked for.

    MISSING where it is not FHIR at all, or the empty answer to a query whose tokens were left as they were.
    """
    if not isinstance(value, dict):
        return Answer(State.NONE) if value is None else MISSING
    kind = value.get("resourceType")
    if kind == "Bundle":
        return _of_bundle(value)
    if kind == "OperationOutcome":
        return Answer(State.FAILED)
    return PRESENT if isinstance(kind, str) else MISSING


def _of_bundle(value: Mapping[str, Any]) -> Answer:
    if next_page := link(value, "next"):
        return Answer(State.PAGED, (next_page,))
    for resource in resources_in(value):
        if resource.get("resourceType") != "OperationOutcome":
            return PRESENT
    if any(_is_error(resource) for resource in resources_in(value)):
        return Answer(State.FAILED)
    return Answer(State.MISSING if _is_no_proof(value) else State.NONE)


def resources_in(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the resources of a value: itself, or the entries of a Bundle (and of a batch's Bundles)."""
    if type(value) is not dict:
        return
    if value.get("resourceType") != "Bundle":
        yield value
        return
    entries = value.get("entry")
    if depth >= _MAX_NESTING or type(entries) is not list:
        return
    for entry in entries:
        resource = entry.get("resource") if type(entry) is dict else None
        if type(resource) is dict:
            if resource.get("resourceType") != "Bundle":
                yield resource
            else:
                yield from resources_in(resource, depth + 1)


def link(bundle: Mapping[str, Any], relation: str) -> str:
    """Return the URL of a Bundle's link, or ""."""
    links = bundle.get("link")
    for item in links if isinstance(links, list) else ():
        if isinstance(item, dict) and item.get("relation") == relation:
            url = item.get("url")
            return url if isinstance(url, str) else ""
    return ""


def _is_error(outcome: Mapping[str, Any]) -> bool:
    issues = outcome.get("issue")
    return isinstance(issues, list) and any(
        isinstance(issue, dict) and issue.get("severity") in _ERRORS for issue in issues
    )


def _is_no_proof(empty: Mapping[str, Any]) -> bool:
    """Return whether an empty Bundle proves nothing: its query still held a token, or it counts matches."""
    total, query = empty.get("total"), link(empty, "self").upper()
    return "{{" in query or "%7B%7B" in query or (isinstance(total, int) and total > 0)
