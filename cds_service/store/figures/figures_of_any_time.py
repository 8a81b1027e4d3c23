"""Figures of any time: what is kept of the days that are over (`keeping.py`), and the rest from the records."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, true

from cds_service.report.figures import ALL, WHOLE, Counts, Figures, Pair, Tree, add, shown, sums_of
from cds_service.store.figures.counting import count_records, count_unknown_cards
from cds_service.store.figures.daily_figures import Stamps, keep, unpacked
from cds_service.store.figures.spans import Block, Pieces, Span, midnight, name_of, span_of
from cds_service.store.schema.tables import CALLS, CARDS, FEEDBACK, KEPT_BLOCKS, KEPT_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, Engine


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be read.

    `since` and `until` (not included) are None for no bound. `pair` is the client and hook asked for. `starts` are
    where the parts begin whose cards are wanted over time, each up to the next one and the last up to `until`.
    `rule`: the lines of each client and each hook are wanted of this rule too, and not only as a whole. `with_pairs`:
    those of each client and hook together are wanted as well, of all rules. `with_unknown_cards`: so are the cards that
    feedback names and the store does not know.
    """

    since: datetime | None = None
    until: datetime | None = None
    pair: Pair = (ALL, ALL)
    starts: Sequence[datetime] = ()
    rule: str = ""
    with_pairs: bool = False
    with_unknown_cards: bool = True


def read_counts(engine: Engine, asked: Asked) -> Counts:
    """Return what is asked for; days that are over and not kept yet are counted and kept first."""
    with engine.connect() as connection:
        earliest = _earliest(connection)
    if earliest is None:
        return Counts(shown=[{} for _ in asked.starts])
    today = datetime.now(UTC).date()
    whole = Pieces(max(asked.since or earliest, earliest), asked.until, today)
    ends = (*asked.starts[1:], asked.until)
    parts = [Pieces(max(start, earliest), end, today) for start, end in zip(asked.starts, ends, strict=False)]
    blocks = [block for pieces in (whole, *parts) for block in pieces.blocks]
    with _snapshot(engine) as connection:
        stamps = Stamps(connection, whole.first, whole.end)
        if all(map(stamps.is_kept, blocks)):
            return _Reading(connection, stamps, asked).counts(whole, parts)
    keep(engine, whole.first, whole.end, blocks)
    with _snapshot(engine) as connection:
        return _Reading(connection, Stamps(connection, whole.first, whole.end), asked).counts(whole, parts)


