"""Cards as text for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards import Card, Deck


def readable_deck(deck: Deck) -> str:
    """Return the cards shown, one after the other, and a line about those held back."""
    blocks = ["\n".join(_lines(card)) for card in deck.shown] or ["No cards."]
    if deck.held_back:
        held = ", ".join(f"{each.card.issue.rule} ({each.why})" for each in deck.held_back)
        blocks.append(f"Held back: {held}")
    return "\n\n".join(blocks)


def _lines(card: Card) -> Iterator[str]:
    yield f"[{card.indicator}] {card.summary}"
    yield from (f"  {line}" for line in card.detail.strip().splitlines())
    for suggestion in card.suggestions:
        yield f"  -> {suggestion.label}"
