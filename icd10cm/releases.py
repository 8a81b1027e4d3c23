"""The releases that are loaded, and the one that is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.errors import UnknownReleaseError
from icd10cm.loading import load_embedded

if TYPE_CHECKING:
    from datetime import date

    from icd10cm.release import Release

__all__ = ["Releases", "load_embedded"]


@dataclass(frozen=True, slots=True)
class Releases:
    """All loaded releases, by the day from which they are in force. At least one."""

    all: tuple[Release, ...]

    def for_date(self, day: date) -> Release:
        """Return the release in force on `day`, else the nearest one; `Release.in_force` tells which it is."""
        return min(self.all, key=lambda release: (_distance(release, day), release.effective_from))

    def get(self, release_id: str) -> Release:
        """Return the release of this id.

        :raises UnknownReleaseError: none of that id is loaded.
        """
        for release in self.all:
            if release.id == release_id:
                return release
        raise UnknownReleaseError(f"no release {release_id!r} is loaded; there are {[each.id for each in self.all]}")


def _distance(release: Release, day: date) -> int:
    """Return the days between a release's time in force and a day; 0 within it."""
    if day < release.effective_from:
        return (release.effective_from - day).days
    if day > release.effective_to:
        return (day - release.effective_to).days
    return 0
