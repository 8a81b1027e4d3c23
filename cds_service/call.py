"""One hook call, from bytes to the answer: the eight steps in their order, each timed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cards import deck_to_response, silence
from cds_service.errors import WrongHookError
from cds_service.gather import gather
from cds_service.hook_request import parse_hook_request
from cds_service.review_steps import review_source
from cds_service.services import find_service
from fhir_mappings.chart import ChartSource

if TYPE_CHECKING:
    from datetime import date

    from cards import DeckOptions
    from cds_service.call_log import CallRecord
    from cds_service.fhir_client import FhirClient
    from cds_service.fhir_servers import AllowedServers
    from cds_service.gather import Prefetched
    from cds_service.hook_request import HookRequest
    from icd10cm.releases import Releases


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What every call needs and none changes: the releases, the FHIR client and the options of the cards."""

    releases: Releases
    options: DeckOptions
    allowed_servers: AllowedServers
    fhir_client: FhirClient | None = field(default=None, repr=False)
    is_silent: bool = False


def answer_call(service_id: str, body: bytes, reviewer: Reviewer, record: CallRecord) -> dict[str, Any]:
    """Answer one hook call; `record` is filled on the way with what may be logged.

    :raises CallError: the call cannot be answered; which fault says why and with which status.
    """
    service = find_service(service_id)
    record.service = service.id
    with record.clock.step("parse"):
        request = parse_hook_request(body)
        if request.hook != service.hook:
            raise WrongHookError(f"{service.id} answers the hook {service.hook} only")
    record.hook = service.hook
    with record.clock.step("gather"):
        prefetched = gather(request, reviewer.fhir_client, reviewer.allowed_servers)
    record.gathered(prefetched)
    source = chart_source(request, prefetched, datetime.now().astimezone().date())
    reviewed = review_source(source, reviewer.releases, reviewer.options, record.clock)
    record.reviewed(reviewed)
    with record.clock.step("answer"):
        return deck_to_response(silence(reviewed.deck) if reviewer.is_silent else reviewed.deck)


def chart_source(request: HookRequest, prefetched: Prefetched, today: date) -> ChartSource:
    """Return what the chart of a call is read from."""
    context = request.context
    return ChartSource(
        patient_id=context.patient_id,
        today=today,
        encounter_id=context.encounter_id,
        user=context.user_id,
        resources=prefetched.resources,
        draft_orders=context.draft_orders,
        selections=context.selections,
        new_conditions=context.conditions,
        absent=frozenset(prefetched.absent),
        base_url=request.fhir_server,
    )
