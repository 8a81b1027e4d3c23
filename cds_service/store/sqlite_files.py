"""Whether the files of a SQLite database are still those that were opened.

A process that has a file open does not notice when its name is gone: it goes on writing to a file that nobody can open
again. Nothing may be acknowledged that was written so. Once a file is missing or another one has taken its place, the
database counts as unreachable until the service is started again: processes that open the new files, while others
still hold the old ones, would damage both.
"""

from __future__ import annotations

import logging
import os
import threading

from sqlalchemy.exc import SQLAlchemyError

from cds_service.observability.logs import log


class DatabaseGoneError(SQLAlchemyError):
    """A file of the database was removed or replaced while it was open."""


class SqliteFiles:
    """The file of a database and its write-ahead log, known by inode; one object for a process and its forks."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._log_path = f"{path}-wal"
        self._file: int | None = None
        self._log: int | None = None
        self._is_lost = False
        self._lock = threading.Lock()

    def opened(self) -> None:
        """Note that the connection that writes is new: while none was open, the log may have been made again."""
        self._log = None

    def check(self) -> None:
        """Do nothing while the files are those that were seen first.

        :raises DatabaseGoneError: one of them is gone, or another one.
        """
        with self._lock:
            self._file = self._same(self._path, self._file)
            if self._log is not None:
                self._log = self._same(self._log_path, self._log)

    def confirm(self) -> None:
        """Do nothing where what was just committed is in the files that everybody would open.

        :raises DatabaseGoneError: it is not.
        """
        self.check()
        with self._lock:
            self._log = self._log if self._log is not None else _inode(self._log_path)

    def _same(self, path: str, known: int | None) -> int | None:
        found = _inode(path)
        if known is not None and found != known and not self._is_lost:
            self._is_lost = True
            log("the files of the database were removed or replaced: restart the service", logging.ERROR)
        if self._is_lost:
            raise DatabaseGoneError("a file of the database was removed or replaced")
        return found


def _inode(path: str) -> int | None:
    try:
        return os.stat(path).st_ino  # noqa: PTH116 - once a call: without making a Path
    except FileNotFoundError:
        return None
