"""The releases that the service works with: the embedded one, and those of the releases directory."""

from __future__ import annotations

import gc
import logging
import threading
import time
from typing import TYPE_CHECKING

from cds_service.observability.logs import log
from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.by_date import Releases, arrange
from icd10cm.releases.intake.directory import load_kept, marks
from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from pathlib import Path

    from icd10cm.releases.intake.directory import Mark
    from icd10cm.releases.release import Release

_RETRY_S = 60.0


def load_releases(releases_dir: Path | None, cache_dir: Path | None = None) -> Releases:
    """Return every release at hand. Those of a directory follow what becomes of it, once `watch` is called.

    `cache_dir` is where compiled forms are kept (see `icd10cm.releases.compiled_cache`).

    :raises BrokenReleaseError: the files of a release are not what they should be.
    """
    if releases_dir is not None:
        return LiveReleases(releases_dir, cache_dir)
    return arrange((load_embedded(cache_dir),))


class LiveReleases(Releases):
    """The embedded release, and those of a directory to which releases are added while the service runs.

    What `all` returns never changes; when the directory does, another set is read aside and takes its place.
    """

    __slots__ = ("_cache_dir", "_checking", "_current", "_directory", "_fault", "_kept", "_retry_at", "_unread")

    def __init__(self, directory: Path, cache_dir: Path | None = None) -> None:
        """Read the directory.

        :raises BrokenReleaseError: it, or a release in it, is not what it should be.
        """
        self._directory = directory
        self._cache_dir = cache_dir
        self._checking = threading.Lock()
        self._kept: dict[Mark, Release] = {}
        self._unread: frozenset[Mark] | None = None
        self._retry_at = 0.0
        self._fault = ""
        self._read(marks(directory))

    @property
    def all(self) -> tuple[Release, ...]:
        """All releases, the oldest first."""
        return self._current.all

    @property
    def fault(self) -> str:
        """Why the directory could not be read when it was last looked at; "" when it could."""
        return self._fault

    def check(self) -> None:
        """Read the directory again if it changed. What cannot be read leaves all as it is, and `fault` says why."""
        with self._checking:
            try:
                found = marks(self._directory)
                if found == self._kept.keys():
                    self._fault, self._unread = "", None
                elif found != self._unread or time.monotonic() >= self._retry_at:
                    self._unread, self._retry_at = found, time.monotonic() + _RETRY_S
                    self._read(found)
                    # Releases stay: the collector of a busy worker need not walk their objects again and again.
                    # It looks once more before: what nobody needs would be kept for good with what is frozen.
                    gc.collect()
                    gc.freeze()
                    log("releases read", releases=[release.id for release in self.all])
            except BrokenReleaseError as error:
                if str(error) != self._fault:
                    self._fault = str(error)
                    log("releases not read", logging.ERROR, fault=self._fault)

    def watch(self, every_s: float) -> None:
        """Check now, and from then on in its own thread; no call waits for it."""
        self.check()
        threading.Thread(target=self._watch, args=(every_s,), name="releases", daemon=True).start()

    def _watch(self, every_s: float) -> None:
        while True:
            time.sleep(every_s)
            self.check()

    def _read(self, found: frozenset[Mark]) -> None:
        """Read the releases that are new and swap the set."""
        read = {mark: self._kept.get(mark) or self._load(mark) for mark in found}
        # A release of the directory overrides the embedded one of the same day.
        self._current = arrange((load_embedded(self._cache_dir), *read.values()))
        self._kept, self._unread, self._fault = read, None, ""

    def _load(self, mark: Mark) -> Release:
        return load_kept(self._directory, mark.release, self._cache_dir)
