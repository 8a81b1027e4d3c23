"""What every page needs: the settings and the releases, and the names that templates may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from cds_service.out_of_date import notice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cds_service.hooks.process_call import Reviewer
    from cds_service.limits.call_gate import CallGate
    from cds_service.out_of_date import Notice
    from cds_service.pages.local_changes import LocalChange
    from cds_service.settings import Settings
    from icd10cm.releases.release import Release
    from icd10cm.rules import Check


@dataclass(frozen=True, slots=True)
class Site:
    """The service as its pages see it."""

    settings: Settings
    reviewer: Reviewer
    gate: CallGate
    changes: tuple[LocalChange, ...] = ()
    """What this installation turns off or limits."""

    @property
    def rules(self) -> Mapping[str, Check]:
        """The rules that run, by id; those of the installation's own are among them."""
        return self.reviewer.rules

    @property
    def url(self) -> str:
        """The public address of the service, without a slash at its end."""
        return self.settings.url

    @property
    def releases(self) -> tuple[Release, ...]:
        """The loaded releases, the newest first."""
        return tuple(sorted(self.reviewer.releases.all, key=lambda each: each.effective_from, reverse=True))

    @property
    def release(self) -> Release:
        """The release effective today, else the nearest one."""
        return self.reviewer.releases.for_date(today())

    @property
    def out_of_date(self) -> Notice | None:
        """What is missing today; None where a loaded release is effective."""
        return notice(self.reviewer.releases, today(), self.settings.releases_dir)

    def find_release(self, release_id: str) -> Release | None:
        """Return the loaded release of this id, or None."""
        return next((each for each in self.releases if each.id == release_id), None)

    def at(self, path: str) -> str:
        """Return the link to a path of the service, whose public address may have its own path.

        >>> from types import SimpleNamespace
        >>> Site.at(SimpleNamespace(url="https://example.org/cards"), "/codes")
        '/cards/codes'
        """
        return urlsplit(self.url).path + path

    def code_link(self, code: str) -> str:
        """Return the link to the page of a code."""
        return self.at(f"/codes/{quote(code, safe='')}")

    def rule_link(self, rule: str) -> str:
        """Return the link to the page of a rule."""
        return self.at(f"/rules/{quote(rule, safe='')}")


def today() -> date:
    """Return today's date where the service runs."""
    return datetime.now().astimezone().date()
