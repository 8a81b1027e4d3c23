"""The counts of the report page, from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError

from cds_service.errors import StoreUnreachableError
from cds_service.store.address import read_address
from cds_service.store.counting import count_records
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.tables import CARDS, FEEDBACK

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from cds_service.pages.report_filter import ReportFilter
    from cds_service.report import Counts


@dataclass(frozen=True, slots=True)
class Moment:
    """The cards that a rule showed in one part of the time, and how many of them were accepted."""

    span: int
    client: str
    hook: str
    rule: str
    cards: int
    accepted: int


class ReportCounts:
    """Counts what the store holds; nothing is opened before the first report."""

    def __init__(self, database_url: str) -> None:
        self._engine: Engine = make_engine(read_address(database_url), UNHURRIED)

    def count(self, asked: ReportFilter) -> tuple[Counts, tuple[Moment, ...]]:
        """Return the counts of all clients, hooks and rules in the days asked for, as a whole and over time.

        :raises StoreUnreachableError: the store does not answer.
        """
        try:
            with self._engine.connect() as connection:
                return count_records(connection, asked.start, asked.end), _over_time(connection, asked)
        except SQLAlchemyError:
            raise StoreUnreachableError("the store cannot be reached") from None


def _over_time(connection: Connection, asked: ReportFilter) -> tuple[Moment, ...]:
    spans = asked.spans()
    span = case(*((CARDS.c.at < end, index) for index, (_, _, end) in enumerate(spans)))
    accepted = select(FEEDBACK.c.card).where(FEEDBACK.c.outcome == "accepted").distinct().subquery()
    query = (
        select(span, CARDS.c.client, CARDS.c.hook, CARDS.c.rule, func.count(), func.count(accepted.c.card))
        .select_from(CARDS.outerjoin(accepted, accepted.c.card == CARDS.c.uuid))
        .where(CARDS.c.at >= asked.start, CARDS.c.at < asked.end, CARDS.c.held_back.is_(None))
        .group_by(span, CARDS.c.client, CARDS.c.hook, CARDS.c.rule)
    )
    return tuple(Moment(*row) for row in connection.execute(query))
