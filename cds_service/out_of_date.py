"""What to say, and to run, on a day for which no code set is installed."""

from __future__ import annotations

import multiprocessing
import shlex
import shutil
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from logging import WARNING
from pathlib import Path
from typing import TYPE_CHECKING

from cds_service.observability.logs import log
from icd10cm.releases.naming import fiscal_year, release_name, us_date

if TYPE_CHECKING:
    from datetime import date

    from icd10cm.releases.by_date import Releases

_LOOK_EVERY_S = 600.0
_DIRECTORY = "CODING_CARDS_RELEASES_DIR"


@dataclass(frozen=True, slots=True)
class Notice:
    """That codes are missing: which, what is used in their place and how long that was effective; what to run.

    `command` works as it is. It names paths of this machine, and is for logs alone: pages may be public.
    """

    missing: str
    used: str
    until: str
    fetch: str
    command: str


def notice(releases: Releases, today: date, directory: Path | None) -> Notice | None:
    """Return what is missing today; None where a loaded release is effective."""
    used = releases.for_date(today)
    if used.in_force(today):
        return None
    year = fiscal_year(today)
    return Notice(
        missing=f"FY {year} codes",
        used=f"{release_name(used.effective_from)} code set",
        until=us_date(used.effective_to),
        fetch=f"coding-cards release fetch {year}",
        command=fetch_command(year, directory),
    )


def fetch_command(year: int, directory: Path | None) -> str:
    """Return the command that installs a year's list, as it works in any directory of this machine.

    Without a directory of releases it makes one in the current directory, which the service is to be started with.
    """
    place = shlex.quote(str(directory.absolute() if directory else Path.cwd() / "releases"))
    made = "" if directory else f"mkdir -p {place} && "
    return f"{made}{_DIRECTORY}={place} {shlex.quote(_program())} release fetch {year}"


def _program() -> str:
    """Return the name of this program where the shell finds it by that, else its path."""
    name = "coding-cards"
    own = Path(sys.executable).with_name(name)
    return str(own) if shutil.which(name) is None and own.is_file() else name


class DailyWarning:
    """Logs a warning once a day for all workers; to be made before they are forked."""

    def __init__(self, releases: Releases, directory: Path | None) -> None:
        self._releases, self._directory = releases, directory
        self._warned = multiprocessing.Value("l", 0)

    def warn(self, today: date) -> None:
        """Log the warning, unless a process did today or nothing is missing."""
        found = notice(self._releases, today, self._directory)
        if found is None:
            return
        with self._warned.get_lock():
            if self._warned.value >= today.toordinal():
                return
            self._warned.value = today.toordinal()
        log(
            f"{found.missing} are not installed",
            WARNING,
            checked_against=found.used,
            effective_until=found.until,
            run=found.command,
            **({} if self._directory else {"then": f"restart the service with {_DIRECTORY} set to that directory"}),
        )

    def watch(self) -> None:
        """Warn each day, in its own thread."""
        threading.Thread(target=self._watch, name="daily warning", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            self.warn(datetime.now().astimezone().date())
