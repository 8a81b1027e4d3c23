"""What the settings and the rulebook ask of the cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards import DeckOptions

if TYPE_CHECKING:
    from cds_service.overlay import Rulebook
    from cds_service.settings import Settings


def deck_options(settings: Settings, rulebook: Rulebook) -> DeckOptions:
    """Return the options of the cards, for any client and any service."""
    return DeckOptions(
        public_url=settings.url,
        max_cards=settings.max_cards,
        rules_off=settings.hidden_rules,
        overlay=rulebook.overlay,
        wordings=rulebook.wordings,
    )
