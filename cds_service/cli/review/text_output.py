"""Cards as text for a person at a terminal."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards import Card, Deck
    from cards.client_profiles import ProfileName

_MARK = re.compile(r"\\([^\w\s])|\*\*")


def readable_deck(deck: Deck, profile: ProfileName = "generic") -> str:
    """Return the cards shown as a client of this profile draws them, and a line about those held back."""
    lines = _epic_lines if profile == "epic" else _lines
    blocks = ["\n".join(lines(card)) for card in deck.shown] or ["No cards."]
    if deck.held_back:
        held = ", ".join(f"{each.card.issue.rule} ({each.why})" for each in deck.held_back)
        blocks.append(f"Held back: {held}")
    return "\n\n".join(blocks)


def without_markdown(text: str) -> str:
    r"""Return Markdown of a card as a terminal shows it: bold is plain, and what was escaped is as the chart has it.

    >>> without_markdown(r"**Chart:** left \*femur\* &lt;2 cm")
    'Chart: left *femur* <2 cm'
    """
    return unescape(_MARK.sub(lambda mark: mark[1] or "", text))


def _lines(card: Card) -> Iterator[str]:
    yield without_markdown(f"[{card.indicator}] {card.summary}")
    yield from (f"  {line}".rstrip() for line in without_markdown(card.detail).strip().splitlines())
    for suggestion in card.suggestions:
        yield without_markdown(f"  -> {suggestion.label}")


def _epic_lines(card: Card) -> Iterator[str]:
    """Yield a card as Epic documents it: the action's description is the main text, labels are not shown."""
    yield without_markdown(f"[{card.indicator}] {card.summary}")
    yield from (f"  {line}".rstrip() for line in without_markdown(card.detail).strip().splitlines())
    for suggestion in card.suggestions:
        for action in suggestion.actions:
            yield without_markdown(f"  [ ] {action.description}")
    yield f"  Acknowledge reasons: {', '.join(each.display for each in card.override_reasons)}"
