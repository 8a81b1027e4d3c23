"""Two JSON documents line by line, as they differ."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_AROUND = 2


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A line of the difference: gone, new, in both, or lines left out between."""

    mark: Literal["-", "+", " ", "…"]
    text: str


def json_difference(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[DifferenceLine, ...]:
    """Return the lines that differ with two lines around them; None means no document."""
    return tuple(_lines(_written(before), _written(after)))


def _lines(old: list[str], new: list[str]) -> Iterator[DifferenceLine]:
    if not old or not new:
        yield from _marked("-", old)
        yield from _marked("+", new)
        return
    done = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND):
        if group[0][1] > done:
            yield DifferenceLine("…", "")
        for kind, first, end, other_first, other_end in group:
            if kind == "equal":
                yield from _marked(" ", old[first:end])
            else:
                yield from _marked("-", old[first:end])
                yield from _marked("+", new[other_first:other_end])
            done = end
    if done < len(old):
        yield DifferenceLine("…", "")


def _marked(mark: Literal["-", "+", " "], lines: Iterable[str]) -> Iterator[DifferenceLine]:
    return (DifferenceLine(mark, line) for line in lines)


def _written(document: Mapping[str, Any] | None) -> list[str]:
    return [] if document is None else orjson.dumps(document, option=orjson.OPT_INDENT_2).decode().splitlines()
