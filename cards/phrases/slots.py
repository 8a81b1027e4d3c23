"""The phrases that the sentences of `cards.wording` are filled with, by name. `SLOTS` lists them all.

A slot is a function from a `CardContext` to words, "" where the issue has none; a sentence with such a slot is passed
over.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.phrases import chart_slots, code_slots, first_slots, fracture_words, pair_slots
from cards.phrases.shortening import essential, with_abbreviations, without_details
from cards.phrases.two_names import added, are_told_apart, distinct, said_together, telling_words
from cards.short_names import core_name, of_the_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.card_context import CardContext
    from cards.phrases.two_names import Names

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
        # of two codes, what tells the second from the first
        "name2",
        "pair",
        "added",
        "second",
        "apart2",
        "sevenths",
        "either",
        "combined",
        "cause",
    )
)
"""The slots without which a summary says too little: what the chart says, in its words or in those of the only answer
that it leads to, and what tells two codes apart."""

PARTS = frozenset(("apart_both", "sevenths_alone"))
"""The slots that tell two codes apart without naming either: where the names are too long."""
NAMES = ("name", "name2")
"""The slots that name the codes."""
OF_BOTH: Mapping[str, Callable[[Names], str]] = MappingProxyType({"pair": said_together, "added": added})
"""The slots that are made of both names."""
NAMED: Mapping[str, frozenset[str]] = MappingProxyType(
    {name: frozenset((name,)) for name in NAMES} | dict.fromkeys(OF_BOTH, frozenset(NAMES))
)
"""The slots that name codes, and which of the two."""
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
        "apart_both",
        "sevenths",
        "sevenths_alone",
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
        return self._shortened(name, of_the_side) if name in NAMED else self(name)

    @property
    def shorter(self) -> tuple[Callable[[str], str], ...]:
        """What gives the words of a slot in fewer words, the fullest first."""
        return self.abbreviated, self.brief, self.core, self.essence, self.least, self.heads

    def abbreviated(self, name: str) -> str:
        """Return the words of a slot with usual abbreviations, where they are from titles.

        :raises KeyError: unknown slot.
        """
        return self._shortened(name, with_abbreviations)

    def brief(self, name: str) -> str:
        """Return the words of a slot, a name without its details.

        :raises KeyError: unknown slot.
        """
        return self._shortened(name, without_details)

    def core(self, name: str) -> str:
        """Return the words of a slot, each name as what it is and where: "osteomyelitis of the left femur".

        :raises KeyError: unknown slot.
        """
        named = list(filter(None, map(self, NAMES)))
        if all(map(core_name, named)):
            return self._shortened(name, core_name)
        return self._shortened(name, lambda words: without_details(with_abbreviations(words)))

    def essence(self, name: str) -> str:
        """Return the words of a slot, each name without all parts that tell neither where it is nor it from the other.

        :raises KeyError: unknown slot.
        """
        telling = telling_words((self("name"), self("name2")))
        return self._shortened(name, lambda words: essential(words, telling))

    def least(self, name: str) -> str:
        """Return the words of a slot, each name as short as it can be said, whatever the other one is.

        :raises KeyError: unknown slot.
        """
        return self._shortened(name, lambda words: core_name(words) or essential(words), distinct)

    def heads(self, name: str) -> str:
        """Return the words of a slot, each name as its beginning and its side alone.

        :raises KeyError: unknown slot.
        """
        return self._shortened(name, lambda words: essential(words, sides_alone=True), distinct)

    def _shortened(
        self, name: str, way: Callable[[str], str], fit: Callable[[Names, Names], bool] = are_told_apart
    ) -> str:
        """Return the words of a slot, names shortened in a `way`, other titles abbreviated."""
        if name == "nearest":
            return way(self(name))
        if name in NAMES:
            return self._both(way, fit)[NAMES.index(name)]
        if name in OF_BOTH:  # what two short names share says nothing of what was left out of both
            return OF_BOTH[name](self._both(way, fit)) if fit is are_told_apart else ""
        return with_abbreviations(self(name)) if name in _TITLED else self(name)

    def _both(self, way: Callable[[str], str], fit: Callable[[Names, Names], bool]) -> Names:
        """Return both names, shortened; abbreviated alone where that leaves out too much."""
        one, other = map(self, NAMES)
        shorter = (way(one), way(other))
        return (
            shorter
            if one == other or fit((one, other), shorter)
            else (with_abbreviations(one), with_abbreviations(other))
        )
