"""The releases that are loaded, and the one that is effective on a day."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from icd10cm.errors import UnknownReleaseError
from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from icd10cm.releases.release import Release

__all__ = ["FixedReleases", "Gap", "Releases", "arrange", "gaps", "load_embedded"]


class Releases(ABC):
    """All loaded releases, by their first effective day. At least one."""

    __slots__ = ()

    @property
    @abstractmethod
    def all(self) -> tuple[Release, ...]:
        """The releases, the oldest first. They are swapped as a whole, if at all."""

    @property
    def fault(self) -> str:
        """Why releases that should be here could not be read; "" when all could."""
        return ""

    def for_date(self, day: date) -> Release:
        """Return the release effective on `day`, else the nearest one; `Release.in_force` returns which it is.

        Where life spans decide about the day, a release of their time comes before others: with it they are complete.
        """
        in_force = [release for release in self.all if release.in_force(day)]
        if len(in_force) == 1:  # the usual case
            return in_force[0]
        spans = load_life_spans()

        def rank(release: Release) -> tuple[bool, bool, int, date]:
            away = _distance(release, day)
            is_of_their_time = spans.covers(day) and spans.covers(release.effective_from)
            return away > 0, not is_of_their_time, away, release.effective_from

        return min(self.all, key=rank)

    def get(self, release_id: str) -> Release:
        """Return the release of this id.

        :raises UnknownReleaseError: none of that id is loaded.
        """
        loaded = {release.id: release for release in self.all}
        if release_id not in loaded:
            raise UnknownReleaseError(f"no release {release_id!r} is loaded; there are {', '.join(loaded)}")
        return loaded[release_id]


class FixedReleases(Releases):
    """Releases that stay as they are."""

    __slots__ = ("_all",)

    def __init__(self, releases: tuple[Release, ...]) -> None:
        self._all = releases

    @property
    def all(self) -> tuple[Release, ...]:
        """The releases, the oldest first."""
        return self._all


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two releases on which none is effective; `first` and `last` belong to it."""

    first: date
    last: date


def arrange(found: Iterable[Release]) -> Releases:
    """Return releases in the order of their dates, each effective until the next one begins at most.

    The list of October is published for the whole fiscal year, and the one of April takes its place. Of two that
    begin on the same day the one that comes later in `found` is taken.
    """
    ordered = sorted({release.id: release for release in found}.values(), key=lambda release: release.effective_from)
    ended = [
        replace(release, effective_to=min(release.effective_to, following.effective_from - timedelta(days=1)))
        if release.effective_to >= following.effective_from
        else release
        for release, following in pairwise(ordered)
    ]
    return FixedReleases((*ended, *ordered[-1:]))


def gaps(releases: Releases) -> tuple[Gap, ...]:
    """Return the gaps between arranged releases."""
    a_day = timedelta(days=1)
    return tuple(
        Gap(release.effective_to + a_day, following.effective_from - a_day)
        for release, following in pairwise(releases.all)
        if release.effective_to + a_day < following.effective_from
    )


def _distance(release: Release, day: date) -> int:
    """Return the days between a release's effective dates and a day; 0 within it."""
    if day < release.effective_from:
        return (release.effective_from - day).days
    if day > release.effective_to:
        return (day - release.effective_to).days
    return 0
