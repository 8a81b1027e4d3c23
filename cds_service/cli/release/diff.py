"""`coding-cards release diff A B`: what a change of release brings."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import click
import orjson

from cds_service.cli.release.access import all_releases, told_faults
from icd10cm.releases.difference import compare, render, to_json
from icd10cm.releases.difference.tables import codes_named

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGES_WITH_TABLES = ("icd10cm", "fhir_mappings")


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(old: str, new: str, form: str) -> None:
    """List what differs from release A to release B, by their ids as `release list` shows them.

    New, deleted and retitled codes, changed notes, and what they mean for the rules: codes that turn invalid, options
    that come and go, reviewed tables that name what was deleted.
    """
    releases = all_releases()
    with told_faults():
        differences = compare(releases.get(old), releases.get(new), reviewed_tables())
    if form == "json":
        click.echo(orjson.dumps(to_json(differences), option=orjson.OPT_INDENT_2).decode())
    else:
        click.echo(render(differences))


def reviewed_tables() -> Mapping[str, frozenset[str]]:
    """Return the codes that the tables of reviewed data name, by the table's file name."""
    return {
        table.name: codes_named(table.read_text(encoding="utf-8"))
        for package in _PACKAGES_WITH_TABLES
        for table in files(package).joinpath("data").iterdir()
        if table.name.endswith(".toml")
    }
