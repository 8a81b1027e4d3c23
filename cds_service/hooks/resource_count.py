"""How many resources a call brings, so that the work for one call is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.errors import TooManyResourcesError
from cds_service.fhir_client.bundle_answer import resources_in

if TYPE_CHECKING:
    from collections.abc import Iterable


def may_hold_more(body: bytes, limit: int) -> bool:
    """Return whether a JSON text can hold more than `limit` resources: each is an object, with its own brace."""
    return body.count(b"{") > limit


def check_resource_count(values: Iterable[object], limit: int) -> None:
    """Count the resources of Bundles and of resources by themselves.

    :raises TooManyResourcesError: there are more than `limit`.
    """
    count = 0
    for value in values:
        for _ in resources_in(value):
            count += 1
            if count > limit:
                raise TooManyResourcesError(f"more than {limit} resources; narrow the prefetch queries")
