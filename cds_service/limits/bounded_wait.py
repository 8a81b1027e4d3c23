"""Waiting with an end for work that may hang: a name that is looked up, a connection that is opened, a query."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")


class BoundedWait:
    """Does work in its own threads, so that the caller can stop waiting; safe to make before a fork.

    Work that hangs keeps its thread until its own clock ends it. When all threads hang, further work does not
    begin, and its callers wait no longer than the others.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    def run(self, work: Callable[[], _Result], within_s: float) -> _Result:
        """Return what the work returns.

        :raises TimeoutError: there is no result in time.
        """
        future = self._threads.submit(work)
        try:
            return future.result(within_s)
        except FutureTimeoutError:
            future.cancel()
            raise TimeoutError from None

    def close(self) -> None:
        """Drop what has not begun; do not wait for what hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
