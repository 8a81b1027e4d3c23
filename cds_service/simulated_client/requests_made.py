"""The hook calls of the simulated client: made-up charts, from which each prefetch template is filled."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from cds_service.examples import load_examples

if TYPE_CHECKING:
    from collections.abc import Mapping

# Contexts that every client sends, by hook (HL7 CDS Hooks Library).
_KEPT = {
    "order-sign": ("draftOrders",),
    "order-select": ("draftOrders", "selections"),
    "problem-list-item-create": ("conditions",),
}
_TOKEN = re.compile(r"\{\{\s*context\.([A-Za-z]+)\s*\}\}")
_TYPE = re.compile(r"([A-Z][A-Za-z]+)[/?]")


@cache
def _chart(hook: str) -> Mapping[str, Any]:
    """Return an example call of a hook; of a hook without one, that of order-sign."""
    calls = [orjson.loads(each.read()) for each in load_examples() if each.status == 200 and each.group != "faults"]
    usual = next(call for call in calls if call.get("hook") == "order-sign" and "encounterId" in call["context"])
    found: Mapping[str, Any] = next((call for call in calls if call.get("hook") == hook), usual)
    return found


def hook_call(service: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call of a service of the discovery document, complete in itself: nothing has to be fetched."""
    hook, chart = service["hook"], _chart(service["hook"])
    kept = {name: chart["context"][name] for name in _KEPT.get(hook, ()) if name in chart["context"]}
    context = {
        "userId": "Practitioner/simulated",
        "patientId": chart["context"]["patientId"],
        "encounterId": chart["context"].get("encounterId", "simulated"),
    }
    prefetch = {key: _filled(template, context, chart) for key, template in service.get("prefetch", {}).items()}
    return {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "context": context | kept,
        "prefetch": {key: value for key, value in prefetch.items() if value is not _SKIPPED},
    }


_SKIPPED = object()


def _filled(template: str, context: Mapping[str, str], chart: Mapping[str, Any]) -> object:
    """Return the answer to a template; a template that the client cannot resolve is left out, as clients do."""
    query = _TOKEN.sub(lambda token: context.get(token[1], token[0]), template)
    kind = _TYPE.match(query)
    if kind is None or "{{" in query:
        return _SKIPPED
    resources = [each for each in _resources(chart.get("prefetch", {})) if each.get("resourceType") == kind[1]]
    if "?" not in query:
        return next((each for each in resources if f"{kind[1]}/{each.get('id')}" == query), None)
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [{"resource": each} for each in resources],
    }


def _resources(prefetch: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for value in prefetch.values():
        if isinstance(value, dict) and value.get("resourceType") == "Bundle":
            found += [entry["resource"] for entry in value.get("entry", []) if "resource" in entry]
        elif isinstance(value, dict):
            found.append(value)
    return found
