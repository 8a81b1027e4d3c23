"""Calls and feedback to record, and what was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from cds_service.database_url import read_address
from cds_service.store import CallEntry, CardEntry, FeedbackEntry, SuggestionEntry
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.entries import Subject

if TYPE_CHECKING:
    from sqlalchemy import Table

# A day that is over, and not long ago: every day since the first record is counted when figures are read.
NOW = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=123456) - timedelta(days=4)
_NUMBERS = count(1)


def card(rule: str = "UnspecifiedSite", **changes: Any) -> CardEntry:
    """Return a card that was shown."""
    uuid = str(uuid4())
    usual: dict[str, Any] = {
        "uuid": uuid,
        "topic": f"{rule}M8650",
        "strength": "documented",
        "indicator": "info",
        "codes": ("M86.50",),
        "suggested_codes": ("M86.561",),
        "suggestions": (SuggestionEntry(str(uuid4()), "M86.561", "Replace M86.50", ("update Condition",)),),
    }
    return CardEntry(rule=rule, **(usual | changes))


def call(*cards: CardEntry, encounter: str | None = "encounter", **changes: Any) -> CallEntry:
    """Return a call with cards."""
    usual: dict[str, Any] = {
        "request_id": f"request-{next(_NUMBERS)}-{uuid4().hex}",
        "at": NOW,
        "client": "open",
        "service": "coding-review-order-sign",
        "hook": "order-sign",
        "status": 200,
        "outcome": "cards" if cards else "no cards",
        "duration_ms": 4.5,
        "steps_ms": {"parse": 1.5, "read": 3.0},
        "counts": {"diagnoses": 2},
        "release": "2026-04-01",
        "subject": Subject("patient", encounter, "instance"),
        "cards": cards,
    }
    return CallEntry(**(usual | changes))


def feedback(uuid: str, outcome: str = "overridden", **changes: Any) -> FeedbackEntry:
    """Return feedback about a card."""
    usual: dict[str, Any] = {
        "outcome_at": NOW + timedelta(minutes=1),
        "received_at": NOW + timedelta(minutes=1),
        "client": "open",
        "service": "coding-review-order-sign",
    }
    return FeedbackEntry(card=uuid, outcome=outcome, **(usual | changes))  # type: ignore[arg-type]


def rows(database_url: str, table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    engine = make_engine(read_address(database_url), UNHURRIED)
    try:
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]
    finally:
        engine.dispose()
