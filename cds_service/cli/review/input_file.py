"""What `coding-cards review` reads: a hook call, or a chart as a plain FHIR Bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from cds_service.errors import MalformedRequestError
from cds_service.fhir_client.bundle_answer import resources_in
from cds_service.hooks.hook_request import read_hook_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_service.hooks.hook_request import HookRequest

_ORDERS = frozenset(
    {"ServiceRequest", "MedicationRequest", "DeviceRequest", "NutritionOrder", "VisionPrescription"},
)


def read_example(body: bytes) -> HookRequest:
    """Return the hook call in `body`; a Bundle is read as a chart whose draft orders are being signed.

    :raises MalformedRequestError: it is neither.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"not JSON (line {error.lineno}, column {error.colno})") from None
    if isinstance(document, dict) and document.get("resourceType") == "Bundle":
        document = _call_for(document)
    return read_hook_request(document)


def _call_for(chart: dict[str, Any]) -> dict[str, Any]:
    """Return an order-sign call about the resources of a Bundle."""
    resources = list(resources_in(chart))
    drafts = [each for each in resources if each.get("resourceType") in _ORDERS and each.get("status") == "draft"]
    encounters = [each.get("id") for each in resources if each.get("resourceType") == "Encounter"]
    patients = {
        reference.removeprefix("Patient/")
        for each in resources
        if isinstance(reference := _subject(each), str) and reference.startswith("Patient/")
    }
    if len(patients) != 1:
        raise MalformedRequestError(f"a Bundle must hold the chart of one patient; this one names {len(patients)}")
    context: dict[str, Any] = {
        "userId": "Practitioner/none",
        "patientId": patients.pop(),
        "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": each} for each in drafts]},
    }
    if len(encounters) == 1:
        context["encounterId"] = encounters[0]
    conditions = [each for each in resources if each.get("resourceType") == "Condition"]
    others = [each for each in resources if each not in drafts and each not in conditions]
    return {
        "hook": "order-sign",
        "hookInstance": "example",
        "context": context,
        "prefetch": {
            "conditions": {"resourceType": "Bundle", "entry": [{"resource": each} for each in conditions]},
            "chart": {"resourceType": "Bundle", "entry": [{"resource": each} for each in others]},
        },
    }


def _subject(resource: Mapping[str, Any]) -> object:
    subject = resource.get("subject")
    return subject.get("reference") if isinstance(subject, dict) else None
