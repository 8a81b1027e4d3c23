"""What a CDS client does with an accepted suggestion: its actions, carried out on the resources of the request.

The actions of a suggestion belong together and are carried out like a FHIR transaction: deletes, creates, updates
(CDS Hooks, "Suggestion").
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ORDER = ("delete", "create", "update")


class CannotAcceptError(Exception):
    """An action of the suggestion cannot be carried out on the request."""


@dataclass(frozen=True, slots=True)
class Change:
    """A resource before and after; None = it was not there, or is no more."""

    reference: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request after a suggestion was accepted, and what changed."""

    document: dict[str, Any]
    changes: tuple[Change, ...]


def accept(document: Mapping[str, Any], suggestion: Mapping[str, Any]) -> Accepted:
    """Return the hook call as the client would send it next.

    :raises CannotAcceptError: an action is not valid, or about a resource that is not in the request.
    """
    changed = copy.deepcopy(dict(document))
    listed = suggestion.get("actions")
    if not isinstance(listed, list) or not all(map(_is_action, listed)):
        raise CannotAcceptError("an action of the suggestion cannot be read")
    actions = sorted(listed, key=lambda action: _ORDER.index(action["type"]))
    return Accepted(changed, tuple(_carry_out(action, changed) for action in actions))


def _is_action(action: object) -> bool:
    """Return whether an action has what its type needs (CDS Hooks, "Action")."""
    if not isinstance(action, dict) or action.get("type") not in _ORDER:
        return False
    if action["type"] == "delete":
        return isinstance(action.get("resourceId"), str)
    resource = action.get("resource")
    return isinstance(resource, dict) and isinstance(resource.get("resourceType"), str)


def _carry_out(action: Mapping[str, Any], document: dict[str, Any]) -> Change:
    match action["type"]:
        case "delete":
            return _delete(action["resourceId"], document)
        case "create":
            return _create(copy.deepcopy(action["resource"]), document)
        case _:
            return _update(copy.deepcopy(action["resource"]), document)


def _delete(reference: str, document: dict[str, Any]) -> Change:
    holder, key, before = _find(reference, document)
    if isinstance(holder, list):
        holder.pop(key)
    else:
        del holder[key]
    for encounter in _of_type("Encounter", document):
        listed = encounter.get("diagnosis")
        if isinstance(listed, list):
            encounter["diagnosis"] = [each for each in listed if not _names(each, reference)]
    return Change(reference, before, None)


def _update(resource: dict[str, Any], document: dict[str, Any]) -> Change:
    reference = f"{resource.get('resourceType')}/{resource.get('id')}"
    holder, key, before = _find(reference, document)
    if isinstance(holder, list):
        holder[key]["resource"] = resource
    else:
        holder[key] = resource
    return Change(reference, before, resource)


def _create(resource: dict[str, Any], document: dict[str, Any]) -> Change:
    """Add a resource under the id that a server would give it, and list it last among the encounter's diagnoses."""
    taken = {each.get("id") for each in _of_type(resource["resourceType"], document)}
    number = next(number for number in range(1, len(taken) + 2) if f"new-{number}" not in taken)
    resource = {"resourceType": resource["resourceType"], "id": f"new-{number}", **resource}
    reference = f"{resource['resourceType']}/{resource['id']}"
    _home(resource["resourceType"], document).append({"resource": resource})
    for encounter in _of_type("Encounter", document):
        listed = encounter.get("diagnosis")
        if isinstance(listed, list) and listed and _is_of(resource, encounter):
            listed.append(_listed_last(listed, reference))
    return Change(reference, None, resource)


def _is_of(resource: Mapping[str, Any], encounter: Mapping[str, Any]) -> bool:
    named = resource.get("encounter")
    return isinstance(named, dict) and str(named.get("reference", "")).endswith(f"Encounter/{encounter.get('id')}")


def _listed_last(listed: list[Any], reference: str) -> dict[str, Any]:
    """Return the entry of Encounter.diagnosis that goes after those there are, of the same use as the last of them."""
    others = [each for each in listed if isinstance(each, dict)]
    entry: dict[str, Any] = {"condition": {"reference": reference}}
    if others and "use" in others[-1]:
        entry["use"] = others[-1]["use"]
    ranks = [each["rank"] for each in others if isinstance(each.get("rank"), int)]
    return entry | ({"rank": max(ranks) + 1} if ranks else {})


def _home(kind: str, document: dict[str, Any]) -> list[Any]:
    """Return the entries of the prefetched Bundle that holds resources of a type; of a new one where none does."""
    prefetch = document.setdefault("prefetch", {})
    for bundle in filter(_is_bundle, prefetch.values()):
        if any(_resource(entry).get("resourceType") == kind for entry in bundle["entry"]):
            bundle.pop("total", None)
            held: list[Any] = bundle["entry"]
            return held
    entries: list[Any] = []
    key = "conditions" if kind == "Condition" else kind.lower()
    prefetch[key] = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    return entries


def _find(reference: str, document: dict[str, Any]) -> tuple[Any, Any, Mapping[str, Any]]:
    """Return where a resource stands: what holds it, under which key or index, and the resource.

    :raises CannotAcceptError: it is not in the request.
    """
    for holder, key, resource in _places(document):
        if f"{resource.get('resourceType')}/{resource.get('id')}" == reference:
            return holder, key, resource
    raise CannotAcceptError(f"{reference} is not in the request: it came from the FHIR server")


def _places(document: dict[str, Any]) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    context, prefetch = document.get("context"), document.get("prefetch")
    for holder in (prefetch, context):
        if not isinstance(holder, dict):
            continue
        for key, value in holder.items():
            if _is_bundle(value):
                for index, entry in enumerate(value["entry"]):
                    if _resource(entry):
                        yield value["entry"], index, entry["resource"]
            elif isinstance(value, dict) and "resourceType" in value:
                yield holder, key, value


def _of_type(kind: str, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (resource for _, _, resource in _places(document) if resource.get("resourceType") == kind)


def _is_bundle(value: object) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == "Bundle" and isinstance(value.get("entry"), list)


def _resource(entry: object) -> dict[str, Any]:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return resource if isinstance(resource, dict) else {}


def _names(listed: object, reference: str) -> bool:
    condition = listed.get("condition") if isinstance(listed, dict) else None
    return isinstance(condition, dict) and str(condition.get("reference", "")).endswith(reference)
