"""Cards as JSON, exactly as CDS Hooks 2.0 wants them ("CDS Service Response").

An attribute without a value is left out: no null, no empty string, array or object, except `cards: []`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.card import Action, Card, Deck, Source, Suggestion


def deck_to_response(deck: Deck) -> dict[str, Any]:
    """Return the response of a CDS Service: the cards shown, in their order, and nothing else."""
    return {"cards": [to_json(card) for card in deck.shown]}


def to_json(card: Card) -> dict[str, Any]:
    """Return one card. Resources of its actions are handed through as they are, not copied."""
    return _filled(
        {
            "uuid": card.uuid,
            "summary": card.summary,
            "detail": card.detail,
            "indicator": card.indicator,
            "source": _source(card.source, card.topic),
            "suggestions": [_suggestion(each) for each in card.suggestions],
            "selectionBehavior": card.selection_behavior if card.suggestions else None,
            "overrideReasons": [
                {"code": each.code, "system": each.system, "display": each.display} for each in card.override_reasons
            ],
            "links": [{"label": each.label, "url": each.url, "type": "absolute"} for each in card.links],
            "extension": card.extension,
        },
    )


def _source(source: Source, topic: str) -> dict[str, Any]:
    coding = {"system": source.topic_system, "code": topic, "display": source.topic_display}
    return _filled(
        {
            "label": source.label,
            "url": source.url,
            "topic": _filled(coding) if source.topic_system else None,
        },
    )


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return _filled(
        {
            "label": suggestion.label,
            "uuid": suggestion.uuid,
            "isRecommended": suggestion.recommended or None,
            "actions": [_action(each) for each in suggestion.actions],
        },
    )


def _action(action: Action) -> dict[str, Any]:
    return _filled(
        {
            "type": action.type,
            "description": action.description,
            "resource": action.resource,
            "resourceId": action.resource_id,
        },
    )


def _filled(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that have a value."""
    return {name: value for name, value in attributes.items() if value not in (None, "", [], {})}
