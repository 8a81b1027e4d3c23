"""Coding issues to CDS Hooks cards.

Knows nothing of HTTP, nor how an issue was found. Public: the names below.
"""

from cards.build_deck import DeckOptions, build_deck, silence
from cards.card import Card, Deck, HeldBack
from cards.cds_hooks_json import deck_to_response, to_json
from cards.overlay.adjustments import Adjustment, Overlay, Ruling, Situation
from cards.overlay.rewording import Rewording, reworded
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
