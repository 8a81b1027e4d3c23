"""Cards as text for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.markdown import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards import Card, Deck
    from cards.client_profiles import ProfileName


def readable_deck(deck: Deck, profile: ProfileName = "generic") -> str:
    """Return the cards shown as a client of this profile draws them, and a line about those held back."""
    lines = _epic_lines if profile == "epic" else _lines
    blocks = ["\n".join(lines(card)) for card in deck.shown] or ["No cards."]
    if deck.held_back:
        held = ", ".join(f"{each.card.issue.rule} ({each.why})" for each in deck.held_back)
        blocks.append(f"Held back: {held}")
    return "\n\n".join(blocks)


def _lines(card: Card) -> Iterator[str]:
    yield f"[{card.indicator}] {card.summary}"
    yield from _detail_lines(card)
    for suggestion in card.suggestions:
        yield f"  -> {suggestion.label}"


def _epic_lines(card: Card) -> Iterator[str]:
    """Yield a card as Epic documents it: the action's description is the main text, labels are not shown."""
    yield f"[{card.indicator}] {card.summary}"
    yield from _detail_lines(card)
    for suggestion in card.suggestions:
        for action in suggestion.actions:
            yield f"  [ ] {action.description}"
    yield f"  Acknowledge reasons: {', '.join(each.display for each in card.override_reasons)}"


def _detail_lines(card: Card) -> Iterator[str]:
    """Yield the detail without its Markdown: no stars around headings, no backslashes before marks of the chart."""
    yield from (f"  {unmarked(line)}".rstrip() for line in card.detail.strip().splitlines())
