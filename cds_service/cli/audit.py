"""`coding-cards audit EXPORT...`: the review of a whole Bulk FHIR export."""

from __future__ import annotations

import gc
import os
import signal
import sys
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cards import Situation
from cds_service.audit.checkpoint import begun_on
from cds_service.audit.errors import AuditError, UsageError
from cds_service.audit.inputs import find_files
from cds_service.audit.names import Names
from cds_service.audit.plan import Plan
from cds_service.audit.reviewing import DISCHARGE, Auditor
from cds_service.audit.totals import FAULTS, absent_types
from cds_service.cli.faults import Refused
from cds_service.deck_options import deck_options
from cds_service.errors import SettingsError
from cds_service.loaded_releases import load_releases
from cds_service.overlay import load_rulebook
from cds_service.services import SERVICES, find_service
from cds_service.settings import load_command_settings
from cds_service.store.keyed_hash import KeyedHashes, key_from_file, key_from_text
from icd10cm.errors import CodingLogicError

if TYPE_CHECKING:
    from cds_service.audit.totals import Totals
    from cds_service.settings import Settings

UNREADABLE, EMPTY, INTERRUPTED = 3, 4, 130
"""Exit codes beside 0 (all read), 1 (a fault stopped it) and 2 (asked for wrongly); `docs/audit.md` lists them."""


@click.command()
@click.argument("exports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Stands for today. Default: the day the run began.")
@click.option("--base-url", help="FHIR server of the export, if its references name several servers.")
@click.option("--max-cards", type=click.IntRange(1, 20), help="Cards an encounter. Default: the setting.")
@click.option(
    "--service",
    type=click.Choice([service.id for service in SERVICES]),
    default=DISCHARGE,
    show_default=True,
    help="The service that the encounters are seen by.",
)
@click.option("--client", default="", help="The client whose part of the rules file holds.")
@click.option("--plain-ids", is_flag=True, help="Write ids as they are, in place of keyed hashes.")
@click.option(
    "--key-file", type=click.Path(dir_okay=False, path_type=Path), help="Key of the hashes. Default: OUT.key."
)
@click.option("--workers", type=click.IntRange(1), help="Worker processes. Default: one a core.")
@click.option("--memory", type=click.IntRange(200), default=800, show_default=True, help="MB for the grouping.")
@click.option("--restart", is_flag=True, help="Throw away what an unfinished or finished run left in OUT.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def audit(
    exports: tuple[Path, ...],
    out: Path,
    *,
    as_of: datetime | None,
    base_url: str | None,
    max_cards: int | None,
    service: str,
    client: str,
    plain_ids: bool,
    key_file: Path | None,
    workers: int | None,
    memory: int,
    restart: bool,
    quiet: bool,
) -> None:
    """Review every encounter of a Bulk FHIR export.

    EXPORTS are files or folders of NDJSON (plain or gzip) or Parquet. OUT gets issues.parquet, encounters.parquet,
    unreadable.parquet and report.html. A run that was stopped goes on when the same command is given again.

    Exit code 0: everything was read. 3: finished, but something could not be read (see unreadable.parquet). 4: there
    was no encounter to review. 1: a fault stopped the run. 2: asked for wrongly. 130: interrupted.
    """
    try:
        from cds_service.audit.running import run_audit  # noqa: PLC0415 - the extra may not be installed
    except ModuleNotFoundError as error:
        raise Refused((f"{error.name} is not installed: pip install 'coding-cards[audit]'",)) from None
    try:
        settings = load_command_settings()
        rulebook = load_rulebook(settings)
        options = replace(
            deck_options(settings, rulebook),
            max_cards=max_cards or settings.max_cards,
            quiet=find_service(service).is_quiet,
            situation=Situation(service=service, client=client),
        )
        releases = load_releases(settings.releases_dir)
        names = Names(None if plain_ids else _hashes(settings, key_file or out.with_name(f"{out.name}.key")))
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    except CodingLogicError as error:
        raise Refused((str(error),)) from None
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        files = find_files(exports)
        day = as_of.date() if as_of else None if restart else begun_on(out)
        day = day or datetime.now().astimezone().date()
        auditor = Auditor(releases, options, names, day, rulebook.rules, service, base_url)
        gc.freeze()  # the releases are shared with the workers, page by page, as long as nobody touches them
        plan = Plan(files, out, auditor, workers or len(os.sched_getaffinity(0)), memory, restart=restart)
        totals = run_audit(plan, version("coding-cards"), quiet=quiet)
    except UsageError as fault:
        raise Refused((str(fault),)) from None
    except AuditError as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(f"{fault.strerror} ({fault.filename})") from None
    except KeyboardInterrupt:
        click.echo("Interrupted. The same command goes on from here.", err=True)
        sys.exit(INTERRUPTED)
    _tell(totals, out)
    if not totals.encounters:
        sys.exit(EMPTY)
    sys.exit(0 if totals.is_whole else UNREADABLE)


def _hashes(settings: Settings, key_file: Path) -> KeyedHashes:
    if settings.hash_key is not None:
        return KeyedHashes(key_from_text(settings.hash_key.get_secret_value()))
    try:
        key_file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError((f"{key_file.parent}: {error.strerror}",)) from None
    return KeyedHashes(key_from_file(key_file, "the results"))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _tell(totals: Totals, out: Path) -> None:
    """Say what the run came to."""
    click.echo(
        f"{totals.lines:,} lines, {totals.kept:,} resources of {totals.patients:,} patients, "
        f"{totals.encounters:,} encounters reviewed, {totals.issues:,} questions"
    )
    if not totals.encounters:
        click.echo("There was no encounter to review.")
    for name in sorted(absent_types(totals.kinds)):
        click.echo(f"The export holds no {name}: rules that need them had nothing to go by.")
    for kind, rows in totals.unreadable.items():
        click.echo(f"{'not read' if kind in FAULTS else 'set aside'}: {rows:,} x {kind}")
    click.echo(f"See {out / 'report.html'}")
