"""`coding-cards review --validate`: what FHIR R4B says of each resource, by fhir.resources.

The review itself reads tolerantly and does not depend on this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from cds_service.fhir_client.bundle_answer import resources_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds_service.hooks.hook_request import HookRequest


def faults_of(request: HookRequest) -> tuple[str, ...]:
    """Return the faults of every resource of a call: its reference, the path of the element, the fault."""
    return tuple(fault for resource in _resources(request) for fault in resource_faults(resource))


def resource_faults(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the faults of one resource."""
    kind, name = (
        resource.get("resourceType"),
        f"{resource.get('resourceType')}/{resource.get('id', '(no id)')}",
    )
    try:
        model = get_fhir_model_class(str(kind))
    except ValueError:  # what fhir.resources raises for a type that it does not know
        return (f"{name}: no resource type of R4B",)
    try:
        model.model_validate(dict(resource))
    except ValidationError as error:
        return tuple(
            f"{name}: {'.'.join(str(step) for step in fault['loc']) or '(resource)'}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        )
    return ()


def _resources(request: HookRequest) -> Iterator[Mapping[str, Any]]:
    for value in (*request.prefetch.values(), request.context.draft_orders, request.context.conditions):
        yield from resources_in(value)