def _earliest(connection: Connection) -> datetime | None:
    """Return the beginning of the first day of which something is recorded."""
    columns = (CALLS.c.at, CARDS.c.at, FEEDBACK.c.received_at)
    moments = [connection.execute(select(func.min(column))).scalar_one() for column in columns]
    first = min((moment for moment in moments if moment is not None), default=None)
    return midnight(first.date()) if first is not None else None


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Hand out a connection to which the store stands still."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@dataclass(frozen=True, slots=True)
class _Reading:
    """Adds up what is kept, and counts the rest, once for each piece of it."""

    connection: Connection
    stamps: Stamps
    asked: Asked
    counted: dict[Span, dict[Pair, Figures]] = field(default_factory=dict)

    def counts(self, whole: Pieces, parts: Sequence[Pieces]) -> Counts:
        """Return all that is asked for."""
        unknown_cards = self.unknown_cards(whole) if self.asked.with_unknown_cards else 0
        return Counts(self.figures(whole), self.lines(whole), self.shown(parts), unknown_cards)

    def figures(self, pieces: Pieces) -> Figures:
        """Return the figures of the client and hook that are asked for."""
        table = KEPT_FIGURES.c
        rows = list(self._kept(pieces.blocks, self._is_pair(), table.lines, table.topics))
        rows.sort(key=lambda row: len(row[1]))
        # Begins with the largest, to which the smaller ones are added.
        total = Figures(*map(unpacked, rows.pop())) if rows else Figures()
        for row in rows:
            total.add(Figures(*map(unpacked, row)))
        for found in self._live(pieces):
            for pair, figures in found.items():
                if self.asked.pair in sums_of(*pair):
                    total.add(figures)
        return total

    def lines(self, pieces: Pieces) -> dict[Pair, Tree]:
        """Return the lines of the clients and hooks beside them."""
        client, hook = self.asked.pair
        table, total = KEPT_FIGURES.c, dict[Pair, Tree]()
        is_wanted = true() if self.asked.with_pairs else (table.client == client) | (table.hook == hook)
        by_rule = bool(self.asked.rule) or self.asked.with_pairs
        for one, other, packed in self._kept(
            pieces.blocks, is_wanted, table.client, table.hook, table.lines if by_rule else table.whole
        ):
            tree = unpacked(packed)
            add(total.setdefault((one, other), {}), self._wanted(tree) if by_rule else {WHOLE: tree})
        for found in self._live(pieces):
            for pair, figures in found.items():
                self._add_lines(total, pair, self._wanted(figures.lines))
        return total

    def _add_lines(self, total: dict[Pair, Tree], pair: Pair, lines: Tree) -> None:
        client, hook = self.asked.pair
        for each in sums_of(*pair):
            if self.asked.with_pairs or client == each[0] or hook == each[1]:
                add(total.setdefault(each, {}), lines)

    def _wanted(self, lines: Tree) -> Tree:
        if self.asked.with_pairs:
            return lines
        return {rule: lines[rule] for rule in (WHOLE, self.asked.rule) if rule in lines}

    def shown(self, parts: Sequence[Pieces]) -> list[Tree]:
        """Return the cards shown in each part, by rule."""
        table = KEPT_FIGURES.c
        blocks = [block for pieces in parts for block in pieces.blocks]
        rows = self._kept(blocks, self._is_pair(), table.block, table.shown)
        kept = {name: unpacked(tree) for name, tree in rows}
        totals: list[Tree] = []
        for pieces in parts:
            total: Tree = {}
            for block in pieces.blocks:
                add(total, kept.get(name_of(block), {}))
            for found in self._live(pieces):
                for pair, figures in found.items():
                    if self.asked.pair in sums_of(*pair):
                        add(total, shown(figures.lines))
            totals.append(total)
        return totals

    def unknown_cards(self, pieces: Pieces) -> int:
        """Return how many cards feedback named that the store does not know."""
        kept = [name_of(block) for block in pieces.blocks if self.stamps.is_kept(block)]
        query = select(func.coalesce(func.sum(KEPT_BLOCKS.c.unknown_cards), 0)).where(KEPT_BLOCKS.c.block.in_(kept))
        number: int = self.connection.execute(query).scalar_one()
        return number + sum(count_unknown_cards(self.connection, *span) for span in self._spans(pieces))

    def _is_pair(self) -> ColumnElement[bool]:
        client, hook = self.asked.pair
        return (KEPT_FIGURES.c.client == client) & (KEPT_FIGURES.c.hook == hook)

    def _kept(
        self, blocks: Sequence[Block], condition: ColumnElement[bool], *columns: Column[Any]
    ) -> Iterator[tuple[Any, ...]]:
        """Return these columns of the blocks that are kept."""
        kept = [name_of(block) for block in blocks if self.stamps.is_kept(block)]
        query = select(*columns).where(KEPT_FIGURES.c.block.in_(kept), condition)
        return (tuple(row) for row in self.connection.execute(query).all())

    def _spans(self, pieces: Pieces) -> list[Span]:
        """Return what is not kept: parts of days, today, and blocks that changed after they were looked for."""
        return [*pieces.live, *(span_of(block) for block in pieces.blocks if not self.stamps.is_kept(block))]

    def _live(self, pieces: Pieces) -> Iterator[dict[Pair, Figures]]:
        for span in self._spans(pieces):
            if span not in self.counted:
                self.counted[span] = count_records(self.connection, *span)
            yield self.counted[span]
