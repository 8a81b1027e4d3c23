"""Writes to the store: one thread a process, many records a transaction.

A call is handed over and answered; its record is written a twentieth of a second later, with those that came in the
meantime, since a transaction costs more than what is in it. Feedback and token ids wait until they are on disk, sharing
one commit with whatever else is waiting. While the store cannot be reached, what was handed over is kept (up to a
limit) and tried again; what waits is refused.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError, StatementError

from cds_service.errors import ServiceError, StoreSlowError, StoreUnreachableError
from cds_service.observability.logs import log, log_failure
from cds_service.store.engines import commit_to_disk
from cds_service.store.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from cds_service.store.rows import Row

_BATCH = 500
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 1.0
_IDLE_S = 0.5
_PAUSE_FOR_MORE_S = 0.05


@dataclass(frozen=True, slots=True)
class _Job:
    """Rows to insert, then `work` to do; `done` is where somebody waits for it."""

    rows: tuple[Row, ...]
    work: Callable[[Connection], Any] | None = None
    done: Future[Any] | None = None


_NOTHING = _Job(())


class Writer:
    """The thread that writes, and the queue before it; it starts with the first record.

    `prepare` is called before the first transaction, and again after each failure: it brings the schema up to
    date. `confirm` is called after each commit, before anybody hears of it, and may raise. `limit` is how many
    records are kept while the store cannot be reached.
    """

    def __init__(
        self,
        engine: Engine,
        prepare: Callable[[], object],
        limit: int = 10_000,
        confirm: Callable[[], object] = lambda: None,
    ) -> None:
        self._engine = engine
        self._prepare = prepare
        self._confirm = confirm
        self._is_prepared = False
        self._waiting: queue.Queue[_Job] = queue.Queue(limit)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        # Set while somebody waits for a job, or for the end.
        self._hurry = threading.Event()
        self._lost = 0
        self._in_hand = 0
        self._unwaited: list[_Job] = []

    @property
    def is_prepared(self) -> bool:
        """Whether the store was prepared, and nothing has failed since."""
        return self._is_prepared

    @property
    def lost(self) -> int:
        """How many records could not be kept until the store was back; they are nowhere."""
        return self._lost

    @property
    def waiting(self) -> int:
        """How many records are kept here and not on disk yet; many, while the store cannot be reached."""
        return self._waiting.qsize() + self._in_hand

    def prepare(self) -> None:
        """Prepare the store now, instead of before the first transaction."""
        self._prepare()
        self._is_prepared = True

    def offer(self, rows: tuple[Row, ...], work: Callable[[Connection], Any] | None = None) -> bool:
        """Hand rows and work over without waiting; False when there are too many already, and they are lost."""
        if not self._put(_Job(rows, work)):
            self._lose(1)
            return False
        return True

    def store(
        self,
        rows: tuple[Row, ...],
        timeout_s: float,
        work: Callable[[Connection], Any] | None = None,
        undo: Callable[[Connection], Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the work returns
        """Write rows, do `work` in the same transaction, and return its result once all is committed.

        `undo` is done right after a commit that came too late for its caller, where the work had returned a true value.

        :raises StoreSlowError: the time is up. What was not begun by then will not be stored.
        :raises StoreUnreachableError: it is not known to be stored; storing it again does no harm.
        """
        done: Future[Any] = Future()
        if not self._put(_Job(rows, work, done)):
            raise StoreUnreachableError
        self._hurry.set()
        try:
            return done.result(timeout_s)
        except NotInTimeError:
            if not done.cancel() and undo is not None:
                done.add_done_callback(lambda late: self._undo(late, undo))
            raise StoreSlowError from None

    def _undo(self, late: Future[Any], undo: Callable[[Connection], Any]) -> None:
        if late.exception() is None and late.result():
            self._unwaited.append(_Job((), undo))
            self._put(_NOTHING)  # wakes the thread

    def close(self, timeout_s: float) -> None:
        """Write what is waiting and stop; what cannot be written in that time is lost."""
        with self._lock:
            self._closing.set()
            self._hurry.set()
            thread, self._thread = self._thread, None
        if thread is None:
            return
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(_NOTHING)  # wakes the thread
        thread.join(timeout_s)
        self._lose(len(_without_waiting(self._taken(self._waiting.qsize()))))
        if self._lost:
            log("records lost", logging.ERROR, records=self._lost)

    def _put(self, job: _Job) -> bool:
        if self._closing.is_set():
            return False
        if self._thread is None:
            self._start()
        try:
            self._waiting.put_nowait(job)
        except queue.Full:
            return False
        return True

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                first = self._waiting.get(timeout=_IDLE_S)
            except queue.Empty:
                if self._closing.is_set():
                    return
                continue
            self._hurry.wait(_PAUSE_FOR_MORE_S)
            self._hurry.clear()
            jobs = [first, *self._taken(_BATCH - 1)]
            self._in_hand = len(jobs)
            try:
                self._write([job for job in jobs if job is not _NOTHING])
            except Exception as error:  # noqa: BLE001 - a fault of ours is reported, and the thread goes on
                log_failure(error)
                self._lose(len(_without_waiting(jobs)))
            self._in_hand = 0
            # Before anything that was handed over since: a token may have been used again by then.
            while self._unwaited:
                self._write([self._unwaited.pop()])
            if self._closing.is_set() and self._waiting.empty():
                return

    def _taken(self, most: int) -> list[_Job]:
        """Return what is waiting now, without waiting for more."""
        jobs: list[_Job] = []
        with contextlib.suppress(queue.Empty):
            while len(jobs) < most:
                jobs.append(self._waiting.get_nowait())
        return jobs

    def _write(self, jobs: list[_Job]) -> None:
        """Write jobs, however long the store is away; those that somebody waits for are refused after two tries."""
        pause, failures = _FIRST_PAUSE_S, 0
        while jobs:
            fault = self._try(jobs)
            if fault is None:
                if failures > 1:
                    log("store is back", logging.WARNING, failures=failures)
                return
            failures += 1
            if failures == 1:
                continue  # a connection that had gone stale, or two nodes in each other's way
            jobs = _without_waiting(jobs)
            if failures == 2:
                log("store is unreachable", logging.ERROR, error=type(fault).__name__, kept=len(jobs))
            if self._closing.wait(pause):
                self._lose(len(jobs))
                return
            pause = min(2 * pause, _LONGEST_PAUSE_S)
            jobs += [job for job in self._taken(_BATCH - len(jobs)) if job is not _NOTHING]
            self._in_hand = len(jobs)

    def _try(self, jobs: list[_Job]) -> Exception | None:
        """Write jobs; return what the store failed with, None where they are written or can never be."""
        try:
            self._commit(jobs)
        except (SQLAlchemyError, ServiceError, TypeError, ValueError) as error:
            if not _is_about_data(error):
                self._is_prepared = False
                return error
            self._write_one_by_one(jobs, error)
        return None

    def _commit(self, jobs: list[_Job]) -> None:
        if not self._is_prepared:
            self.prepare()
        jobs = [job for job in jobs if _is_wanted(job)]
        results = self._transact(jobs)
        self._confirm()
        for job, result in zip(jobs, results, strict=True):
            if job.done is not None:
                job.done.set_result(result)

    def _transact(self, jobs: list[_Job]) -> list[Any]:
        """Write all jobs in one transaction; return the results of their work."""
        rows = [row for job in jobs for row in job.rows]
        is_promised = any(job.done is not None and job.rows for job in jobs)
        with self._engine.begin() as connection:
            commit_to_disk(connection, is_promised=is_promised, has_records=bool(rows))
            insert_rows(connection, rows)
            return [job.work(connection) if job.work else None for job in jobs]

    def _write_one_by_one(self, jobs: list[_Job], error: Exception) -> None:
        """Find the job whose data the database refuses; that one alone is lost. It is a fault of ours."""
        if len(jobs) > 1:
            for job in jobs:
                self._write([job])
            return
        log_failure(error)
        self._lose(1)
        if jobs[0].done is not None and _is_wanted(jobs[0]):
            jobs[0].done.set_exception(error)

    def _lose(self, records: int) -> None:
        with self._lock:
            self._lost += records


def _is_about_data(error: Exception) -> bool:
    """Return whether an error is about the data handed over, and not about the store.

    What cannot be written as JSON or as text is refused by Python itself, before the database sees it.
    """
    is_refused = isinstance(error, (DataError, IntegrityError, TypeError, ValueError))
    return type(error) is StatementError or (is_refused and not isinstance(error, ServiceError))


def _is_wanted(job: _Job) -> bool:
    """Return whether a job is to be done: nobody has given up waiting for it, and from now on nobody can."""
    if job.done is None or job.done.running():
        return True
    return not job.done.done() and job.done.set_running_or_notify_cancel()


def _without_waiting(jobs: list[_Job]) -> list[_Job]:
    """Refuse the jobs that somebody waits for; return the others."""
    for job in jobs:
        if job.done is not None and _is_wanted(job):
            job.done.set_exception(StoreUnreachableError())
    return [job for job in jobs if job.done is None]
