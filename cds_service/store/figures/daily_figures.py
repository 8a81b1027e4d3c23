"""Keeps the figures of days that are over, and adds them up to blocks of 2, 4, 8 ... days.

The database itself forgets a day when a record of it comes or goes (migration 0002): its row in `kept_blocks` is gone,
and the day is counted again. A larger block says by its stamp which counts of its days it is the sum of, and is not
used for any others.
"""

from __future__ import annotations

import zlib
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
from sqlalchemy import delete, func, select

from cds_service.report.figures import WHOLE, Figures, shown, with_sums
from cds_service.store.engines import commit_to_disk
from cds_service.store.figures.counting import count_records, count_unknown_cards
from cds_service.store.figures.spans import Block, halves, name_of, span_of
from cds_service.store.rows import insert_new
from cds_service.store.schema.tables import KEPT_BLOCKS, KEPT_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Engine

    from cds_service.report.figures import Pair, Tree

_LOCK = 0x6B657074  # "kept": an advisory lock of PostgreSQL, which the triggers of migration 0002 share


class Stamps:
    """Which blocks are kept of some days, and by its stamp which count each of them is."""

    def __init__(self, connection: Connection, first: date, end: date) -> None:
        table = KEPT_BLOCKS.c
        query = select(table.first_day, table.days, table.stamp).where(table.first_day >= first, table.first_day < end)
        self.kept: dict[Block, str] = {(day, days): stamp for day, days, stamp in connection.execute(query).all()}

    def valid(self, block: Block) -> str | None:
        """Return the stamp that a block has when it is the sum of its days as they are counted now.

        None = a day is not counted.
        """
        first, days = block
        if days == 1:
            return self.kept.get(block)
        place = first.toordinal()
        found = [self.kept.get((date.fromordinal(day), 1), "") for day in range(place, place + days)]
        return sha256("".join(found).encode()).hexdigest()[:32] if all(found) else None

    def is_kept(self, block: Block) -> bool:
        """Return whether a block is kept, and is the sum of its days as they are counted now."""
        return block in self.kept and self.kept[block] == self.valid(block)


def keep(engine: Engine, first: date, end: date, blocks: Iterable[Block]) -> None:
    """Count the days up to but without `end` that are not kept, and add up the blocks that are not."""
    with engine.connect() as connection:
        stamps = Stamps(connection, first, end)
    for place in range(first.toordinal(), end.toordinal()):
        block = (date.fromordinal(place), 1)
        if block not in stamps.kept:
            stamps.kept[block] = _keep_day(engine, block)
    for block in blocks:
        _build(engine, stamps, block)


def _build(engine: Engine, stamps: Stamps, block: Block) -> None:
    if stamps.is_kept(block) or (stamp := stamps.valid(block)) is None:
        return
    for half in halves(block):
        _build(engine, stamps, half)
    _keep_sum(engine, block, stamp, {half: stamps.valid(half) for half in halves(block)})
    stamps.kept[block] = stamp


def _keep_day(engine: Engine, block: Block) -> str:
    """Count a day and keep it; return its stamp. Nobody writes meanwhile, so that no record slips through."""
    with engine.connect() as connection:
        commit_to_disk(connection, is_promised=False, has_records=False)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        known = connection.execute(select(KEPT_BLOCKS.c.stamp).where(KEPT_BLOCKS.c.block == name_of(block))).scalar()
        if known is not None:
            return str(known)
        stamp = uuid4().hex
        figures = with_sums(count_records(connection, *span_of(block)))
        _put(connection, block, stamp, figures, count_unknown_cards(connection, *span_of(block)))
        connection.commit()
        return stamp


def _keep_sum(engine: Engine, block: Block, stamp: str, parts: Mapping[Block, str | None]) -> None:
    """Add two blocks up; where one of them has changed in the meantime, nothing is kept."""
    names = {name_of(part): expected for part, expected in parts.items()}
    figures: dict[Pair, Figures] = {}
    with engine.connect() as connection:
        commit_to_disk(connection, is_promised=False, has_records=False)
        kept = connection.execute(select(KEPT_BLOCKS).where(KEPT_BLOCKS.c.block.in_(names))).all()
        if {row.block: row.stamp for row in kept} != names:
            return
        table = KEPT_FIGURES.c
        query = select(table.block, table.stamp, table.client, table.hook, table.lines, table.topics)
        for name, found, client, hook, lines, topics in connection.execute(query.where(table.block.in_(names))).all():
            if found != names[name]:
                return
            figures.setdefault((client, hook), Figures()).add(Figures(unpacked(lines), unpacked(topics)))
        _put(connection, block, stamp, figures, sum(row.unknown_cards for row in kept))
        connection.commit()


def _put(connection: Connection, block: Block, stamp: str, figures: Mapping[Pair, Figures], unknown_cards: int) -> None:
    name, dialect = name_of(block), connection.dialect.name
    rows = [
        {
            "block": name,
            "stamp": stamp,
            "client": client,
            "hook": hook,
            "whole": _packed(found.lines.get(WHOLE, {})),
            "shown": _packed(shown(found.lines)),
            "lines": _packed(found.lines),
            "topics": _packed(found.topics),
        }
        for (client, hook), found in figures.items()
    ]
    for table in (KEPT_FIGURES, KEPT_BLOCKS):
        connection.execute(delete(table).where(table.c.block == name))
    if rows:
        connection.execute(insert_new(KEPT_FIGURES, dialect), rows)
    row = {"block": name, "first_day": block[0], "days": block[1], "stamp": stamp, "unknown_cards": unknown_cards}
    connection.execute(insert_new(KEPT_BLOCKS, dialect), row)


def _packed(tree: Tree) -> bytes:
    return zlib.compress(orjson.dumps(tree), 1)


def unpacked(packed: bytes) -> Tree:
    """Return a tree that was kept."""
    tree: Tree = orjson.loads(zlib.decompress(packed))
    return tree
