"""The counts of the report page, from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from cds_service.database_url import read_address
from cds_service.errors import StoreUnreachableError
from cds_service.store.engines import REPORTING, make_engine
from cds_service.store.figures.figures_of_any_time import Asked, read_counts

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cds_service.pages.site import Site
    from cds_service.report.figures import Counts
    from cds_service.report.filter import ReportFilter


def report_counts(site: Site) -> ReportCounts | None:
    """Return what counts for the pages of a service, None where it has no store."""
    return ReportCounts(site.settings.database_url) if site.reviewer.store is not None else None


class ReportCounts:
    """Counts what the store holds; nothing is opened before the first report."""

    def __init__(self, database_url: str) -> None:
        self._engine: Engine = make_engine(read_address(database_url), REPORTING)

    def for_page(self, asked: ReportFilter) -> Counts:
        """Return the counts of the days asked for, as a whole and over time.

        :raises StoreUnreachableError: the store does not answer.
        """
        return self._read(
            Asked(
                asked.start,
                asked.end,
                asked.pair,
                starts=asked.starts(),
                rule=asked.rule,
                with_unknown_cards=False,
            )
        )

    def for_table(self, asked: ReportFilter) -> Counts:
        """Return the counts of the days asked for, down to each client and hook.

        :raises StoreUnreachableError: the store does not answer.
        """
        return self._read(Asked(asked.start, asked.end, asked.pair, with_pairs=True))

    def _read(self, asked: Asked) -> Counts:
        try:
            return read_counts(self._engine, asked)
        except SQLAlchemyError:
            raise StoreUnreachableError("the store cannot be reached") from None
