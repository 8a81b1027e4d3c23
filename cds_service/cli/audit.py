"""`coding-cards audit EXPORT...`: the review of a whole Bulk FHIR export."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds_service.audit.errors import AuditError, UsageError
from cds_service.audit.report.totals import FAULTS, absent_types
from cds_service.audit.review.review_patient import DISCHARGE
from cds_service.cli.audit_engines import Wanted, run_engine
from cds_service.cli.faults import Refused
from cds_service.errors import SettingsError
from cds_service.hooks.services import SERVICES
from icd10cm.errors import CodingLogicError

if TYPE_CHECKING:
    from datetime import datetime

    from cds_service.audit.report.totals import Totals

UNREADABLE, EMPTY, NOTHING_READ, INTERRUPTED = 3, 4, 5, 130
"""Exit codes other than 0 (all read), 1 (a fault stopped it) and 2 (wrong arguments); `docs/audit.md` lists them."""


@click.command()
@click.argument("exports", nargs=-1, required=True)
@click.option("--out", required=True, help="Folder for the results.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to use as today. Default: the day the run began."
)
@click.option("--base-url", help="FHIR server of the export, if its references name several servers.")
@click.option(
    "--icd-10-cm-system", multiple=True, help="URI under which the export holds ICD-10-CM codes; several are allowed."
)
@click.option("--max-cards", type=click.IntRange(1, 1000), help="Cards an encounter. Default: the setting.")
@click.option(
    "--service",
    type=click.Choice([service.id for service in SERVICES]),
    default=DISCHARGE,
    show_default=True,
    help="The service that the encounters are seen by.",
)
@click.option("--client", default="", help="The client whose part of the rules file applies.")
@click.option("--plain-ids", is_flag=True, help="Write ids as they are, in place of keyed hashes.")
@click.option(
    "--key-file", type=click.Path(dir_okay=False, path_type=Path), help="Key of the hashes. Default: OUT.key."
)
@click.option("--workers", type=click.IntRange(1), help="Worker processes. Default: one a core.")
@click.option("--memory", type=click.IntRange(200), default=800, show_default=True, help="MB for the grouping.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where it runs: on the cores of this machine, or on Apache Spark.",
)
@click.option("--master", help="Master of the Spark cluster, e.g. yarn or local[4]. Default: what spark-submit says.")
@click.option("--restart", is_flag=True, help="Delete what an unfinished or finished run left in OUT.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def audit(exports: tuple[str, ...], as_of: datetime | None, **options: object) -> None:
    """Review every encounter of a Bulk FHIR export.

    EXPORTS are files or folders of NDJSON (plain or gzip) or Parquet. OUT gets issues.parquet, encounters.parquet,
    unreadable.parquet and report.html. A run that was stopped goes on when the same command is given again.

    Exit code 0: everything was read. 3: finished, but something could not be read (see unreadable.parquet). 4: there
    was no encounter to review. 5: there were encounters and Conditions, but no diagnosis could be read. 1: a fault
    stopped the run. 2: wrong arguments. 130: interrupted.
    """
    wanted = Wanted(exports=exports, as_of=as_of.date() if as_of else None, **options)  # type: ignore[arg-type]
    signal.signal(signal.SIGTERM, _interrupt)
    totals = _run(wanted)
    _tell(totals, wanted.out)
    if not totals.encounters:
        sys.exit(EMPTY)
    if totals.is_nothing_read:
        sys.exit(NOTHING_READ)
    sys.exit(0 if totals.is_whole else UNREADABLE)


def _run(wanted: Wanted) -> Totals:
    """Run the engine that is wanted; what stops it is said on the console."""
    try:
        return run_engine(wanted)
    except ModuleNotFoundError as error:
        extra = "spark" if wanted.engine == "spark" else "audit"
        raise Refused((f"{error.name} is not installed: pip install 'coding-cards[{extra}]'",)) from None
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    except (UsageError, CodingLogicError) as fault:
        raise Refused((str(fault),)) from None
    except AuditError as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(f"{fault.strerror} ({fault.filename})") from None
    except KeyboardInterrupt:
        click.echo("Interrupted. The same command goes on from here.", err=True)
        sys.exit(INTERRUPTED)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _tell(totals: Totals, out: str) -> None:
    """Say what the run came to."""
    click.echo(
        f"{totals.lines:,} lines, {totals.kept:,} resources of {totals.patients:,} patients, "
        f"{totals.encounters:,} encounters reviewed, {totals.issues:,} questions"
    )
    if not totals.encounters:
        click.echo("There was no encounter to review.")
    elif totals.is_nothing_read:
        click.echo("No diagnosis could be read: the report says why, and lists the code systems (--icd-10-cm-system).")
    for name in sorted(absent_types(totals.kinds)):
        click.echo(f"The export holds no {name}: rules that need them had nothing to go by.")
    for kind, rows in totals.unreadable.items():
        click.echo(f"{'not read' if kind in FAULTS else 'left out'}: {rows:,} x {kind}")
    click.echo(f"See {out.rstrip('/')}/report.html")
