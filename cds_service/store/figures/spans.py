"""Time in pieces: blocks of days that are over, and the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Block = tuple[date, int]
"""A first day and a number of days, which is a power of two; blocks of one size begin at its multiples."""
Span = tuple[datetime, datetime | None]


class Pieces:
    """A span of time, its end not included (None = without end), in pieces.

    `blocks` are days that are over before `today`, `first` up to but without `end`; `live` is what is left.
    """

    def __init__(self, since: datetime, until: datetime | None, today: date) -> None:
        first = midnight(since.date())
        start = first if first == since else first + timedelta(days=1)
        stop = midnight(min(until.date(), today) if until else today)
        self.live: list[Span] = []
        self.blocks: list[Block] = []
        self.first = self.end = start.date()
        if start >= stop:
            if until is None or since < until:
                self.live.append((since, until))
            return
        self.end = stop.date()
        self.blocks += blocks_of(self.first, self.end)
        if since < start:
            self.live.append((since, start))
        if until is None or stop < until:
            self.live.append((stop, until))


def blocks_of(first: date, end: date) -> Iterator[Block]:
    """Return the largest blocks that make up the days up to but without `end`."""
    place, stop = first.toordinal(), end.toordinal()
    while place < stop:
        days = 1
        while place % (2 * days) == 0 and place + 2 * days <= stop:
            days *= 2
        yield date.fromordinal(place), days
        place += days


def halves(block: Block) -> tuple[Block, Block]:
    """Return the two blocks that a block of several days is made of."""
    first, days = block
    half = days // 2
    return (first, half), (first + timedelta(days=half), half)


def name_of(block: Block) -> str:
    """Return the name by which a block is kept, such as "2026-03-01+8"."""
    return f"{block[0]}+{block[1]}"


def span_of(block: Block) -> tuple[datetime, datetime]:
    """Return when a block begins, and when it is over."""
    return midnight(block[0]), midnight(block[0] + timedelta(days=block[1]))


def midnight(day: date) -> datetime:
    """Return when a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)
