"""One lock for all threads and processes of a node, for what they share in memory."""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
from contextlib import AbstractContextManager
from typing import Self


class NodeLock(AbstractContextManager["NodeLock"]):
    """To be made before the workers are forked, and held for an instant.

    Threads are kept apart by one lock, processes by another, which a process that dies lets go of.
    """

    def __init__(self) -> None:
        self._threads = threading.Lock()
        self._file = _unnamed_file()

    def __enter__(self) -> Self:
        """Wait for the lock."""
        self._threads.acquire()
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()


def _unnamed_file() -> int:
    """Return a file to lock, as the number that forks share; it is gone with the last process."""
    handle, path = tempfile.mkstemp(prefix="coding-cards-")
    os.unlink(path)  # noqa: PTH108 - as mkstemp gives it
    return handle
