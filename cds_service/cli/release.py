"""`coding-cards release`: the ICD-10-CM releases at hand. A file for each of its commands, wired here."""

from __future__ import annotations

import click

from cds_service.cli.faults import Refused
from cds_service.cli.release_access import all_releases
from cds_service.cli.release_add import add, remove
from cds_service.cli.release_diff import diff
from cds_service.cli.release_list import list_releases
from icd10cm.check import check as check_release
from icd10cm.check import render


@click.group()
def release() -> None:
    """Show, check, compare, add and remove ICD-10-CM releases."""


@click.command()
@click.argument("release_id", required=False)
def check(release_id: str | None) -> None:
    """Print the figures of a release, or of all, and every note line that could not be parsed."""
    chosen = [each for each in all_releases().all if release_id in {None, each.id}]
    if not chosen:
        raise Refused((f"no release {release_id} is loaded",))
    for each in chosen:
        click.echo(render(check_release(each)))


release.add_command(list_releases)
release.add_command(check)
release.add_command(diff)
release.add_command(add)
release.add_command(remove)
