"""Step 8 of a call: what the store records of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.store.entries import CallEntry, CardEntry, SuggestionEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards import Card, Deck
    from cards.card import Action, Suggestion
    from cds_service.hooks.call_log import CallRecord


def call_entry(record: CallRecord, status: int, outcome: str) -> CallEntry:
    """Return the entry of a call that ends with this status."""
    counts = {name: count for name, count in record.counts.items() if name not in {"cards", "held_back", "release"}}
    return CallEntry(
        request_id=record.request_id,
        at=record.at,
        client=record.client,
        service=record.service,
        hook=record.hook,
        status=status,
        outcome=outcome,
        duration_ms=record.duration_ms,
        steps_ms=record.clock.durations_ms,
        counts=counts,
        release=record.counts.get("release"),
        subject=record.subject,
        cards=tuple(_cards(record.deck)) if record.deck is not None else (),
    )


def _cards(deck: Deck) -> Iterator[CardEntry]:
    for card in deck.shown:
        yield _card(card, None)
    for held in deck.held_back:
        yield _card(held.card, held.why)


def _card(card: Card, held_back: str | None) -> CardEntry:
    issue = card.issue
    return CardEntry(
        uuid=card.uuid,
        rule=issue.rule,
        topic=card.topic,
        strength=issue.strength.value,
        indicator=card.indicator,
        codes=issue.codes,
        suggested_codes=issue.choices,
        suggestions=tuple(map(_suggestion, card.suggestions)),
        held_back=held_back,
        evidence_source=card.evidence_source,
    )


def _suggestion(suggestion: Suggestion) -> SuggestionEntry:
    actions = tuple(map(_action, suggestion.actions))
    return SuggestionEntry(suggestion.uuid, suggestion.code, suggestion.label, actions)


def _action(action: Action) -> str:
    """Return what an action does, without the id of the resource that it does it to: "delete Condition"."""
    kind = action.resource.get("resourceType", "") if action.resource else (action.resource_id or "").split("/")[0]
    return f"{action.type} {kind}"
