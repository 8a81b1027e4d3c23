"""Quantities in the words of titles: "BW 1,620 g" is 1500-1749 grams, "LOC for about 20 min" 30 minutes or less.

What leaves open which range it is in stays as it is: "over 30 min", "2.4 kg now".
"""

from __future__ import annotations

import re
from math import inf, nextafter
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from icd10cm.anatomy.phrases import TOKEN
from icd10cm.text.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.text.details.ranges import Quantity, Range
    from icd10cm.text.lexicon import Item

_GLUED = re.compile(r"(\d+)([a-z]+)")
_LESS = frozenset(("<", "less", "under"))
_MORE = frozenset((">", "over", "greater", "more"))
_LEADING = (
    frozenset(("for", "x", "of", "was", "is", "at", ":", "=", "~", "than", "lasting", "lasted", "witnessed", "brief"))
    | {"approx", "approximately", "about", "around", "score"}
    | _LESS
    | _MORE
)
_NOT_BEHIND = frozenset(("ago", "after", "before", "later", "prior", "post", "old", "%", "percentile"))
_RANGE = frozenset(("-", "to"))
_PARTS = 2
"""A quantity has one unit, or two: "3 lb 9 oz"."""


class _Told(NamedTuple):
    """The least and the most that a text may mean, the words, from `first` up to `end`, that say so, and the name."""

    low: float
    high: float
    first: int
    end: int
    name: int = 0


def in_ranges(sentence: Sequence[Item], ranges: Sequence[Range]) -> list[Item]:
    """Return the items of a sentence with a quantity as titles say it; `ranges` are those of the titles."""
    items = list(sentence)
    if not ranges or not any(item.text[:1].isdecimal() for item in sentence):  # the usual case
        return items
    words = [(at, word) for at, item in enumerate(sentence) for word in _parts(item)]
    for quantity in dict.fromkeys(each.quantity for each in ranges):
        for told in _told(quantity, [word for _, word in words]):
            first, last, name = words[told.first][0], words[told.end - 1][0], words[told.name][0]
            said = _range_of(quantity, told, ranges)
            if said and _is_one(sentence, (name, *range(first, last + 1))):
                return [*items[:first], _as_title(items[first], f"{quantity.titles[0]} {said}"), *items[last + 1 :]]
    return items


def _is_one(sentence: Sequence[Item], places: Sequence[int]) -> bool:
    """Return whether a sentence affirms, or denies, all of some items."""
    return len({sentence[at].status for at in places}) == 1


def _range_of(quantity: Quantity, told: _Told, ranges: Sequence[Range]) -> str:
    """Return the words of the one range of titles that holds all that a text may mean; "" for none, or several."""
    fitting = {
        (each.low, each.high): each.words
        for each in reversed(ranges)  # titles differ in "1 hour" and "1 hours"
        if each.quantity == quantity and each.low <= told.low and told.high <= each.high
    }
    return fitting.popitem()[1] if len(fitting) == 1 else ""


def _parts(item: Item) -> Iterator[str]:
    for word in item.words:
        glued = _GLUED.fullmatch(word)
        yield from glued.groups() if glued else (word,)


def _as_title(item: Item, text: str) -> Item:
    return replace(item, kind=Kind.MEASURE, words=tuple(TOKEN.findall(text)), text=text, capital=False, spaced=True)


def _told(quantity: Quantity, words: Sequence[str]) -> Iterator[_Told]:
    """Yield what a text says of a quantity behind each of its names, or before it."""
    at = 0
    while at < len(words):
        name = next((name for name in quantity.named if tuple(words[at : at + len(name)]) == name), ())
        if name:
            told = _behind(quantity, words, at + len(name)) or _ahead(quantity, words, at)
            if told is not None:
                yield told._replace(name=at)
        at += len(name) or 1


def _behind(quantity: Quantity, words: Sequence[str], first: int) -> _Told | None:
    """Return the quantity behind a name: "for about 5 min", "< 1 min", "5-10 minutes"."""
    comma = bool(quantity.units) and words[first : first + 1] == [","]
    leading = at = first + comma
    while at < len(words) and words[at] in _LEADING:
        at += 1
    told = _amounts(quantity, words, at)
    if told is None or not _NOT_BEHIND.isdisjoint(words[told.end : told.end + 1]):
        return None
    if comma and any(word[0].isalnum() for word in words[told.end : told.end + 1]):  # "LOC, 20 min drive"
        return None
    return _compared(told, words[leading:at])._replace(first=first)


def _compared(told: _Told, leading: Sequence[str]) -> _Told:
    """Return all that is less or more than a quantity, where a word before it says so."""
    if not _LESS.isdisjoint(leading):
        return told._replace(low=-inf, high=nextafter(told.high, -inf))
    if not _MORE.isdisjoint(leading):
        return told._replace(low=nextafter(told.low, inf), high=inf)
    return told


def _ahead(quantity: Quantity, words: Sequence[str], end: int) -> _Told | None:
    """Return the quantity right before a name: "20 min loss of consciousness"."""
    if not quantity.units:
        return None
    starts = (_amounts(quantity, words, at) for at in range(max(0, end - 2 * _PARTS - 2), end))
    return next((told for told in starts if told is not None and told.end == end), None)


def _amounts(quantity: Quantity, words: Sequence[str], at: int) -> _Told | None:
    """Return an amount, or the two of a range, at a word; the unit may stand behind the second alone."""
    first, unit, end = _amount(quantity, words, at)
    last, size, after = first, unit, end
    if words[end : end + 1] and words[end] in _RANGE:
        last, size, after = _amount(quantity, words, end + 1)
    if first is None or last is None or (quantity.units and not size):
        return None
    return _Told(first if unit or not size else first * size, last, at, after)


def _amount(quantity: Quantity, words: Sequence[str], at: int) -> tuple[float | None, float, int]:
    """Return an amount in the smallest unit, the size of its unit (0 for none) and the position behind it."""
    units = dict(quantity.units)
    total, size = 0.0, 0.0
    end = at
    for _ in range(_PARTS):
        number, after = _number(words, end)
        unit = units.get(words[after], 0.0) if after < len(words) else 0.0
        if number is None or (end > at and not unit):
            break
        total, size, end = total + number * (unit or 1), unit, after + bool(unit)
        if not unit:
            break
    return (total if end > at else None), size, end


def _number(words: Sequence[str], at: int) -> tuple[float | None, int]:
    if at >= len(words) or not words[at].isdecimal():
        return None, at
    if words[at + 1 : at + 2] == ["."] and at + 2 < len(words) and words[at + 2].isdecimal():
        return float(f"{words[at]}.{words[at + 2]}"), at + 3
    return float(words[at]), at + 1
