"""The CDS services on offer, one line each. A service has one id and answers one hook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds_service.errors import UnknownServiceError
from cds_service.hooks.gathering.chart_queries import needs

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class CdsService:
    """One entry of the discovery document (CDS Hooks, "Discovery").

    `hook_version` is the version of the hook's published definition. `is_quiet`: only issues that the chart
    answers are shown.
    """

    id: str
    hook: str
    hook_version: str
    title: str
    description: str
    is_quiet: bool = False


SPECIFICATION = "3.0.0"
"""The version of CDS Hooks that the services are written for; clients of 2.0 pass over the attribute."""

_USAGE = (
    "Works from prefetch alone, or with fhirServer and fhirAuthorization. Conditions are required; the "
    "encounter, procedures, cultures, reports and notes are optional."
)

_REVIEWS = "Reviews the encounter's ICD-10-CM codes against the official tabular list"

SERVICES: Sequence[CdsService] = (
    CdsService(
        id="coding-review-order-sign",
        hook="order-sign",
        hook_version="1.0",
        title="ICD-10-CM coding review at order signing",
        description=(
            f"{_REVIEWS} when orders are "
            "signed: site, side, organism, codes that exclude each other, incomplete and invalid codes."
        ),
    ),
    CdsService(
        id="coding-review-order-select",
        hook="order-select",
        hook_version="1.0",
        title="ICD-10-CM coding review at order selection",
        description=(
            f"{_REVIEWS} while orders are selected, with the selected ones first. Orders are unfinished then: only "
            "what the chart documents, or the words of an order say, is shown."
        ),
        is_quiet=True,
    ),
    CdsService(
        id="coding-review-patient-view",
        hook="patient-view",
        hook_version="1.0",
        title="ICD-10-CM coding review in the chart",
        description=(
            f"{_REVIEWS} when a chart is opened or, where the client names the trigger, when a diagnosis or problem "
            "is entered. A setting of the service says which triggers get cards."
        ),
    ),
    CdsService(
        id="coding-review-encounter-start",
        hook="encounter-start",
        hook_version="1.0",
        title="ICD-10-CM coding review at the start of an encounter",
        description=(
            f"{_REVIEWS} when an encounter is opened: the diagnoses that it begins with. Little is documented then: "
            "only what the chart documents is shown."
        ),
        is_quiet=True,
    ),
    CdsService(
        id="coding-review-encounter-discharge",
        hook="encounter-discharge",
        hook_version="1.0",
        title="ICD-10-CM coding review at discharge",
        description=f"{_REVIEWS} at discharge: all rules, all diagnoses of the encounter and their sequence.",
    ),
    CdsService(
        id="coding-review-problem-list-item-create",
        hook="problem-list-item-create",
        hook_version="0.1.0",
        title="ICD-10-CM coding review of new problems",
        description=(
            "Reviews the ICD-10-CM codes of the Conditions that are about to be added to the problem list, alone and "
            "against the problems already on it."
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
                "hookVersion": service.hook_version,
                "version": SPECIFICATION,
                "title": service.title,
                "description": service.description,
                "id": service.id,
                "prefetch": prefetch,
                "usageRequirements": _USAGE,
            }
            for service in SERVICES
        ]
    }
