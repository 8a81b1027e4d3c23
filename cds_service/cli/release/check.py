"""`coding-cards release check`: the figures of a release."""

from __future__ import annotations

from pathlib import Path

import click

from cds_service.cli.faults import Refused
from cds_service.cli.release.access import all_releases
from icd10cm.inspect.release_check import check as check_release
from icd10cm.inspect.release_check_report import render


@click.command()
@click.argument("release_id", required=False)
@click.option(
    "--list",
    "titles",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help='Write the codes and titles that say "unspecified" and have neither a side nor a site to fill in to a file.',
)
def check(release_id: str | None, titles: Path | None) -> None:
    """Print the figures of a release, or of all, and every note line that could not be parsed."""
    chosen = [each for each in all_releases().all if release_id in {None, each.id}]
    if not chosen:
        raise Refused((f"no release {release_id} is loaded",))
    lines: list[str] = []
    for each in chosen:
        figures = check_release(each)
        click.echo(render(figures))
        lines += [f"{each.id}\t{code}\t{each.title(code)}\n" for code in figures.axes.none]
    if titles is not None:
        try:
            titles.write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            raise Refused((f"{titles} cannot be written: {error.strerror}",)) from None
        click.echo(f"{len(lines):,} titles written to {titles}")
