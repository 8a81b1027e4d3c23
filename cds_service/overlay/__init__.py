"""What a hospital makes of the rules and cards: its `rules.toml`, and its own rule packages.

Knows nothing of charts; what an overlay does to a card is `cards.overlay`. Public: the names below.
"""

from cds_service.overlay.rulebook import Rulebook, client_names, load_rulebook

__all__ = ["Rulebook", "client_names", "load_rulebook"]
