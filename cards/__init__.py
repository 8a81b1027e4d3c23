"""Coding issues to CDS Hooks cards."""

from cards.card import Card, Deck, HeldBack
from cards.deck import DeckOptions, build_deck, silence
from cards.wire import deck_to_response, to_json
from cards.wording import WORDINGS

__all__ = [
    "WORDINGS",
    "Card",
    "Deck",
    "DeckOptions",
    "HeldBack",
    "build_deck",
    "deck_to_response",
    "silence",
    "to_json",
]
