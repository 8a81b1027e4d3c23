"""What the facts of a card decide and where they come from, in a few fixed words: nothing of the chart itself.

"side:site" is a side that a body site of the diagnosis states. The address of a card's explanation carries these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.phrases.changes import Change, decided
from cards.phrases.chart_facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.card_context import CardContext
    from cards.phrases.chart_facts import ChartFact

_COUNTED = (Change.SIDE, Change.SITE, Change.SEVENTH)


def counted(context: CardContext) -> tuple[str, ...]:
    """Return what each fact decides, and the kind of entry that states it: ("side:site", "organism:culture")."""
    facts = facts_of(context)
    return tuple(dict.fromkeys([pair for fact in facts for pair in _of_fact(fact, context)]))


def _of_fact(fact: ChartFact, context: CardContext) -> Iterator[str]:
    source = f"{fact.kind}-preliminary" if fact.preliminary else fact.kind
    match fact.kind:
        case "culture":
            what = ["organism"]
        case "coded":
            what = ["code" if fact.code in context.issue.codes[:1] else "diagnosis"]
        case _:
            found = decided(context)
            what = [each for each in _COUNTED if each in found] or ["detail"]
    return (f"{each}:{source}" for each in what)
