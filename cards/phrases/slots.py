"""The phrases that the sentences of `cards.wording` are filled with, by name. `SLOTS` lists them all.

A slot is a function from a `CardContext` to words, "" where the issue has none; a sentence with such a slot is passed
over.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.phrases import chart_slots, code_slots, first_slots, fracture_words, pair_slots
from cards.phrases.shortening import with_abbreviations, without_details
from cards.short_names import core_name, of_the_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.card_context import CardContext

Slot = "Callable[[CardContext], str]"

SLOTS: Mapping[str, Callable[[CardContext], str]] = MappingProxyType(
    {**code_slots.SLOTS, **pair_slots.SLOTS, **first_slots.SLOTS, **fracture_words.SLOTS, **chart_slots.SLOTS}
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
        "entry",
        "stated_fracture",
        "turned",
        "chart_side",
        "other_seventh",
        "order_entry",
        "culture",
        "culture_undated",
        "result",
    )
)
"""The slots that say what the chart says, in its words or in those of the only answer that it leads to."""

NAMES = frozenset(("name", "name2"))
"""The slots that name the codes."""
_TITLED = frozenset(
    (
        "answer",
        "the_answer",
        "own",
        "own_open",
        "own_seventh",
        "other_seventh",
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
        return of_the_side(self(name)) if name in NAMES else self(name)

    @property
    def shorter(self) -> tuple[Callable[[str], str], ...]:
        """What gives the words of a slot in fewer words, the fullest first."""
        return self.abbreviated, self.brief, self.core

    def abbreviated(self, name: str) -> str:
        """Return the words of a slot with usual abbreviations, where they are from titles.

        :raises KeyError: unknown slot.
        """
        return with_abbreviations(self(name)) if name in _TITLED else self(name)

    def brief(self, name: str) -> str:
        """Return the words of a slot, a name without its details.

        :raises KeyError: unknown slot.
        """
        return self._kept_apart(name, without_details)

    def core(self, name: str) -> str:
        """Return the words of a slot, each name as what it is and where: "osteomyelitis of the left femur".

        :raises KeyError: unknown slot.
        """
        named = list(filter(None, map(self, NAMES)))
        if all(map(core_name, named)):
            return self._kept_apart(name, core_name)
        return self._kept_apart(name, lambda words: without_details(with_abbreviations(words)))

    def _kept_apart(self, name: str, shortened: Callable[[str], str]) -> str:
        """Return a name shortened, unless the other name would be the same then; other words abbreviated."""
        if name == "nearest":
            return shortened(self(name))
        if name not in NAMES:
            return self.abbreviated(name)
        words = [shortened(self(each)) for each in sorted(NAMES)]
        return self.abbreviated(name) if words[0] == words[1] else shortened(self(name))
