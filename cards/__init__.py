"""Coding issues to CDS Hooks cards."""

from cards.card import Card, Deck, HeldBack
from cards.deck import DeckOptions, build_deck, silence
from cards.overlay import Adjustment, Overlay, Ruling, Situation
from cards.rewording import Rewording, reworded
from cards.wire import deck_to_response, to_json
from cards.wording import WORDINGS

__all__ = [
    "WORDINGS",
    "Adjustment",
    "Card",
    "Deck",
    "DeckOptions",
    "HeldBack",
    "Overlay",
    "Rewording",
    "Ruling",
    "Situation",
    "build_deck",
    "deck_to_response",
    "reworded",
    "silence",
    "to_json",
]
