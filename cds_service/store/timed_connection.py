"""A PostgreSQL connection that waits no longer than it may, whatever has become of the server.

`statement_timeout` is the server's own clock, and stops with a server that hangs; `tcp_user_timeout` and keepalives
notice a machine that is gone, and not a process that is stopped, whose kernel goes on answering for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from psycopg.abc import RV, PQGen

_INTERVAL_S = 0.1


class TimedConnection(psycopg.Connection[Any]):
    """A connection with a client-side limit for each exchange with the server; None = no limit."""

    patience_s: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = _INTERVAL_S, timeout: float | None = None) -> RV:
        """Wait for the server, no longer than `patience_s` where the caller names no time.

        :raises psycopg.OperationalError: it took longer. The connection is closed: an answer that comes later would
            be taken for that to the next question.
        """
        limit_s = self.patience_s if timeout is None else timeout
        try:
            return super().wait(gen, interval, limit_s)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise
