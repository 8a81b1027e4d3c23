"""What a hospital makes of the rules and cards: its `rules.toml`, and rules of its own from other packages."""

from cds_service.overlay.rulebook import Rulebook, load_rulebook

__all__ = ["Rulebook", "load_rulebook"]
