"""`coding-cards release`: the ICD-10-CM releases at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cds_service.cli.faults import Refused
from cds_service.errors import SettingsError
from cds_service.loaded_releases import load_releases
from cds_service.settings import load_settings
from icd10cm.check import check as check_release
from icd10cm.check import render
from icd10cm.errors import CodingLogicError

if TYPE_CHECKING:
    from icd10cm.releases import Releases


@click.group()
def release() -> None:
    """Show and check the ICD-10-CM releases."""


@release.command("list")
def list_releases() -> None:
    """List the loaded releases: id, days in force and number of valid codes."""
    for each in _releases().all:
        click.echo(f"{each.id}  {each.effective_from} to {each.effective_to}  {len(each.valid):,} valid codes")


@release.command()
@click.argument("release_id", required=False)
def check(release_id: str | None) -> None:
    """Print the figures of a release, or of all, and every note line that could not be parsed."""
    chosen = [each for each in _releases().all if release_id in {None, each.id}]
    if not chosen:
        raise Refused((f"no release {release_id} is loaded",))
    for each in chosen:
        click.echo(render(check_release(each)))


def _releases() -> Releases:
    """Return the releases that the settings name."""
    try:
        return load_releases(load_settings().releases_dir)
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    except CodingLogicError as error:
        raise Refused((str(error),)) from None
