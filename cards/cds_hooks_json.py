"""Cards as JSON, exactly as CDS Hooks 2.0 wants them ("CDS Service Response").

An attribute without a value is left out: no null, no empty string, array or object, except `cards: []`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cards.card import Action, Card, Deck, OverrideReason, Source, Suggestion


def deck_to_response(deck: Deck) -> dict[str, Any]:
    """Return the response of a CDS Service: the cards shown, in their order, and nothing else."""
    return {"cards": [to_json(card) for card in deck.shown]}


def to_json(card: Card) -> dict[str, Any]:
    """Return one card. Resources of its actions are handed through as they are, not copied."""
    told: dict[str, Any] = {"uuid": card.uuid, "summary": card.summary}
    if card.detail:
        told["detail"] = card.detail
    told |= {"indicator": card.indicator, "source": _source(card.source, card.topic)}
    if card.suggestions:
        told["suggestions"] = [_suggestion(each) for each in card.suggestions]
        told["selectionBehavior"] = card.selection_behavior
    if card.override_reasons:
        told["overrideReasons"] = _reasons(card.override_reasons)
    if card.links:
        told["links"] = [{"label": each.label, "url": each.url, "type": "absolute"} for each in card.links]
    if card.extension:
        told["extension"] = card.extension
    return told


def _source(source: Source, topic: str) -> dict[str, Any]:
    told: dict[str, Any] = {"label": source.label}
    if source.url:
        told["url"] = source.url
    if source.topic_system:
        coding = {"system": source.topic_system, "code": topic}
        told["topic"] = {**coding, "display": source.topic_display} if source.topic_display else coding
    return told


@cache
def _reasons(reasons: tuple[OverrideReason, ...]) -> list[dict[str, str]]:
    """Return the reasons on offer; there are a handful of such lists, which cards share."""
    return [{"code": each.code, "system": each.system, "display": each.display} for each in reasons]


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    told: dict[str, Any] = {"label": suggestion.label, "uuid": suggestion.uuid}
    if suggestion.recommended:
        told["isRecommended"] = True
    told["actions"] = [_action(each) for each in suggestion.actions]
    return told


def _action(action: Action) -> dict[str, Any]:
    told: dict[str, Any] = {"type": action.type, "description": action.description}
    if action.resource is not None:
        told["resource"] = action.resource
    if action.resource_id is not None:
        told["resourceId"] = action.resource_id
    return told
