"""Words for a rule that has none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import Matter


def any_rule(matter: Matter) -> Words:
    """Word an issue of any rule."""
    return Words(summary=matter.ask("Does the record support this coding: {}?"), about="Coding question")
