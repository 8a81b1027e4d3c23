"""The CDS services on offer, one line each. A service has one id and answers one hook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds_service.errors import UnknownServiceError
from cds_service.needs import needs

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class CdsService:
    """One entry of the discovery document (CDS Hooks, "Discovery")."""

    id: str
    hook: str
    title: str
    description: str


_USAGE = (
    "Works from prefetch alone, or with fhirServer and fhirAuthorization. Conditions are required; the "
    "encounter, procedures and cultures are used where they can be had."
)

SERVICES: Sequence[CdsService] = (
    CdsService(
        id="coding-review-order-sign",
        hook="order-sign",
        title="ICD-10-CM coding review at order signing",
        description=(
            "Reviews the encounter's ICD-10-CM codes against the official tabular list when orders are "
            "signed: site, side, organism, codes that exclude each other, incomplete and invalid codes."
        ),
    ),
)


def find_service(service_id: str) -> CdsService:
    """Return the service of that id.

    :raises UnknownServiceError: there is none.
    """
    for service in SERVICES:
        if service.id == service_id:
            return service
    raise UnknownServiceError("no service has this id; GET /cds-services lists those there are")


def discovery() -> dict[str, Any]:
    """Return the discovery document."""
    prefetch = {need.name: need.template for need in needs()}
    return {
        "services": [
            {
                "hook": service.hook,
                "title": service.title,
                "description": service.description,
                "id": service.id,
                "prefetch": prefetch,
                "usageRequirements": _USAGE,
            }
            for service in SERVICES
        ]
    }
