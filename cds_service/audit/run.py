"""A whole run: the tables by the engine asked for, then the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.audit.checkpoint import WORK, Checkpoint, only_run, settle
from cds_service.audit.errors import UsageError
from cds_service.audit.local.engine import run_locally
from cds_service.audit.local.group_by_patient import connect
from cds_service.audit.local.worker_pool import in_workers
from cds_service.audit.local.write_tables import name_tables
from cds_service.audit.progress import Progress
from cds_service.audit.report.figures import ask_figures
from cds_service.audit.report.page import write_page

if TYPE_CHECKING:
    from cds_service.audit.plan import Plan
    from cds_service.audit.report.totals import Totals

REPORT = "report.html"


def run_audit(plan: Plan, version: str, *, quiet: bool = False) -> Totals:
    """Run the audit and return what it came to. The report is written last: where it is, the run is finished.

    :raises UsageError: the output folder holds a finished run, or is being written to by another.
    :raises AuditError: the run cannot go on.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    with only_run(plan.out):
        report = plan.out / REPORT
        checkpoint = Checkpoint(plan.out / WORK)
        if report.exists() and not plan.restart:
            checkpoint.remove()  # a run that was killed just after its report leaves it
            raise UsageError(f"{plan.out} holds a finished audit; give another folder, or --restart to replace it")
        report.unlink(missing_ok=True)
        progress = Progress(quiet=quiet)
        totals = run_locally(plan, version, progress)

        def write(_: int) -> None:
            with connect(checkpoint.path("spill"), plan.memory_mb, plan.workers) as tables:
                name_tables(tables, plan.out)
                figures = ask_figures(lambda question: tables.execute(question).fetchall())
            draft = plan.out / f".{REPORT}.draft"
            draft.write_text(write_page(figures, totals, plan.auditor, len(plan.read), version), encoding="utf-8")
            settle(draft)
            draft.rename(report)

        with progress.step("writing the report", None):
            next(in_workers(write, [0], 1))
        checkpoint.remove()  # it holds the export's resources
    return totals
