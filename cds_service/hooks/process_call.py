"""One hook call, from bytes to the answer: the eight steps in their order, each timed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import structs

from cards import Situation, deck_to_response, silence
from cds_service.hooks.gathering.gather import gather
from cds_service.hooks.hook_request import parse_hook_request
from cds_service.hooks.remembered_reviews import RememberedReviews
from cds_service.hooks.resource_count import check_resource_count, may_hold_more
from cds_service.hooks.review_steps import deal_cards, find_issues, with_silent_documents
from cds_service.hooks.services import find_service
from cds_service.hooks.triggers import reason_for_silence
from cds_service.settings import DEFAULT_TRIGGERS
from fhir_mappings.chart.model import ChartSource
from icd10cm.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from cards import DeckOptions
    from cds_service.clients.client import CdsClient, ReadReports
    from cds_service.fhir_client.allowed_servers import AllowedServers
    from cds_service.fhir_client.client import FhirClient
    from cds_service.hooks.call_log import CallRecord
    from cds_service.hooks.gathering.gather import Prefetched
    from cds_service.hooks.hook_request import HookRequest
    from cds_service.hooks.services import CdsService
    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases
    from icd10cm.rules import Check


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What every call needs and none changes: the releases, the FHIR client, the options of the cards, the store.

    Without a store nothing is recorded and nothing is remembered. `triggers` are those of patient-view that speak.
    """

    releases: Releases
    options: DeckOptions
    allowed_servers: AllowedServers
    fhir_client: FhirClient | None = field(default=None, repr=False)
    is_silent: bool = False
    store: Store | None = field(default=None, repr=False)
    triggers: Collection[str] = DEFAULT_TRIGGERS
    max_resources: int = 5000
    reads_reports: ReadReports = "live"
    icd_10_cm_systems: frozenset[str] = frozenset()
    rules: Mapping[str, Check] = field(default_factory=lambda: RULES, repr=False)
    reviews: RememberedReviews = field(default_factory=RememberedReviews, repr=False)
    _by_service: dict[str, DeckOptions] = field(init=False, repr=False, default_factory=dict)

    def for_client(self, client: CdsClient) -> Reviewer:
        """Return what holds for the calls of one client."""
        options = replace(self.options, profile=client.profile, situation=Situation(client=client.name))
        return replace(
            self,
            options=options,
            allowed_servers=client.servers,
            is_silent=client.is_silent,
            reads_reports=client.reads_reports,
            icd_10_cm_systems=client.icd_10_cm_systems,
        )

    def options_for(self, service: CdsService) -> DeckOptions:
        """Return the options of the cards of one service; they are made once."""
        options = self._by_service.get(service.id)
        if options is None:
            situation = replace(self.options.situation, service=service.id)
            options = replace(self.options, quiet=service.is_quiet, situation=situation)
            self._by_service[service.id] = options
        return options


def answer_call(service_id: str, body: bytes, reviewer: Reviewer, record: CallRecord) -> dict[str, Any]:
    """Answer one hook call; `record` is filled on the way with what may be logged and stored.

    :raises CallError: the call cannot be answered; which fault says why and with which status.
    """
    service = find_service(service_id)
    record.service = service.id
    with record.clock.step("parse"):
        request = parse_hook_request(body, service.hook)
        if may_hold_more(body, reviewer.max_resources):
            sent = (*request.prefetch.values(), request.context.draft_orders, request.context.conditions)
            check_resource_count(sent, reviewer.max_resources)
    record.hook = service.hook
    if not request.context.user_id:
        record.counts["user"] = "not given"
    record.silence = reason_for_silence(request, reviewer.triggers)
    if record.silence:
        return {"cards": []}
    with record.clock.step("gather"):
        documents = reviewer.reads_reports != "off"
        prefetched = gather(request, reviewer.fhir_client, reviewer.allowed_servers, documents=documents)
    record.gathered(prefetched)
    if prefetched.fetched:
        check_resource_count((value for _, value in prefetched.resources), reviewer.max_resources)
    today = datetime.now().astimezone().date()
    source = chart_source(
        request,
        prefetched,
        today,
        documents=reviewer.reads_reports == "live",
        icd_10_cm_systems=reviewer.icd_10_cm_systems,
    )
    found = find_issues(source, reviewer.releases, record.clock, reviewer.rules, reviewer.reviews)
    options = reviewer.options_for(service)
    if reviewer.store is not None:
        overridden = _overridden(reviewer.store, request, record, has_issues=bool(found.issues))
        options = replace(options, overridden=overridden) if overridden else options
    reviewed = deal_cards(found, options, record.clock, record.new_uuid)
    if reviewer.reads_reports == "silent":
        reviewed = with_silent_documents(
            reviewed, source, reviewer.releases, options, record.clock, reviewer.rules, record.new_uuid
        )
    if reviewer.is_silent:
        reviewed = structs.replace(reviewed, deck=silence(reviewed.deck))
    record.reviewed(reviewed)
    with record.clock.step("answer"):
        return deck_to_response(reviewed.deck)


def _overridden(store: Store, request: HookRequest, record: CallRecord, *, has_issues: bool) -> frozenset[str]:
    """Return the topics dismissed in this encounter; none, and a note, where they cannot be looked up."""
    context = request.context
    record.subject = store.subject(record.client, context.patient_id, context.encounter_id, request.hook_instance)
    if not has_issues:
        return frozenset()
    with record.clock.step("overrides"):
        topics = store.overridden_topics(record.subject)
    if topics is None:
        record.counts["overrides"] = "unknown"
    return topics or frozenset()


def chart_source(
    request: HookRequest,
    prefetched: Prefetched,
    today: date,
    *,
    documents: bool = True,
    icd_10_cm_systems: frozenset[str] = frozenset(),
) -> ChartSource:
    """Return what the chart of a call is read from; `icd_10_cm_systems` are the client's further names of ICD-10-CM.

    A problem list is the patient's and not an encounter's: what is added to it is held against all of it.
    """
    context = request.context
    return ChartSource(
        patient_id=context.patient_id,
        today=today,
        encounter_id=None if request.hook == "problem-list-item-create" else context.encounter_id,
        user=context.user_id or None,
        resources=prefetched.resources,
        draft_orders=context.draft_orders,
        selections=context.selections,
        new_conditions=context.conditions if request.hook == "problem-list-item-create" else None,
        absent=frozenset(prefetched.absent),
        base_url=request.fhir_server,
        reads_documents=documents,
        icd_10_cm_systems=icd_10_cm_systems,
    )
