"""Takes the resources out of a Bundle so that their references hold outside of it.

Within a Bundle a reference may be a fullUrl ("urn:uuid:...", FHIR "Resolving references in Bundles"), and a resource
may have no id but that. Outside, a reference is "Type/id".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir_mappings.elements.references import URN_UUID, comparable_url, without_version

if TYPE_CHECKING:
    from collections.abc import Iterator

_Resource = dict[str, Any]


def resources_of(bundle: _Resource) -> list[_Resource]:
    """Return the resources of a Bundle and of the Bundles in it, with relative references; none is changed in place."""
    names: dict[str, str] = {}
    found: list[_Resource] = []
    for resource, full_url in _entries(bundle):
        own, kind = resource.get("id"), resource.get("resourceType")
        if full_url and not own and full_url.lower().startswith(URN_UUID):
            own = full_url[len(URN_UUID) :]
            resource = {**resource, "id": own}  # noqa: PLW2901 - the entry as received stays as it is
        if full_url and type(own) is str and type(kind) is str:
            names[comparable_url(without_version(full_url))] = f"{kind}/{own}"
        found.append(resource)
    return [_with_names(resource, names) for resource in found] if names else found


def _entries(bundle: _Resource) -> Iterator[tuple[_Resource, str]]:
    """Yield the resources with their fullUrls, in the order of the Bundle."""
    waiting: list[_Resource] = [bundle]
    while waiting:
        entries = waiting.pop(0).get("entry")
        for entry in entries if type(entries) is list else ():
            resource = entry.get("resource") if type(entry) is dict else None
            if type(resource) is not dict:
                continue
            if resource.get("resourceType") == "Bundle":
                waiting.append(resource)
                continue
            full_url = entry.get("fullUrl")
            yield resource, full_url if type(full_url) is str else ""


def _with_names(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - JSON as received
    """Return JSON with the references that `names` explains replaced."""
    if type(value) is list:
        return [_with_names(each, names) for each in value]
    if type(value) is not dict:
        return value
    copy = {key: _with_names(each, names) for key, each in value.items() if key != "reference"}
    reference = value.get("reference")
    if type(reference) is str:
        copy["reference"] = names.get(comparable_url(without_version(reference.strip())), reference)
    elif "reference" in value:
        copy["reference"] = _with_names(reference, names)
    return copy
