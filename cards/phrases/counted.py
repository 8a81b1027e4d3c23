"""What the facts of a card decide and where they come from, in a few fixed words: nothing of the chart itself.

"side:site" is a side that a body site of the diagnosis states. The address of a card's explanation carries these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.phrases.chart_facts import facts_of
from cards.short_names import printed_seventh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.card_context import CardContext
    from cards.phrases.chart_facts import ChartFact

MOST_CHOICES = 12


def counted(context: CardContext) -> tuple[str, ...]:
    """Return what each fact decides, and the kind of entry that states it: ("side:site", "organism:culture")."""
    facts = facts_of(context)
    return tuple(dict.fromkeys([pair for fact in facts for pair in _of_fact(fact, context)]))


def _of_fact(fact: ChartFact, context: CardContext) -> Iterator[str]:
    source = f"{fact.kind}-preliminary" if fact.preliminary else fact.kind
    match fact.kind:
        case "culture":
            decided = ["organism"]
        case "coded":
            decided = ["code" if fact.code in context.issue.codes[:1] else "diagnosis"]
        case _:
            decided = _decided(context) or ["detail"]
    return (f"{each}:{source}" for each in decided)


def _decided(context: CardContext) -> list[str]:
    """Return in what the code differs from each of its choices, in a fixed order."""
    codes, choices = context.issue.codes, context.issue.choices
    if not codes or not choices:
        return []
    differing = [set(_differing(codes[0], choice, context)) for choice in choices[:MOST_CHOICES]]
    shared = set.intersection(*differing)
    if len({context.side(choice) for choice in choices}) > 1 and not context.issue.together:
        shared.discard("side")  # the answers are of both sides: no fact says which
    return [each for each in ("side", "site", "seventh") if each in shared]


def _differing(code: str, choice: str, context: CardContext) -> Iterator[str]:
    release = context.release
    if context.side(choice) is not None and context.side(code) is not context.side(choice):
        yield "side"
    own, other = ({site for site, _ in release.places_of(each) if site} for each in (code, choice))
    if other - own:
        yield "site"
    if printed_seventh(choice, release) and printed_seventh(code, release) != printed_seventh(choice, release):
        yield "seventh"
