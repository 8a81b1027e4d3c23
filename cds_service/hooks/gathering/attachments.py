"""Which attachments of reports and notes to fetch: those that name a URL and did not come with the call.

Only readable types of documents that may count, the newest first, a few for each call. The FHIR client fetches them
from the server of the call alone; what does not arrive in time is listed as unread, and the call is answered without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_service.fhir_client.bundle_answer import resources_in
from cds_service.fhir_client.client import Query
from fhir_mappings.documents.attachments import LARGEST
from fhir_mappings.documents.document_resources import MOST
from fhir_mappings.documents.plain_text import is_readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NEED = "attachments"
"""The name by which logs and metrics count fetches of attachments."""
_KINDS = ("Binary", "DiagnosticReport", "DocumentReference")
_DATES = ("effectiveDateTime", "date", "issued")


def attachment_queries(values: Iterable[object]) -> tuple[Query, ...]:
    """Return a query for each attachment that `values` (resources and Bundles) name by URL and do not hold."""
    resources = [
        resource for value in values for resource in resources_in(value) if resource.get("resourceType") in _KINDS
    ]
    if not resources:  # the usual case
        return ()
    found = _to_fetch(resources)
    newest = sorted(found.items(), key=lambda each: each[1][0], reverse=True)
    return tuple(Query(NEED, url, "Binary", kind, LARGEST) for url, (_, kind) in newest[:MOST])


def _to_fetch(resources: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return date and type of each attachment, by its URL, that is readable and not among the resources already."""
    held = {f"Binary/{resource.get('id')}" for resource in resources if resource.get("resourceType") == "Binary"}
    return {
        attachment["url"]: (_date(resource), attachment["contentType"])
        for resource in resources
        for attachment in _attachments(resource)
        if _is_to_fetch(attachment) and not attachment["url"].endswith(tuple(held))
    }


def _is_to_fetch(attachment: Mapping[str, Any]) -> bool:
    """Return whether an attachment names a URL, holds no data, and is of a type that is read."""
    url, kind = attachment.get("url"), attachment.get("contentType")
    return isinstance(url, str) and isinstance(kind, str) and attachment.get("data") is None and is_readable(kind)


def _attachments(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the attachments of a report or note, the elements of a wrong type left out."""
    match resource.get("resourceType"):
        case "DiagnosticReport":
            forms = resource.get("presentedForm")
        case "DocumentReference":
            contents = resource.get("content")
            contents = contents if isinstance(contents, list) else []
            forms = [content.get("attachment") for content in contents if isinstance(content, dict)]
        case _:
            forms = None
    for form in forms if isinstance(forms, list) else ():
        if isinstance(form, dict):
            yield form


def _date(resource: Mapping[str, Any]) -> str:
    """Return the date of a document as it is written; dates of one server compare as text."""
    return next((value for key in _DATES if isinstance(value := resource.get(key), str)), "")
