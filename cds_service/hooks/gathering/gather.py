"""Step 3 of a call: what the chart is read from, out of prefetch first and then from the FHIR server."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cds_service.errors import ConditionsUnavailableError
from cds_service.fhir_client.bundle_answer import Answer, State, resources_in
from cds_service.fhir_client.client import FhirAccess, Query
from cds_service.hooks.gathering.attachments import NEED, attachment_queries
from cds_service.hooks.gathering.chart_queries import Need, needs
from cds_service.hooks.gathering.prefetch import prefetched_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds_service.fhir_client.allowed_servers import AllowedServers
    from cds_service.fhir_client.client import Fetched, FhirClient
    from cds_service.hooks.hook_request import HookRequest


@dataclass(frozen=True, slots=True)
class Prefetched:
    """What a chart is read from. `resources` pairs where a value came from with the value as received.

    `absent` maps each need that was not received in full to a short reason; it does not prove that nothing exists.
    """

    resources: tuple[tuple[str, Any], ...] = field(repr=False)
    absent: dict[str, str] = field(default_factory=dict)
    fetched: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to ask the server for, and why else a need is not met."""

    queries: tuple[Query, ...]
    absent: dict[str, str]


def gather(
    request: HookRequest, client: FhirClient | None, allowed: AllowedServers, *, documents: bool = True
) -> Prefetched:
    """Return what the chart of a call is read from; without a client, from prefetch alone.

    With `documents` reports, notes and their attachments are part of it.

    :raises ConditionsUnavailableError: no Condition is in prefetch, though there may be some, and none can be fetched.
    """
    plan = _plan(request, documents=documents)
    given = tuple((f"prefetch.{key}", value) for key, value in request.prefetch.items())
    server = allowed.find(request.fhir_server) if request.fhir_server and plan.queries else None
    if client is None or server is None:
        results: tuple[Fetched, ...] = ()
        failed = _unasked(plan.queries, request)
    else:
        results = _fetch(plan.queries, FhirAccess(server, request.access_token), client, documents=documents)
        failed = _failures(results)
    absent = plan.absent | failed
    pages = tuple((f"fetched.{result.need}", page) for result in results for page in result.pages)
    _require(absent, [value for _, value in given + pages])
    absent.pop(NEED, None)  # each attachment that is lacking is listed with its document
    return Prefetched(given + pages, absent, len(pages))


def _failures(results: Iterable[Fetched]) -> dict[str, str]:
    return {result.need: result.failure for result in results if result.failure}


def _require(absent: Mapping[str, str], values: Iterable[Any]) -> None:
    """Refuse the call where there is nothing of what no review means anything without.

    Where only some of it is absent (a page of a search), what is in hand is reviewed, and nothing is concluded from
    what is not.

    :raises ConditionsUnavailableError: there is nothing.
    """
    lacking = [need for need in needs() if need.required and need.name in absent]
    kinds = _types_of(values) if lacking else set()
    for need in lacking:
        if need.resource_types.isdisjoint(kinds):
            raise ConditionsUnavailableError(_unavailable(absent[need.name]))


def _types_of(values: Iterable[Any]) -> set[str]:
    found = (resource.get("resourceType") for value in values for resource in resources_in(value))
    return {kind for kind in found if isinstance(kind, str)}


def _unasked(queries: Iterable[Query], request: HookRequest) -> dict[str, str]:
    """Return why what prefetch lacks cannot be asked for; reports and notes are optional and not listed."""
    why = "server not allowed" if request.fhir_server else "no FHIR server"
    optional = {need.name for need in needs() if need.is_document} | {NEED}
    return {query.need: why for query in queries if query.need not in optional}


def _fetch(
    queries: tuple[Query, ...], access: FhirAccess, client: FhirClient, *, documents: bool
) -> tuple[Fetched, ...]:
    """Fetch what the plan asks for, then the attachments of the reports and notes that came, in what time is left."""
    begun = time.monotonic()
    results = client.fetch(access, queries)
    pages = [page for result in results for page in result.pages]
    further = tuple(each for each in attachment_queries(pages) if each not in queries) if documents else ()
    left = client.limits.budget_s - (time.monotonic() - begun)
    return (*results, *client.fetch(access, further, left)) if further and left > 0 else results


def _plan(request: HookRequest, *, documents: bool) -> _Plan:
    """Ask the server only for what prefetch lacks, and not again where the client has met an error.

    Reports and notes are optional: they are asked for beside something else, so that no call waits for them alone.
    """
    queries: list[Query] = []
    absent: dict[str, str] = {}
    for need in needs(documents=documents):
        if need.is_document and not queries:
            continue
        if need.concerns(request.context):
            _answered(need, request, queries, absent)
    if documents:
        queries += attachment_queries(request.prefetch.values())
    return _Plan(tuple(queries), absent)


def _answered(need: Need, request: HookRequest, queries: list[Query], absent: dict[str, str]) -> None:
    """Add what there is to ask for a need, or why it cannot be had."""
    answer = prefetched_answer(need, request.prefetch, request.context)
    match answer.state:
        case State.PRESENT:
            pass
        case State.NONE:
            # A context with an encounterId has an encounter: the client merely did not hand it over.
            if need.name == "encounter":
                absent[need.name] = "no data"
        case State.FAILED:
            absent[need.name] = "client error"
        case State.PAGED | State.MISSING:
            _ask(need, answer, request, queries, absent)


def _ask(need: Need, answer: Answer, request: HookRequest, queries: list[Query], absent: dict[str, str]) -> None:
    query = need.query(request.context)
    targets = answer.next_pages or ((query,) if query else ())
    if not targets:
        absent[need.name] = "unusable id"
    expects = "Bundle" if answer.next_pages else need.answer_type
    queries.extend(Query(need.name, target, expects) for target in targets)


def _unavailable(why: str) -> str:
    """Return the words for the client: what is lacking, and why it could not be fetched."""
    reasons = {
        "no FHIR server": "there is no fhirServer to fetch them from",
        "server not allowed": "fhirServer is not on the list of servers that this service may call",
        "client error": "prefetch holds an OperationOutcome in their place",
        "unusable id": "context.patientId is no FHIR id",
    }
    told = reasons.get(why, f"the FHIR server did not hand them over ({why})")
    return f"the patient's Conditions are required and none is in prefetch, and {told}"
