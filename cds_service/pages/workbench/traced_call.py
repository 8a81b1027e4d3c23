"""A call of the workbench: the service's own steps, with what they gave kept for the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from cds_service.errors import CallError, UnknownServiceError
from cds_service.hooks.call_log import CallRecord
from cds_service.hooks.process_call import answer_call
from cds_service.hooks.recording import call_entry
from cds_service.hooks.services import SERVICES
from cds_service.report.figures import WORKBENCH_CLIENT
from cds_service.web.operation_outcome import operation_outcome

if TYPE_CHECKING:
    from cards.client_profiles import ProfileName
    from cds_service.hooks.gathering.gather import Prefetched
    from cds_service.hooks.process_call import Reviewer
    from cds_service.hooks.review_steps import Reviewed


class TracedCall(CallRecord):
    """A record that keeps what the log leaves out; it lives as long as the page that is made from it."""

    def __init__(self, limit_s: float | None = None) -> None:
        super().__init__(WORKBENCH_CLIENT, limit_s)
        self.result: Reviewed | None = None
        self.absent: dict[str, str] = {}

    def gathered(self, prefetched: Prefetched) -> None:
        """Keep what could not be had."""
        super().gathered(prefetched)
        self.absent = dict(prefetched.absent)

    def reviewed(self, reviewed: Reviewed) -> None:
        """Keep what the steps gave."""
        super().reviewed(reviewed)
        self.result = reviewed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to: an answer, or a fault with the OperationOutcome that a client would get."""

    status: int
    call: TracedCall
    answer: dict[str, Any] | None = None
    fault: str = ""
    operation_outcome: str = ""

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards as the client gets them."""
        return list(self.answer["cards"]) if self.answer else []


def make_call(
    body: bytes,
    service_id: str,
    reviewer: Reviewer,
    profile: ProfileName,
    set_aside: frozenset[str],
    *,
    limit_s: float | None = None,
) -> Outcome:
    """Send a hook call through the service's steps; "" as service: the one that answers the hook.

    It may take `limit_s`, as any call. Nothing of the body is stored: what is recorded is the call and its cards under
    an invented patient, so that feedback finds them. Dismissed topics come from the page and not from the store for
    the same reason.
    """
    store = reviewer.store
    options = replace(reviewer.options, profile=profile, overridden=set_aside)
    record = TracedCall(limit_s)
    try:
        answer = answer_call(
            service_id or service_for(body), body, replace(reviewer, options=options, store=None), record
        )
        status, outcome = 200, record.outcome(answer)
    except CallError as fault:
        answer, status, outcome = None, fault.status, type(fault).__name__
        told = orjson.loads(operation_outcome(fault.issue_code, str(fault)))
        result = Outcome(status, record, None, str(fault), orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    else:
        result = Outcome(status, record, answer)
    if store is not None:
        record.subject = store.subject(WORKBENCH_CLIENT, uuid4().hex, None, uuid4().hex)
        record.counts["recorded"] = store.record_call(call_entry(record, status, outcome))
    record.write(status, outcome)
    return result


def service_for(body: bytes) -> str:
    """Return the id of the service that answers the hook of a call; the first service where there is no hook.

    :raises UnknownServiceError: there is a hook, and none of the services answers it.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return SERVICES[0].id  # the service's own reading says what is wrong
    hook = document.get("hook") if isinstance(document, dict) else None
    if not isinstance(hook, str):
        return SERVICES[0].id
    for service in SERVICES:
        if service.hook == hook:
            return service.id
    raise UnknownServiceError("no service answers this hook")
