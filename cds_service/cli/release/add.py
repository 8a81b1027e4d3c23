"""`coding-cards release add` and `release remove`: the contents of the releases directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds_service.cli.release.access import all_releases, cache_dir, releases_dir, told_faults
from cds_service.cli.release.candidates import candidate_lines
from icd10cm.releases.intake.candidate import read_candidate
from icd10cm.releases.intake.directory import keep
from icd10cm.releases.intake.directory import remove as remove_kept
from icd10cm.releases.loading import work_out_ahead

if TYPE_CHECKING:
    from datetime import datetime

_DAY = click.DateTime(["%Y-%m-%d"])
_PATH = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("given", metavar="FILE_OR_DIR", type=_PATH)
@click.option("--codes", type=_PATH, help="Order file or code list, or the zip that holds it; else looked for.")
@click.option(
    "--from",
    "first",
    type=_DAY,
    metavar="YYYY-MM-DD",
    help="First effective day; else taken from the names of the files.",
)
@click.option(
    "--to", "last", type=_DAY, metavar="YYYY-MM-DD", help="Last effective day; else the end of the fiscal year."
)
@click.option("--accept-differences", is_flag=True, help="Take codes that are not exactly those of the code list.")
@click.option("--dry-run", is_flag=True, help="Read and check, and keep nothing.")
def add(
    given: Path,
    codes: Path | None,
    first: datetime | None,
    last: datetime | None,
    *,
    accept_differences: bool,
    dry_run: bool,
) -> None:
    """Take in a release of ICD-10-CM: the CDC's zip, its tabular XML, or a directory that holds it.

    The order file or code list is looked for inside, then next to it. What is broken, cut off or does not fit
    together is refused whole, with every reason. The originals are kept with their checksums in
    CODING_CARDS_RELEASES_DIR; a running service uses the release within seconds.
    """
    directory, loaded = releases_dir(), all_releases()
    with told_faults():
        candidate = read_candidate(
            given,
            loaded,
            codes=codes,
            effective_from=None if first is None else first.date(),
            effective_to=None if last is None else last.date(),
            accept_differences=accept_differences,
            cache_dir=None if dry_run else cache_dir(),
        )
        for line in candidate_lines(candidate, loaded):
            click.echo(line)
        release = candidate.release
        if dry_run:
            click.echo(f"release {release.id} is in order; nothing was kept")
            return
        # Before it is there for a running service, which would work out each category while a call waits.
        work_out_ahead(candidate.release)
        keep(candidate, directory)
    click.echo(f"release {release.id} added to {directory}")


@click.command()
@click.argument("release_id")
def remove(release_id: str) -> None:
    """Take an added release out of the directory, its originals included."""
    directory = releases_dir()
    with told_faults():
        remove_kept(release_id, directory)
    click.echo(f"release {release_id} removed from {directory}")
