"""The first and last effective day of codes that were added, deleted or split since October 1, 2022.

The data file holds the changes only. With one tabular list of that time they say which codes are valid on any day of it
(see `releases.validity`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.errors import BrokenReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FILE = "data/life_spans.csv"


@dataclass(frozen=True, slots=True)
class LifeSpan:
    """The time in which a code is effective.

    `first` and `last` are None where they lie outside the time that the file covers. `replaced` is the code that was
    used before this one, "" where none is known.
    """

    code: str
    first: date | None
    last: date | None
    replaced: str = ""

    def holds(self, day: date) -> bool:
        """Return whether the code is effective on a day of the time that the file covers."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class LifeSpans:
    """The life spans of all codes that changed from `known_from` to `known_to`."""

    known_from: date
    known_to: date
    _spans: Mapping[str, tuple[LifeSpan, ...]] = field(repr=False)
    _ordered: tuple[str, ...] = field(repr=False)
    _replaced_by: Mapping[str, tuple[str, ...]] = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that changed, in order."""
        return self._ordered

    def covers(self, day: date) -> bool:
        """Return whether the file says of a day which codes changed before and after it."""
        return self.known_from <= day <= self.known_to

    def of(self, code: str) -> tuple[LifeSpan, ...]:
        """Return the life spans of a code that changed; () for one that did not, or that never existed."""
        return self._spans.get(code, ())

    def effective(self, code: str, day: date) -> bool:
        """Return whether a code that changed is effective on a day."""
        return any(span.holds(day) for span in self.of(code))

    def below(self, category: str, day: date) -> tuple[str, ...]:
        """Return the codes that changed, begin with a category and are effective on a day."""
        found: list[str] = []
        for place in range(bisect_left(self._ordered, category), len(self._ordered)):
            code = self._ordered[place]
            if not code.startswith(category):
                break
            if code != category and self.effective(code, day):
                found.append(code)
        return tuple(found)

    def replaced_by(self, code: str) -> tuple[str, ...]:
        """Return the codes that took the place of one that ended; () where they are not known."""
        return self._replaced_by.get(code, ())


@cache
def load_life_spans() -> LifeSpans:
    """Return the life spans of the installed data file, read once per process."""
    return read_life_spans(files("icd10cm").joinpath(_FILE).read_text(encoding="ascii"))


def read_life_spans(text: str) -> LifeSpans:
    """Return the life spans in a data file.

    :raises BrokenReleaseError: the file is not in its form.
    """
    head = dict(
        line.lstrip("# ").split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line
    )
    spans: dict[str, tuple[LifeSpan, ...]] = {}
    try:
        for span in _rows(text.splitlines()):
            spans[span.code] = (*spans.get(span.code, ()), span)
        known_from, known_to = date.fromisoformat(head["from"]), date.fromisoformat(head["to"])
    except (KeyError, ValueError) as error:
        raise BrokenReleaseError(f"{_FILE} is not in its form: {error}") from error
    return LifeSpans(known_from, known_to, spans, tuple(sorted(spans)), _successors(spans))


def _rows(lines: Iterable[str]) -> Iterator[LifeSpan]:
    for line in lines:
        if line and not line.startswith("#"):
            code, first, last, replaced = line.split(",")
            yield LifeSpan(code, _day(first), _day(last), replaced)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _successors(spans: Mapping[str, tuple[LifeSpan, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each code that ended, the codes that began the day after and replaced it."""
    found: dict[str, list[str]] = {}
    for code, own in spans.items():
        for span in own:
            ended = [old.last for old in spans.get(span.replaced, ()) if old.last is not None]
            if span.first is not None and any((span.first - last).days == 1 for last in ended):
                found.setdefault(span.replaced, []).append(code)
    return {old: tuple(new) for old, new in found.items()}
