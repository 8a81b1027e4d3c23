"""Whether this process can do its work: asked by load balancers and orchestrators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import date

    from icd10cm.releases.by_date import Releases


class StoreHealth(Protocol):
    """What is asked of the store."""

    def is_reachable(self) -> bool:
        """Return whether the database answers."""

    def is_migrated(self) -> bool:
        """Return whether its schema is the one that this program writes to."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What has to be in order. Without a store there is nothing to ask of it."""

    releases: Releases
    store: StoreHealth | None = field(default=None, repr=False)

    def is_release_current(self, today: date) -> bool:
        """Return whether a loaded release is effective today."""
        return self.releases.for_date(today).in_force(today)

    def report(self, today: date) -> tuple[bool, dict[str, Any]]:
        """Return whether everything is in order, and what was found.

        A release that is out of date is reported and no reason to stop: the first card of an answer says which one was
        used, and a service that vanishes from all nodes on the first of October helps nobody.
        """
        release, store = self.releases.for_date(today), self._store()
        is_ready, is_current = store in {"ok", "none"}, release.in_force(today)
        status = "not ready" if not is_ready else "ready" if is_current else "release out of date"
        return is_ready, {
            "status": status,
            "release": release.id,
            "release_current": is_current,
            # The log says why; here a stranger may be asking.
            "releases": "not read" if self.releases.fault else "ok",
            "store": store,
        }

    def _store(self) -> str:
        if self.store is None:
            return "none"
        if not self.store.is_reachable():
            return "unreachable"
        return "ok" if self.store.is_migrated() else "not migrated"
