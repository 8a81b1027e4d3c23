"""Words for a rule without a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.phrases.fitting import fitted, sentences_of
from cards.phrases.slots import Phrases
from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import CardContext

_SENTENCES = sentences_of(
    (
        "Does the chart support the {name} ({code})?",
        "Does the chart support {code}?",
        "Does the chart support this coding?",
    )
)


def any_rule(context: CardContext) -> Words:
    """Word an issue of any rule."""
    return Words(summary=fitted(_SENTENCES, (Phrases(context),)), about="Coding question")
