"""`coding-cards release list`: which releases are effective when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from cds_service.cli.release.access import all_releases, releases_dir_if_set
from cds_service.out_of_date import fetch_command
from icd10cm.releases.by_date import gaps
from icd10cm.releases.naming import fiscal_year

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from icd10cm.releases.by_date import Releases


@click.command("list")
def list_releases() -> None:
    """List the loaded releases with their effective dates and number of valid codes, and the gaps between them.

    The last line says what to do when none is effective today.
    """
    for line in listing(all_releases(), datetime.now().astimezone().date(), releases_dir_if_set()):
        click.echo(line)


def listing(releases: Releases, today: date, directory: Path | None = None) -> Iterator[str]:
    """Yield the lines of the list."""
    gap_before = {gap.last: gap for gap in gaps(releases)}
    for release in releases.all:
        for gap in (gap for last, gap in gap_before.items() if (release.effective_from - last).days == 1):
            yield f"no release  {gap.first} to {gap.last}"
        yield (
            f"{release.id}  {release.effective_from} to {release.effective_to}  {len(release.valid):,} valid codes"
            f"{'  effective today' if release.in_force(today) else ''}"
        )
    used = releases.for_date(today)
    if not used.in_force(today):
        yield f"Today, {today}, no release is effective. The nearest, {used.id}, is used; the first card says so."
        yield f"To install the current one: {fetch_command(fiscal_year(today), directory)}"
