"""Fills a store with made-up calls, so that a report has something to show. The same every time."""

from __future__ import annotations

import contextlib
import random
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cards.evidence_source import EvidenceSource
from cds_service.errors import StoreSlowError, StoreUnreachableError
from cds_service.store import CallEntry, CardEntry, FeedbackEntry

if TYPE_CHECKING:
    from cds_service.store import Store

CLIENT = "north-hospital"
_RULES = {
    "UnspecifiedSite": (9, 0.62),
    "MissingOrganism": (7, 0.48),
    "UnspecifiedLaterality": (6, 0.7),
    "Excludes1": (3, 0.3),
    "SeventhCharacter": (3, 0.8),
    "UseAdditionalCode": (3, 0.22),
    "ResidualCode": (2, 0.4),
    "CodeFirst": (2, 0.35),
    "IncompleteCode": (1, 0.9),
    "Sequencing": (1, 0.33),
}
_SOURCES = {
    "documented": EvidenceSource.BODY_SITE,
    "procedure": EvidenceSource.PROCEDURE,
    "prompt": EvidenceSource.CODES,
}
_HOOKS = ("order-sign", "order-sign", "order-sign", "order-select", "encounter-discharge")
_REASONS = ("not-clinically-significant", "already-documented", "unable-to-determine", "disagree")
_HELD_BACK = ("max-cards", "overridden", "quiet", "silent")


def record_calls(store: Store, until: datetime, days: int = 28, calls_a_day: int = 20) -> None:
    """Record the calls of some days up to `until`, with their cards and the feedback on them."""
    chance = random.Random(86)
    feedback = []
    for number in range(days * calls_a_day):
        at = until - timedelta(days=days * chance.random())
        hook = chance.choice(_HOOKS)
        cards = tuple(_card(chance) for _ in range(chance.choice((0, 0, 1, 1, 2, 3))))
        store.record_call(
            CallEntry(
                request_id=f"{number:032x}",
                at=at,
                client=CLIENT,
                service=f"coding-review-{hook}",
                hook=hook,
                status=200 if chance.random() < 0.98 else 412,
                outcome="cards" if cards else "no cards",
                duration_ms=round(chance.lognormvariate(1.2, 0.5), 3),
                release="2026-04-01",
                subject=store.subject(CLIENT, f"patient-{number}", None, f"instance-{number}"),
                cards=cards,
            )
        )
        feedback += [entry for card in cards if (entry := _feedback(card, at, hook, chance)) is not None]
    while True:  # a busy machine may take longer than the store waits; storing it again does no harm
        with contextlib.suppress(StoreSlowError, StoreUnreachableError):
            store.record_feedback(feedback)
            return
        time.sleep(0.2)


def _card(chance: random.Random) -> CardEntry:
    rule = chance.choices(list(_RULES), [weight for weight, _ in _RULES.values()])[0]
    uuid = str(UUID(int=chance.getrandbits(128), version=4))
    topic = f"{rule}{chance.choice(('M8650', 'M86659', 'S82243A', 'E11621'))}"
    strength = chance.choice(("documented", "documented", "procedure", "prompt"))
    return CardEntry(
        uuid=uuid,
        rule=rule,
        topic=topic,
        strength=strength,
        indicator="info",
        codes=("M86.50",),
        held_back=chance.choice(_HELD_BACK) if chance.random() < 0.2 else None,
        evidence_source=_SOURCES[strength],
    )


def _feedback(card: CardEntry, at: datetime, hook: str, chance: random.Random) -> FeedbackEntry | None:
    if card.held_back or chance.random() < 0.15:
        return None
    is_accepted = chance.random() < _RULES[card.rule][1]
    then = at + timedelta(seconds=40)
    return FeedbackEntry(
        card=card.uuid,
        outcome="accepted" if is_accepted else "overridden",
        outcome_at=then,
        received_at=then,
        client=CLIENT,
        service=f"coding-review-{hook}",
        reason_code=None if is_accepted else chance.choice(_REASONS),
    )
