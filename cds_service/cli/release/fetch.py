"""`coding-cards release fetch [YEAR]`: downloads, checks and adds the list of a fiscal year."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds_service.cli.faults import Refused
from cds_service.cli.release.access import all_releases, cache_dir, releases_dir, told_faults
from cds_service.cli.release.candidates import candidate_lines
from cds_service.cli.release.diff import reviewed_tables
from cds_service.release_download.downloader import DownloadError, download
from cds_service.release_download.editions import BY_HAND, CODE_URLS, TABLE_URLS, Edition, addresses
from cds_service.settings import load_command_settings
from icd10cm.errors import BrokenReleaseError, RefusedReleaseError
from icd10cm.releases.difference import compare, render_summary
from icd10cm.releases.intake.candidate import read_candidate
from icd10cm.releases.intake.dates import fiscal_year
from icd10cm.releases.intake.directory import keep
from icd10cm.releases.intake.fitness import code_list_file_faults, table_faults
from icd10cm.releases.loading import work_out_ahead
from icd10cm.releases.naming import release_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_service.release_download.downloader import Downloaded
    from icd10cm.releases.by_date import Releases
    from icd10cm.releases.intake.candidate import Candidate

FaultsOf = Callable[[Path], tuple[str, ...]]


@click.command()
@click.argument("year", type=click.IntRange(2016, 2100), required=False)
@click.option("--april", is_flag=True, help="The update of April 1 in place of the list of October 1.")
@click.option("--accept-differences", is_flag=True, help="Take codes that are not exactly those of the code list.")
@click.option("--dry-run", is_flag=True, help="Download, check and compare; keep nothing.")
def fetch(year: int | None, *, april: bool, accept_differences: bool, dry_run: bool) -> None:
    """Download the ICD-10-CM list of fiscal YEAR and add it; the current fiscal year if not given.

    The two zips (tabular list and index; code descriptions) come from the CDC, or from CMS where the CDC does not
    answer. They are checked like those of `release add`, and the changes from the nearest installed release are listed.
    A running service uses the release within seconds. Proxies are those of the environment (HTTPS_PROXY).
    """
    edition = Edition(year or fiscal_year(datetime.now().astimezone().date()), april)
    directory, loaded = releases_dir(), all_releases()
    name = release_name(edition.first)
    if any(each.id == edition.first.isoformat() for each in loaded.all):
        click.echo(f"{name} is installed already")
        return
    with tempfile.TemporaryDirectory() as folder, told_faults():
        tables, codes = _download_both(edition, Path(folder))
        with _told_by_address(edition, tables, codes):
            candidate = read_candidate(
                tables.file,
                loaded,
                codes=codes.file,
                effective_from=edition.first,
                effective_to=edition.last,
                accept_differences=accept_differences,
                cache_dir=None if dry_run else cache_dir(),
            )
        candidate = dataclasses.replace(candidate, remarks=(*candidate.remarks, *_origins(tables, codes)))
        for line in (*candidate_lines(candidate, loaded), *_changes(candidate, loaded)):
            click.echo(line)
        if dry_run:
            click.echo(f"{name} is in order; nothing was kept")
            return
        # Before it is there for a running service, which would work out each category while a call waits.
        work_out_ahead(candidate.release)
        keep(candidate, directory)
    click.echo(f"{name} added to {directory}; a running service uses it within seconds")


def _download_both(edition: Edition, folder: Path) -> tuple[Downloaded, Downloaded]:
    """Return the zip of tables and index and the zip of code descriptions.

    :raises Refused: one of them cannot be had; says why, and how to add the release by hand.
    """
    settings = load_command_settings()
    fits = partial(table_faults, first=edition.first, last=edition.last)
    wanted: dict[str, tuple[tuple[str, ...], Path, FaultsOf]] = {
        "tabular list and index": (settings.release_table_urls or TABLE_URLS, folder / "tables", fits),
        "code descriptions": (settings.release_code_urls or CODE_URLS, folder / "codes", code_list_file_faults),
    }
    found: list[Downloaded] = []
    for what, (templates, place, faults_of) in wanted.items():
        place.mkdir()
        try:
            found.append(_download(what, addresses(templates, edition), place, faults_of))
        except DownloadError as error:
            raise Refused((*(f"{what}: {reason}" for reason in error.reasons), *_by_hand(edition))) from None
    tables, codes = found
    return tables, codes if codes.file.name != tables.file.name else _renamed(codes)


def _renamed(codes: Downloaded) -> Downloaded:
    """Return the code list under another name: a release keeps both files in one folder."""
    return dataclasses.replace(codes, file=codes.file.rename(codes.file.with_name(f"codes-{codes.file.name}")))


def _download(what: str, urls: tuple[str, ...], place: Path, faults_of: FaultsOf) -> Downloaded:
    """Return one file, with a bar for a terminal and a line elsewhere."""
    with click.progressbar(length=1, label=f"downloading {what}") as bar:

        def progress(have: int, size: int | None) -> None:
            bar.length = max(size or 0, have)
            bar.update(have - bar.pos)

        return download(urls, place, progress, faults_of)


@contextmanager
def _told_by_address(edition: Edition, *files: Downloaded) -> Iterator[None]:
    """End the command with what is wrong with the files, each by its address, and how to add the release by hand."""
    try:
        yield
    except (RefusedReleaseError, BrokenReleaseError) as error:
        faults = error.faults if isinstance(error, RefusedReleaseError) else (str(error),)
        for each in files:
            faults = tuple(fault.replace(str(each.file), each.url) for fault in faults)
        raise Refused((*faults, *_by_hand(edition))) from None


def _by_hand(edition: Edition) -> Iterator[str]:
    yield f"to add {release_name(edition.first)} by hand, download the zips of tables and of codes from {BY_HAND}"
    yield f"into one folder, and run: coding-cards release add FOLDER --from {edition.first}"


def _origins(*files: Downloaded) -> Iterator[str]:
    for each in files:
        yield f"downloaded from {each.url} ({each.bytes:,} bytes, SHA-256 {each.sha256})"


def _changes(candidate: Candidate, loaded: Releases) -> Iterator[str]:
    new = candidate.release
    old = loaded.for_date(new.effective_from)
    yield ""
    yield render_summary(compare(old, new, reviewed_tables()))
    yield f"all changes: coding-cards release diff {old.id} {new.id}"
