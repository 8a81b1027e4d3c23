"""`coding-cards release`: the ICD-10-CM releases at hand. A file for each of its commands, wired here."""

from __future__ import annotations

import click

from cds_service.cli.release.add import add, remove
from cds_service.cli.release.check import check
from cds_service.cli.release.diff import diff
from cds_service.cli.release.fetch import fetch
from cds_service.cli.release.impact import impact
from cds_service.cli.release.list_releases import list_releases


@click.group()
def release() -> None:
    """Download, add, show, check, compare and remove ICD-10-CM releases."""


release.add_command(list_releases)
release.add_command(check)
release.add_command(diff)
release.add_command(impact)
release.add_command(add)
release.add_command(fetch)
release.add_command(remove)
