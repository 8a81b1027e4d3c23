"""The phrases that the sentences of `cards.wording` are filled with, by name. `SLOTS` lists them all.

A slot is a function from a `CardContext` to words, "" where the issue has none; a sentence with such a slot is passed
over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.phrases import changes, chart_slots, code_slots, first_slots, fracture_words, pair_slots
from cards.phrases.shortening import essential, with_abbreviations, without_details
from cards.phrases.two_names import Names, added, are_told_apart, distinct, either_of, said_together, telling_words
from cards.short_names import core_name, of_the_side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from cards.card_context import CardContext

Slot = "Callable[[CardContext], str]"
Wording = Callable[[str], str]
Way = Callable[[Names], Wording]

SLOTS: Mapping[str, Callable[[CardContext], str]] = MappingProxyType(
    {
        **code_slots.SLOTS,
        **pair_slots.SLOTS,
        **first_slots.SLOTS,
        **fracture_words.SLOTS,
        **chart_slots.SLOTS,
        **changes.SLOTS,
    }
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
        "excerpt",
        "excerpt_entry",
        "dated_excerpt",
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
        "types",
        "combined",
        "cause",
        "linked",
        "other_part",
        "stages",
    )
)
"""The slots without which a summary says too little: what the chart says, in its words or in those of the only answer
that it leads to, and what tells two codes apart."""

PARTS = frozenset(("apart_both", "sevenths_alone", "place2"))
"""The slots that tell two codes apart without naming either: where the names are too long."""
NAMES = ("name", "name2")
"""The slots that name the codes."""
OF_BOTH: Mapping[str, Callable[[Names], str]] = MappingProxyType(
    {"pair": said_together, "added": added, "either": either_of}
)
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
        "left_open",
        "open_name",
        *NAMED,
        "second",
        "apart",
        "apart2",
        "apart_both",
        "sevenths",
        "sevenths_alone",
        "choices",
        "linked",
        "nearest",
    )
)
"""The slots whose words are from titles; those of the chart are never abbreviated."""


class Phrases(dict[str, str]):
    """The words of each slot for one issue, "" where it has none; each is worked out when it is first looked up.

    An unknown slot is a `KeyError`.
    """

    __slots__ = ("_context",)

    def __init__(self, context: CardContext) -> None:
        super().__init__()
        self._context = context

    def __missing__(self, slot: str) -> str:
        words = self[slot] = SLOTS[slot](self._context)
        return words

    @property
    def names(self) -> Names:
        """Both names."""
        return self["name"], self["name2"]

    def spoken(self) -> Mapping[str, str]:
        """Return the same words with names as a sentence says them: "osteomyelitis of the right femur"."""
        return _Reworded(self, lambda _: of_the_side, NAMED.keys())

    def shorter(self) -> tuple[Mapping[str, str], ...]:
        """Return fewer words, of names and of other titles, the fullest first; none twice.

        They are not kept here: with what refers to these words they would be a circle, and the chart would stay until
        the collector comes.
        """
        found: dict[tuple[str, ...], Mapping[str, str]] = {}
        for way, tells_apart in _SHORTER:
            words = _Reworded(self, way, _TITLED, tells_apart=tells_apart)
            found.setdefault(words.names, words)
        return tuple(found.values())


class _Reworded(dict[str, str]):
    """The words of each slot with the names of codes in other words.

    `way` returns for both names how to word either; slots that are not `among` those to reword stay as they are, and
    other titles than names are abbreviated. Two names are abbreviated alone where a way of wording them leaves out
    what tells them apart, or all that does without `tells_apart`.
    """

    __slots__ = ("_among", "_full", "_tells_apart", "_way")

    def __init__(self, full: Phrases, way: Way, among: AbstractSet[str], *, tells_apart: bool = True) -> None:
        super().__init__()
        self._full = full
        self._way = way
        self._among = among
        self._tells_apart = tells_apart

    def __missing__(self, slot: str) -> str:
        if slot in NAMES:
            self.update(zip(NAMES, self._both(), strict=True))
        else:
            self[slot] = self._reworded(slot)
        return self[slot]

    @property
    def names(self) -> tuple[str, str, str]:
        """All that is worded in this way: both names, and that of the code nearest to an unknown one."""
        return self["name"], self["name2"], self["nearest"]

    def _reworded(self, slot: str) -> str:
        if slot not in self._among:
            return self._full[slot]
        if slot in OF_BOTH:
            return OF_BOTH[slot]((self["name"], self["name2"]))
        way = self._way(self._full.names) if slot == "nearest" else with_abbreviations
        return way(self._full[slot])

    def _both(self) -> Names:
        """Return both names, reworded; abbreviated alone where that leaves out too much."""
        names = one, other = self._full.names
        way = self._way(names)
        reworded = (way(one), way(other))
        fit = are_told_apart if self._tells_apart else distinct
        return (
            reworded if one == other or fit(names, reworded) else (with_abbreviations(one), with_abbreviations(other))
        )


def _core(names: Names) -> Wording:
    """Return each name as what it is and where, where all have that: "osteomyelitis of the left femur"."""
    if all(core_name(each) for each in names if each):
        return core_name
    return lambda name: without_details(with_abbreviations(name))


def _essence(names: Names) -> Wording:
    """Return each name without all parts that tell neither where it is nor it from the other."""
    return partial(essential, telling=telling_words(names))


_SHORTER: tuple[tuple[Way, bool], ...] = (
    (lambda _: with_abbreviations, True),
    (lambda _: without_details, True),
    (_core, True),
    (_essence, True),
    (lambda _: lambda name: core_name(name) or essential(name), False),
    (lambda _: partial(essential, sides_alone=True), False),  # its beginning and its side
)
"""The ways of wording names in fewer words, the fullest first, and whether what tells two apart has to stay."""
