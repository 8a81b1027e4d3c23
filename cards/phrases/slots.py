"""The phrases that the sentences of `cards.wording` are filled with, by name. `SLOTS` lists them all.

A slot is a function from a `CardContext` to words, "" where the issue has none; a sentence with such a slot is passed
over.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.phrases import chart_slots, code_slots, first_slots, pair_slots
from cards.phrases.shortening import with_abbreviations
from cards.short_names import of_the_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.card_context import CardContext

Slot = "Callable[[CardContext], str]"

SLOTS: Mapping[str, Callable[[CardContext], str]] = MappingProxyType(
    {**code_slots.SLOTS, **pair_slots.SLOTS, **first_slots.SLOTS, **chart_slots.SLOTS}
)


FACTS = frozenset(
    (
        "answer",
        "the_answer",
        "chart",
        "chart_sites",
        "fact",
        "dated_fact",
        "coded_fact",
        "text",
        "said",
        "culture",
        "result",
    )
)
"""The slots that say what the chart says, in its words or in those of the only answer that it leads to."""

_NAMES = frozenset(("name", "name2"))
_TITLED = frozenset(
    (
        "answer",
        "the_answer",
        "own",
        "own_open",
        "open",
        "name",
        "name2",
        "second",
        "apart",
        "apart2",
        "choices",
        "nearest",
    )
)
"""The slots whose words are from titles; those of the chart are never abbreviated."""


class Phrases:
    """The phrases of one issue, each worked out when it is first asked for."""

    __slots__ = ("_known", "_matter")

    def __init__(self, context: CardContext) -> None:
        self._matter = context
        self._known: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Return the words of a slot, "" where the issue has none.

        :raises KeyError: unknown slot.
        """
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = SLOTS[name](self._matter)
        return found

    def spoken(self, name: str) -> str:
        """Return the words of a slot, a name as a sentence says it: "osteomyelitis of the right femur".

        :raises KeyError: unknown slot.
        """
        return of_the_side(self(name)) if name in _NAMES else self(name)

    def abbreviated(self, name: str) -> str:
        """Return the words of a slot with usual abbreviations, where they are from titles.

        :raises KeyError: unknown slot.
        """
        return with_abbreviations(self(name)) if name in _TITLED else self(name)
