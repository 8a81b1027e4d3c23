"""`coding-cards explain CODE...`: what a release says of codes, and of each pair of them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING

import click
import orjson

from cds_service.cli.release.access import all_releases
from icd10cm.errors import UnknownReleaseError
from icd10cm.inspect.explain import explain_code, explain_pair
from icd10cm.inspect.explain_text import render_code, render_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.inspect.explain import CodeExplained, PairExplained
    from icd10cm.releases.release import Release

_MOST_CODES = 12


@click.command()
@click.argument("codes", nargs=-1, required=True)
@click.option("--release", "release_id", help="The release to ask; default: the one effective today, or the nearest.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(codes: tuple[str, ...], release_id: str | None, form: str) -> None:
    """Print what the release says of each of CODES, and what each pair of them says of the other.

    Codes may be written in any case and without their dot. Ends with 1 when one of them is not in the release.
    """
    if len(codes) > _MOST_CODES:
        raise click.UsageError(f"at most {_MOST_CODES} codes at a time, not {len(codes)}")
    release = _release(release_id)
    explained = [explain_code(code, release) for code in codes]
    known = [each.code for each in explained if each.state != "unknown"]
    pairs = [explain_pair(one, other, release) for one, other in combinations(dict.fromkeys(known), 2)]
    show = _show_json if form == "json" else _show_text
    show(release, explained, pairs)
    if len(known) < len(explained):
        raise SystemExit(1)


def _release(release_id: str | None) -> Release:
    releases = all_releases()
    try:
        return releases.get(release_id) if release_id else releases.for_date(datetime.now(UTC).date())
    except UnknownReleaseError as error:
        raise click.UsageError(str(error)) from None


def _show_json(release: Release, codes: Sequence[CodeExplained], pairs: Sequence[PairExplained]) -> None:
    content = {
        "release": release.id,
        "codes": [dataclasses.asdict(each) for each in codes],
        "pairs": [dataclasses.asdict(each) for each in pairs],
    }
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())


def _show_text(release: Release, codes: Sequence[CodeExplained], pairs: Sequence[PairExplained]) -> None:
    click.echo(f"release {release.id}")
    click.echo("\n\n".join((*map(render_code, codes), *map(render_pair, pairs))))
