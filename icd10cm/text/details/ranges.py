"""Ranges of quantities in titles: "1500-1749 grams", "31 minutes to 59 minutes", "BMI 70 or greater"."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from math import inf, nextafter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NUMBER = r"\d+(?:\.\d+)?"
_DIGIT = re.compile(r"[0-9]")
_BRACKETS = re.compile(r" ?\[[^\]]*\]")


class Quantity(NamedTuple):
    """A quantity that titles give ranges of: its names in titles and in notes.

    `units` are its units with their size in the smallest of them; none for one that is a mere number.
    """

    titles: tuple[str, ...]
    named: tuple[tuple[str, ...], ...]
    units: tuple[tuple[str, float], ...]


class Range(NamedTuple):
    """A range of a quantity, both ends included, and its words in the title."""

    quantity: Quantity
    low: float
    high: float
    words: str


@cache
def load_quantities() -> tuple[Quantity, ...]:
    """Load the quantities of which titles give ranges; read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/quantities.toml").read_text(encoding="utf-8"))
    return tuple(
        Quantity(
            tuple(each["titles"]),
            tuple(tuple(name.split()) for name in sorted(each["named"], key=len, reverse=True)),
            tuple(each["units"].items()),
        )
        for each in table["quantity"].values()
    )


@cache
def quantities_in_titles() -> tuple[str, ...]:
    """Return the names that quantities have in titles, in lower case."""
    return tuple(name for quantity in load_quantities() for name in quantity.titles)


def ranges_in(title: str) -> Iterator[Range]:
    """Yield the range that a title gives of a quantity that it names."""
    if not _DIGIT.search(title):  # the usual case
        return
    plain = _BRACKETS.sub("", title.lower())
    for quantity in load_quantities():
        name = next((name for name in quantity.titles if name in plain), None)
        if name is None:
            continue
        behind = plain[plain.index(name) + len(name) :].strip()
        found = _pattern(quantity).search(behind) if quantity.units else _pattern(quantity).match(behind)
        if found:
            yield Range(quantity, *_ends(found, dict(quantity.units)), found[0])


@cache
def _pattern(quantity: Quantity) -> re.Pattern[str]:
    """Return the pattern of the ranges of a quantity; its units stand behind each number or behind the last."""
    unit = "|".join(sorted((name for name, _ in quantity.units), key=len, reverse=True))
    amount = rf"{_NUMBER}(?: (?:{unit})\b(?: {_NUMBER} (?:{unit})\b)?)" if unit else _NUMBER
    first = rf"{amount}|{_NUMBER}" if unit else _NUMBER
    return re.compile(
        rf"less than (?P<under>{amount})|greater than (?P<over>{amount})|(?P<low>{first})(?: to |-)(?P<high>{amount})"
        rf"|(?P<most>{amount}) or less|(?P<least>{amount}) (?:or greater|and over)|(?P<exact>{amount})$"
    )


def _ends(found: re.Match[str], units: Mapping[str, float]) -> tuple[float, float]:
    said = {name: _amount(text.split(), units) for name, text in found.groupdict().items() if text}
    low, high = said.get("low", said.get("least", -inf)), said.get("high", said.get("most", inf))
    if "exact" in said:
        return said["exact"], said["exact"]
    if "under" in said:
        return low, nextafter(said["under"], low)
    return (nextafter(said["over"], high), high) if "over" in said else (low, high)


def _amount(words: list[str], units: Mapping[str, float]) -> float:
    """Return an amount in the smallest unit: "5 hours 59 minutes"."""
    pairs = zip(words[::2], [*words[1::2], ""], strict=False)
    return sum(float(number) * units.get(unit, 1) for number, unit in pairs)
