"""`coding-cards release impact OLD NEW EXPORT...`: which charts get other questions from the day of a new list."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from cds_service.audit.errors import AuditError, UsageError
from cds_service.audit.review.review_patient import DISCHARGE
from cds_service.cli.audit_engines import Wanted, run_engine
from cds_service.cli.faults import Refused
from cds_service.cli.release.access import all_releases, told_faults
from icd10cm.releases.by_date import FixedReleases
from icd10cm.releases.naming import release_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_service.audit.impact import Impact
    from icd10cm.releases.release import Release

_ALL_CARDS = 1000


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("exports", metavar="EXPORT", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--list", "listing", type=click.Path(dir_okay=False, path_type=Path), help="Write each changed question to a CSV."
)
@click.option("--plain-ids", is_flag=True, help="Write encounter ids as they are, in place of keyed hashes.")
@click.option("--workers", type=click.IntRange(1), help="Worker processes. Default: one a core.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def impact(  # noqa: PLR0913 - the options of the command
    old: str,
    new: str,
    exports: tuple[str, ...],
    *,
    form: str,
    listing: Path | None,
    plain_ids: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Review a Bulk FHIR export by release OLD and by release NEW, and count what changes, by rule.

    Every encounter is reviewed as if its date of service lay in the release, so that last year's charts show what the
    same charts would be asked from the first day of NEW. Ids of encounters are keyed hashes; the key is LIST.key.
    """
    releases = all_releases()
    with told_faults():
        lists = releases.get(old), releases.get(new)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "old", Path(folder) / "new"
        key = Path(f"{listing}.key") if listing is not None else Path(folder) / "key"
        for release, out in zip(lists, results, strict=True):
            _audit(release, Wanted(
                exports=exports, out=str(out), as_of=release.effective_from, base_url=None, icd_10_cm_system=(),
                max_cards=_ALL_CARDS,
                service=DISCHARGE, client="", plain_ids=plain_ids, key_file=key, workers=workers, memory=800,
                engine="local", master=None, restart=True, quiet=quiet,
            ))  # fmt: skip
        found = _compare(*results, listing)
    if form == "json":
        click.echo(orjson.dumps(asdict(found), option=orjson.OPT_INDENT_2).decode())
    else:
        click.echo("\n".join(_lines(found, *lists)))


def _audit(release: Release, wanted: Wanted) -> None:
    """Review the export by one release, which is taken as effective on every day."""
    always = replace(release, effective_from=date.min, effective_to=date.max)
    try:
        run_engine(wanted, FixedReleases((always,)))
    except ModuleNotFoundError as error:
        raise Refused((f"{error.name} is not installed: pip install 'coding-cards[audit]'",)) from None
    except (UsageError, AuditError) as fault:
        raise Refused((str(fault),)) from None


def _compare(old: Path, new: Path, listing: Path | None) -> Impact:
    """Compare two audits in a separate process: table libraries start threads, and forking would be unsafe."""
    from cds_service.audit.impact import compare_audits  # noqa: PLC0415 - the extra may not be installed
    from cds_service.audit.local.worker_pool import in_workers  # noqa: PLC0415

    return next(in_workers(lambda _: compare_audits(old, new, listing), [0], 1))


def _lines(found: Impact, old: Release, new: Release) -> Iterator[str]:
    names = release_name(old.effective_from), release_name(new.effective_from)
    yield (
        f"{found.changed:,} of {found.reviewed:,} encounters are asked something else by {names[1]} than by {names[0]}"
    )
    for each in found.by_rule:
        yield f"{each.rule}: {each.questions:,} questions {each.change}, in {each.encounters:,} encounters"
        yield f"    {', '.join(each.codes)}"
