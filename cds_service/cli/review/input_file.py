"""What `coding-cards review` reads: a hook call, or a chart as a FHIR Bundle or a bare resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from cds_service.errors import MalformedRequestError
from cds_service.hooks.hook_request import read_hook_request
from cds_service.limits.json_depth import is_too_deep
from fhir_mappings.chart.bundles import INCOMPLETE_SEARCH, says_incomplete
from fhir_mappings.elements.bundle_references import resources_of
from fhir_mappings.elements.references import URN_UUID, without_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from cds_service.hooks.hook_request import HookRequest

_ORDERS = frozenset(
    {"ServiceRequest", "MedicationRequest", "DeviceRequest", "NutritionOrder", "VisionPrescription"},
)


def read_example(body: bytes) -> HookRequest:
    """Return the hook call in `body`; a Bundle or a bare resource is a chart whose draft orders are being signed.

    :raises MalformedRequestError: it is neither.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"not JSON (line {error.lineno}, column {error.colno})") from None
    if is_too_deep(document):
        raise MalformedRequestError("the body is nested too deeply")
    kind = document.get("resourceType") if isinstance(document, dict) else None
    if kind == "Bundle":
        document = _call_for(resources_of(document), lacks_some=says_incomplete(document))
    elif isinstance(kind, str) and "hook" not in document:
        document = _call_for([document], lacks_some=False)
    return read_hook_request(document)


def _call_for(resources: list[dict[str, Any]], *, lacks_some: bool) -> dict[str, Any]:
    """Return an order-sign call about the resources of a chart, which `lacks_some` where it says so."""
    drafts = [each for each in _of_types(resources, _ORDERS) if each.get("status") == "draft"]
    encounters = _of_types(resources, {"Encounter"})
    context: dict[str, Any] = {
        "userId": "Practitioner/none",
        "patientId": _only_patient(resources),
        "draftOrders": _bundle(drafts),
    }
    if len(encounters) == 1:
        context["encounterId"] = encounters[0].get("id")
    conditions = _of_types(resources, {"Condition"})
    others = [each for each in resources if each not in drafts and each not in conditions]
    return {
        "hook": "order-sign",
        "hookInstance": "example",
        "context": context,
        "prefetch": {"conditions": _bundle(conditions), "chart": _bundle(others)}
        | ({"incomplete": INCOMPLETE_SEARCH} if lacks_some else {}),
    }


def _of_types(resources: list[dict[str, Any]], types: AbstractSet[str]) -> list[dict[str, Any]]:
    return [each for each in resources if each.get("resourceType") in types]


def _bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}


def _only_patient(resources: list[dict[str, Any]]) -> str:
    """Return the id of the one patient whose chart it is.

    :raises MalformedRequestError: there is none, or more than one.
    """
    patients = {patient for each in resources if (patient := _patient_of(each))}
    if len(patients) != 1:
        raise MalformedRequestError(f"a file must hold the chart of one patient; this one names {len(patients)}")
    return patients.pop()


def _patient_of(resource: Mapping[str, Any]) -> str:
    """Return the id of the patient that a resource is about, "" for none; "urn:uuid:" names the patient by its id."""
    subject = resource.get("subject" if "subject" in resource else "patient")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    if not isinstance(reference, str):
        return ""
    if reference.lower().startswith(URN_UUID):
        return reference[len(URN_UUID) :]
    kind, _, own = without_version(reference).rpartition("/")
    return own if kind.rpartition("/")[2] == "Patient" else ""
