"""Feedback from the workbench, in the form in which a CDS client sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from cards.override_reasons import CODES, code_system
from cds_service.errors import StoreUnreachableError
from cds_service.hooks.call_log import log_feedback
from cds_service.hooks.feedback import read_feedback
from cds_service.report.figures import WORKBENCH_CLIENT

if TYPE_CHECKING:
    from cds_service.store import Store


@dataclass(frozen=True, slots=True)
class SentFeedback:
    """The body of a feedback call, and why it could not be stored ("" = it was)."""

    body: str
    fault: str = ""


def send_feedback(store: Store | None, service: str, entry: dict[str, Any], public_url: str) -> SentFeedback:
    """Send one entry, and return whether it was stored.

    :raises MalformedRequestError: the entry is not as the specification has it.
    """
    now = datetime.now(UTC)
    document = {"feedback": [{**entry, "outcomeTimestamp": now.isoformat(timespec="milliseconds")}]}
    body = orjson.dumps(document, option=orjson.OPT_INDENT_2)
    reasons = {code_system(public_url): CODES}
    entries = read_feedback(body, service=service, client=WORKBENCH_CLIENT, now=now, reasons=reasons).entries
    try:
        if store is None:
            raise StoreUnreachableError("this service runs without a store")  # noqa: TRY301 - one answer for both
        store.record_feedback(entries)
    except StoreUnreachableError as fault:
        return SentFeedback(body.decode(), str(fault))
    log_feedback(WORKBENCH_CLIENT, service, [each.outcome for each in entries])
    return SentFeedback(body.decode())
