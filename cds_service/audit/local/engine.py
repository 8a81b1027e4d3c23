"""The audit on one machine: sift the lines, bring those of each patient together, review, write the tables.

Every step is cut into parts that are done whole or not at all; a run that was stopped goes on with the parts that are
missing. All work is done in worker processes, on all cores.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cds_service.audit.checkpoint import Checkpoint, open_checkpoint
from cds_service.audit.export.input_files import cut
from cds_service.audit.local.group_by_patient import BUCKET_BYTES, FEWEST_BUCKETS, group, patients_of
from cds_service.audit.local.sift_chunk import sift_chunk
from cds_service.audit.local.worker_pool import in_workers
from cds_service.audit.local.write_tables import write_tables
from cds_service.audit.report.totals import Totals, absent_types
from cds_service.audit.review.review_patient import Findings, review_patient
from cds_service.audit.review.table_columns import TABLES, arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds_service.audit.export.input_files import Chunk
    from cds_service.audit.plan import Plan
    from cds_service.audit.progress import Progress
    from cds_service.audit.review.review_patient import Auditor

SIFTED, GROUPED, REVIEWED = "sifted", "grouped", "reviewed"


def run_locally(plan: Plan, version: str, progress: Progress) -> Totals:
    """Run the audit; the tables are in the output folder when it returns.

    :raises AuditError: it cannot go on. What was done is kept, and the same call goes on from there.
    """
    checkpoint, goes_on = open_checkpoint(plan.out, plan.fingerprint(version), restart=plan.restart)
    if goes_on:
        progress.say("going on with the run that was begun")
    chunks = list(cut(plan.files))
    notes = _sift(plan, chunks, checkpoint, progress)
    totals = Totals.of_sifting(notes)
    buckets = max(FEWEST_BUCKETS, totals.bytes_kept // BUCKET_BYTES)
    if totals.kept:
        _group(plan, chunks, buckets, checkpoint, progress)
    auditor = replace(plan.auditor, absent=absent_types(totals.kinds))
    first_lines = _first_lines(chunks, notes)
    if totals.kept:
        reviewed = _review(plan, auditor, buckets, first_lines, checkpoint, progress)
        totals = totals.with_review(reviewed)
    labels = [file.label for file in plan.files]

    def write(_: int) -> dict[str, int]:
        return write_tables(checkpoint, plan, chunks, first_lines, labels, buckets if totals.kept else 0)

    with progress.step("writing the tables", None):
        written = next(in_workers(write, [0], 1))
    return totals.with_tables(written)


def _sift(plan: Plan, chunks: list[Chunk], checkpoint: Checkpoint, progress: Progress) -> list[dict[str, Any]]:
    """Sift what is missing; return the notes of all chunks."""

    def sift(number: int) -> tuple[int, dict[str, Any]]:
        chunk = chunks[number]
        return number, sift_chunk(plan.files[chunk.file], chunk, plan.auditor.base_url, checkpoint)

    notes = {chunk.number: checkpoint.noted(f"{SIFTED}-{chunk.number}") for chunk in chunks}
    missing = [number for number, note in notes.items() if note is None]
    sizes = [chunk.end - chunk.start for chunk in chunks]
    with progress.step("reading the export", sum(sizes), "MB", 1e6) as bar:
        bar.skip(sum(sizes[number] for number, note in notes.items() if note is not None))
        for number, note in in_workers(sift, missing, plan.workers):
            notes[number] = note
            bar.advance(sizes[number])
    return [note for _, note in sorted(notes.items()) if note is not None]


def _group(plan: Plan, chunks: list[Chunk], buckets: int, checkpoint: Checkpoint, progress: Progress) -> None:
    if checkpoint.noted(GROUPED) is not None:
        return

    def sort(_: int) -> None:
        parts = [checkpoint.path(f"{SIFTED}-{chunk.number}.parquet") for chunk in chunks]
        with checkpoint.writing(f"{GROUPED}.parquet") as draft:
            group(parts, draft, checkpoint.path("spill"), plan.memory_mb, plan.workers, buckets)
        checkpoint.note(GROUPED, {})

    with progress.step("bringing each patient together", None):
        next(in_workers(sort, [0], 1))


def _review(
    plan: Plan,
    auditor: Auditor,
    buckets: int,
    first_lines: list[int],
    checkpoint: Checkpoint,
    progress: Progress,
) -> list[dict[str, Any]]:
    """Review the buckets that are missing; return the notes of all."""
    labels = [file.label for file in plan.files]

    def review(bucket: int) -> tuple[int, dict[str, Any]]:
        findings = Findings()
        patients = 0
        for patient, lines in patients_of(checkpoint.path(f"{GROUPED}.parquet"), bucket, labels, first_lines):
            review_patient(patient, lines, auditor, findings)
            patients += 1
        return bucket, _keep(findings, patients, bucket, checkpoint)

    noted = {bucket: checkpoint.noted(f"{REVIEWED}-{bucket}") for bucket in range(buckets)}
    notes = {bucket: note for bucket, note in noted.items() if note is not None}
    missing = [bucket for bucket in noted if bucket not in notes]
    with progress.step("reviewing", _encounters(len(first_lines), checkpoint), "encounters") as bar:
        bar.skip(sum(note["encounters"] for note in notes.values()))
        for bucket, note in in_workers(review, missing, plan.workers):
            notes[bucket] = note
            bar.advance(note["encounters"])
    return [note for _, note in sorted(notes.items())]


def _encounters(chunks: int, checkpoint: Checkpoint) -> int:
    """Return how many encounters the chunks that were sifted hold."""
    return sum((checkpoint.noted(f"{SIFTED}-{number}") or {})["kinds"].get("Encounter", 0) for number in range(chunks))


def _keep(findings: Findings, patients: int, bucket: int, checkpoint: Checkpoint) -> dict[str, Any]:
    """Write the rows of a bucket and note that it is done."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    for table in TABLES:
        rows = pa.Table.from_pylist(getattr(findings, table), schema=arrow_schema(table))
        with checkpoint.writing(f"{REVIEWED}-{bucket}.{table}.parquet") as draft:
            pq.write_table(rows, draft, compression="zstd")
    note = {
        "patients": patients,
        "encounters": len(findings.encounters),
        "spent_ms": {step: round(spent, 1) for step, spent in findings.spent_ms.items()},
    }
    checkpoint.note(f"{REVIEWED}-{bucket}", note)
    return note


def _first_lines(chunks: Iterable[Chunk], notes: list[dict[str, Any]]) -> list[int]:
    """Return for each chunk how many lines of its file stand before it."""
    before: Counter[int] = Counter()
    first: list[int] = []
    for chunk, note in zip(chunks, notes, strict=True):
        first.append(before[chunk.file])
        before[chunk.file] += note["lines"]
    return first
