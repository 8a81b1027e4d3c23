"""The audit on a cluster: the same reading, review and rows as on one machine, spread out by Apache Spark.

Spark's own shuffle brings the lines of each patient together. What is done is kept in the working folder by step (the
sifted lines, the reviewed rows); a run that was stopped goes on with the step that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from cds_service.audit.checkpoint import WORK, begun_otherwise
from cds_service.audit.errors import AuditError, UsageError
from cds_service.audit.report.figures import ask_figures
from cds_service.audit.report.page import write_page
from cds_service.audit.report.totals import Totals, absent_types
from cds_service.audit.review.patient_encounters import Line
from cds_service.audit.review.review_patient import Findings, review_patient
from cds_service.audit.review.table_columns import KEYS, OTHER_FILE, SHARED, TABLES, arrow_schema, spark_schema
from cds_service.audit.spark.files import SparkFolder, find_spark_files
from cds_service.audit.spark.sift import sift_with_spark
from cds_service.loaded_releases import load_releases
from icd10cm.releases.by_date import FixedReleases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from cds_service.audit.progress import Progress
    from cds_service.audit.review.review_patient import Auditor
    from cds_service.audit.spark.files import SparkFile
    from icd10cm.releases.by_date import Releases

REPORT = "report.html"
SIFTED, REVIEWED = f"{WORK}/sifted", f"{WORK}/reviewed"
_BYTES_PER_PARTITION = 64 * 1024 * 1024
_ROWS_PER_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class SparkPlan:
    """What an audit on Spark is asked to do. Addresses are whatever Hadoop has a file system for.

    `releases_dir` is read by every worker: the same folder has to be there, or there has to be none.
    """

    exports: tuple[str, ...]
    out: str
    auditor: Auditor
    releases_dir: Path | None = None
    restart: bool = False

    def fingerprint(self, files: tuple[SparkFile, ...], version: str) -> dict[str, Any]:
        """Return what must be the same for a run to go on where another stopped."""
        return self.auditor.fingerprint(version) | {
            "files": [[file.label, file.size, file.changed_ms] for file in files],
            "engine": "spark",
        }


def run_on_spark(plan: SparkPlan, spark: SparkSession, version: str, progress: Progress) -> Totals:
    """Run the audit; the tables and the report are in the output folder when it returns.

    :raises AuditError: it cannot go on.
    """
    out = SparkFolder(spark, plan.out)
    _check_output(plan, spark, out)
    found = find_spark_files(spark, plan.exports)
    files = tuple(file for file in found if file.form != "other")
    _begin(plan, plan.fingerprint(files, version), out, progress)
    with progress.step("reading the export", None):
        faults = [("file", reason, label) for label, reason in _sift(spark, files, out, plan.auditor.base_url)]
        faults += [(*OTHER_FILE, file.label) for file in found if file.form == "other"]
    sifted = _kept(spark, out, SIFTED)
    totals = _count(sifted)
    with progress.step("reviewing", None):
        if sifted is not None and totals.kept:
            _review(sifted, totals, plan, out)
        reviewed = _kept(spark, out, REVIEWED)
    with progress.step("writing the tables", None):
        for table in TABLES:
            _write(spark, table, reviewed, sifted, faults, out)
    with progress.step("writing the report", None):
        totals = totals.with_tables(_count_tables(spark, out))
        figures = ask_figures(lambda question: [tuple(row) for row in spark.sql(question).collect()])
        page = write_page(figures, totals, plan.auditor, len(files), version)
        out.write(REPORT, page.encode())
    _remove_work(out)  # it holds the export's resources
    return totals


def _check_output(plan: SparkPlan, spark: SparkSession, out: SparkFolder) -> None:
    """Refuse an output folder within the export, or with a finished audit, and clear the rest for this run."""
    for export in plan.exports:
        if out.place.startswith(f"{SparkFolder(spark, export).place}/"):
            raise UsageError(f"{plan.out} lies within {export}, and would be read as a part of it; give another folder")
    if out.exists(REPORT) and not plan.restart:
        _remove_work(out)  # a run that was killed just after its report leaves it
        raise UsageError(f"{plan.out} holds a finished audit; give another folder, or --restart to replace it")
    out.remove(REPORT)
    if plan.restart:
        _remove_work(out)


def _begin(plan: SparkPlan, fingerprint: dict[str, Any], out: SparkFolder, progress: Progress) -> None:
    """Note what this run is, or go on with one that was the same."""
    before = out.read(f"{WORK}/plan.json")
    if before is not None and before != fingerprint:
        raise begun_otherwise(plan.out, before, fingerprint)
    if before is not None:
        progress.say("going on with the run that was begun")
        return
    _remove_work(out)
    out.write(f"{WORK}/plan.json", orjson.dumps(fingerprint))


def _kept(spark: SparkSession, out: SparkFolder, step: str) -> DataFrame | None:
    """Return what a step wrote into the working folder."""
    return spark.read.parquet(out.at(step)) if out.exists(step) else None


def _count_tables(spark: SparkSession, out: SparkFolder) -> dict[str, Any]:
    """Make the tables known by their names to SQL and count their rows."""
    for table in TABLES:
        spark.read.parquet(out.at(f"{table}.parquet")).createOrReplaceTempView(table)
    kinds = spark.sql("SELECT kind, count(*) FROM unreadable GROUP BY kind ORDER BY kind").collect()
    return {
        "issues": spark.table("issues").count(),
        "encounters": spark.table("encounters").count(),
        "diagnoses": spark.sql("SELECT coalesce(sum(diagnoses), 0) FROM encounters").collect()[0][0],
        "unreadable": dict(tuple(row) for row in kinds),
    }


def _remove_work(out: SparkFolder) -> None:
    """Remove the working folder, the plan first: what is left of it when that is broken off is not gone on with."""
    out.remove(f"{WORK}/plan.json")
    out.remove(WORK)


def begun_on_spark(spark: SparkSession, out: str) -> date | None:
    """Return the day that represents today in the unfinished run that `out` holds; None where it holds none."""
    plan = SparkFolder(spark, out).read(f"{WORK}/plan.json")
    return date.fromisoformat(plan["as of"]) if plan else None


def _sift(
    spark: SparkSession, files: tuple[SparkFile, ...], out: SparkFolder, base_url: str | None
) -> list[tuple[str, str]]:
    """Sift the export into the working folder, unless that is done; return what is wrong with whole files."""
    noted = out.read(f"{SIFTED}.json")
    if noted is not None:
        return [(label, reason) for label, reason in noted["faults"]]
    sifted, faults = sift_with_spark(spark, files, base_url)
    if sifted is not None:
        sifted.write.mode("overwrite").parquet(out.at(SIFTED), compression="zstd")
    out.write(f"{SIFTED}.json", orjson.dumps({"faults": faults}))
    return faults


def _count(sifted: DataFrame | None) -> Totals:
    if sifted is None:
        return Totals()
    kinds = {row[0]: row[1] for row in sifted.where("kind <> ''").groupBy("kind").count().collect()}
    row = sifted.selectExpr("count(*)", "count(patient)", "sum(length(body))", "count(DISTINCT patient)").collect()[0]
    return Totals(row[0], row[1], row[2] or 0, dict(sorted(kinds.items())), patients=row[3])


def _review(sifted: DataFrame, totals: Totals, plan: SparkPlan, out: SparkFolder) -> None:
    """Review all patients into the working folder, unless that is done."""
    if out.read(f"{REVIEWED}.json") is not None:
        return
    auditor = replace(
        plan.auditor,
        absent=absent_types(totals.kinds),
        releases=FixedReleases(()),  # a hundred megabytes; each worker reads them for itself
        rules=dict(plan.auditor.rules),
        options=replace(plan.auditor.options, wordings=dict(plan.auditor.options.wordings)),
    )
    releases = tuple(release.id for release in plan.auditor.releases.all)
    schema = ", ".join(f"`{table}` struct<{spark_schema(table)}>" for table in TABLES)
    (
        sifted.where("patient IS NOT NULL")
        .select("patient", "file", "line", "body")
        .repartition(max(2, totals.bytes_kept // _BYTES_PER_PARTITION), "patient")
        .sortWithinPartitions("patient", "file", "line")
        .mapInArrow(_reviewing(auditor, plan.releases_dir, releases), schema)
        .write.mode("overwrite")
        .parquet(out.at(REVIEWED), compression="zstd")
    )
    out.write(f"{REVIEWED}.json", b"{}")


def _reviewing(
    auditor: Auditor, releases_dir: Path | None, expected: tuple[str, ...]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what reviews the patients of a partition, whose lines come one after the other."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        releases = _releases(releases_dir)
        if tuple(release.id for release in releases.all) != expected:
            raise AuditError("a worker has other releases of ICD-10-CM than the driver")
        own = replace(auditor, releases=releases)
        findings = Findings()
        for patient, lines in _patients(batches):
            review_patient(patient, lines, own, findings)
            if len(findings.encounters) + len(findings.unreadable) >= _ROWS_PER_BATCH:
                yield _batch(findings)
                findings = Findings()
        yield _batch(findings)

    return run


@cache
def _releases(releases_dir: Path | None) -> Releases:
    """Return the releases; a worker process reads them once for all its partitions."""
    return load_releases(releases_dir)


def _patients(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, list[Line]]]:
    patient, lines = "", list[Line]()
    for batch in batches:
        for who, file, number, body in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if who != patient:
                if lines:
                    yield patient, lines
                patient, lines = who, []
            lines.append(Line(file, number, body))
    if lines:
        yield patient, lines


def _batch(findings: Findings) -> pa.RecordBatch:
    """Return the rows of all tables in one batch: a column a table, of which each row fills one."""
    import pyarrow as pa  # noqa: PLC0415 - runs on the workers

    sizes = {table: len(getattr(findings, table)) for table in TABLES}
    columns: list[Any] = []
    before, total = 0, sum(sizes.values())
    for table, size in sizes.items():
        rows = [None] * before + getattr(findings, table) + [None] * (total - before - size)
        columns.append(pa.array(rows, pa.struct(list(arrow_schema(table)))))
        before += size
    return pa.RecordBatch.from_arrays(columns, names=list(TABLES))


def _write(
    spark: SparkSession,
    table: str,
    reviewed: DataFrame | None,
    sifted: DataFrame | None,
    faults: list[tuple[str, str, str]],
    out: SparkFolder,
) -> None:
    """Write one table, sorted as the local engine sorts it."""
    rows = spark.createDataFrame([], spark_schema(table))
    if reviewed is not None:
        rows = rows.unionAll(reviewed.where(f"{table} IS NOT NULL").select(f"{table}.*"))
    if table == "unreadable":
        if sifted is not None:
            broken = "'line' AS kind", "fault AS reason", "file", "line", "NULL AS resource", "NULL AS encounter"
            rows = rows.unionAll(sifted.where("fault <> ''").selectExpr(*broken))
        if reviewed is not None:
            reviewed.where("encounters IS NOT NULL").select("encounters.*").createOrReplaceTempView("every_encounter")
            rows = rows.unionAll(spark.sql(SHARED.format(encounters="every_encounter")))
        whole = [(*fault, None, None, None) for fault in faults]
        rows = rows.unionAll(spark.createDataFrame(whole, spark_schema(table)))
    rows.orderBy(*KEYS[table]).write.mode("overwrite").parquet(out.at(f"{table}.parquet"), compression="zstd")
