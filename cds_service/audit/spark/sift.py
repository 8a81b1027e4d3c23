"""Reads and sifts an export with Spark, line for line as the local engine does."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from typing import TYPE_CHECKING, Any

from cds_service.audit.export.line_reader import BOM, EMPTY, LONGEST_LINE, TOO_LONG
from cds_service.audit.export.parquet_rows import read_columns, text_column
from cds_service.audit.export.sift_line import DOCUMENTS, sift_all
from cds_service.audit.spark.files import place_of
from fhir_mappings.elements.references import References

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from cds_service.audit.spark.files import SparkFile

SIFTED = "kind string, patient string, fault string, file string, line bigint, body binary"
_CORRUPT = "spark.sql.files.ignoreCorruptFiles"
Block = tuple[str, int]


def sift_with_spark(
    spark: SparkSession, files: Sequence[SparkFile], base_url: str | None
) -> tuple[DataFrame | None, list[tuple[str, str]]]:
    """Return a row for each line of the export, and what is wrong with whole files as label and reason.

    Spark reads a file in blocks and numbers no lines. The lines of each block are counted first, which costs a pass
    over the export by the JVM alone.
    """
    faults = [(file.label, EMPTY) for file in filter(_is_empty, files)]
    texts = [file for file in files if file.form != "parquet" and not _is_empty(file)]
    tables = [file for file in files if file.form == "parquet" and not _is_empty(file)]
    parts = [*_sift_texts(spark, texts, base_url, faults), *_sift_tables(spark, tables, base_url, faults)]
    return reduce(lambda one, other: one.unionAll(other), parts) if parts else None, faults


def _is_empty(file: SparkFile) -> bool:
    """Return whether a file is empty where its form does not allow it; NDJSON without a line is whole."""
    return not file.size and file.form != "ndjson"


def _sift_tables(
    spark: SparkSession, tables: Sequence[SparkFile], base_url: str | None, faults: list[tuple[str, str]]
) -> Iterator[DataFrame]:
    """Yield the rows of each Parquet file; those that cannot be read are noted."""
    for file in tables:
        rows = _rows(spark, file)
        if rows is None or not _is_readable(spark, rows):
            faults.append((file.label, "the Parquet file cannot be read after row 0"))
        else:
            yield rows.mapInArrow(_sifting({file.place: file.label}, None, base_url), SIFTED)


def _sift_texts(
    spark: SparkSession, texts: Sequence[SparkFile], base_url: str | None, faults: list[tuple[str, str]]
) -> Iterator[DataFrame]:
    """Yield a row for each line of the text files; damaged ones are read as far as they go and noted."""
    if not texts:
        return
    damage = _damage(spark, texts)
    spark.conf.set(_CORRUPT, "true" if damage else "false")
    lines = _lines(spark, texts)
    counted = {(place_of(row[0]), row[1]): row[2] for row in lines.groupBy("path", "block").count().collect()}
    for file in texts:
        if file.path in damage:
            read = sum(count for (place, _), count in counted.items() if place == file.place)
            reason = f"the compressed file {damage[file.path]} after line {read}; what follows is lost"
            faults.append((file.label, reason))
    labels = {file.place: file.label for file in texts}
    yield lines.mapInArrow(_sifting(labels, _before(counted), base_url), SIFTED)


def _lines(spark: SparkSession, files: Iterable[SparkFile]) -> DataFrame:
    """Return the lines of text files as bytes, with the file and the block of the file that they are in."""
    read = spark.read.option("lineSep", "\n").text([file.path for file in files])
    return read.selectExpr(
        "CAST(value AS BINARY) AS body",
        "_metadata.file_path AS path",
        "_metadata.file_block_start AS block",
        "CAST(NULL AS BIGINT) AS row",
    )


def _rows(spark: SparkSession, file: SparkFile) -> DataFrame | None:
    """Return the rows of a Parquet file as lines of NDJSON; None when it cannot be read."""
    from pyspark.errors import PySparkException  # noqa: PLC0415 - the extra may not be installed
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - the name that Spark's documentation gives it

    try:
        read = spark.read.parquet(file.path)
    except PySparkException:
        return None
    text = text_column(read.columns, [field.dataType.simpleString() for field in read.schema])
    if text is not None:
        body = F.col(text).cast("binary")
    else:
        kind = [] if "resourceType" in read.columns else [F.lit(_named(file)).alias("resourceType")]
        columns = read_columns(read.columns)
        whole, lean = (
            F.to_json(F.struct(*kind, *(F.col(f"`{name}`") for name in names))).cast("binary")
            for names in (columns, [name for name in columns if name not in DOCUMENTS])
        )
        body = F.when(F.length(whole) < LONGEST_LINE, whole).otherwise(lean)  # a scan of any length goes alone
    return read.select(
        body.alias("body"),
        F.col("_metadata.file_path").alias("path"),
        F.lit(0).cast("bigint").alias("block"),
        (F.col("_metadata.row_index") + 1).alias("row"),
    )


def _is_readable(spark: SparkSession, rows: DataFrame) -> bool:
    """Return whether every row can be read; what Spark cannot read it would leave out silently, or end the run."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - the extra may not be installed
    from pyspark.errors import PySparkException  # noqa: PLC0415

    ignores = spark.conf.get(_CORRUPT)
    spark.conf.set(_CORRUPT, "false")
    try:
        rows.selectExpr("max(length(body))").collect()
    except (PySparkException, Py4JError):
        return False
    finally:
        spark.conf.set(_CORRUPT, ignores)
    return True


def _named(file: SparkFile) -> str:
    return file.label.rsplit("/", 1)[-1].partition(".")[0]


def _damage(spark: SparkSession, files: Iterable[SparkFile]) -> dict[str, str]:
    """Return what is wrong with compressed files, by their address; each is read only if reading them all fails."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - the extra may not be installed
    from pyspark.errors import PySparkException  # noqa: PLC0415

    packed = [file for file in files if file.form == "gzip"]
    spark.conf.set(_CORRUPT, "false")

    def why(some: Sequence[SparkFile]) -> str:
        try:
            _lines(spark, some).selectExpr("max(length(body))").collect()
        except (PySparkException, Py4JError) as error:
            return "breaks off" if "Unexpected end of input stream" in str(error) else "is damaged"
        return ""

    if not packed or not why(packed):
        return {}
    return {file.path: reason for file in packed if (reason := why([file]))}


def _before(counted: dict[Block, int]) -> dict[Block, int]:
    """Return for each block how many lines of its file stand before it."""
    before: dict[Block, int] = {}
    lines: Counter[str] = Counter()
    for (path, block), count in sorted(counted.items()):
        before[path, block] = lines[path]
        lines[path] += count
    return before


def _sifting(
    labels: dict[str, str], before: dict[Block, int] | None, base_url: str | None
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what sifts the lines of a partition. The lines of a block come one after the other, from its first."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa  # noqa: PLC0415 - runs on the workers

        schema = pa.schema(
            [
                ("kind", pa.string()),
                ("patient", pa.string()),
                ("fault", pa.string()),
                ("file", pa.string()),
                ("line", pa.int64()),
                ("body", pa.binary()),
            ]
        )
        references = References(base_url)
        seen: Counter[Block] = Counter()
        for batch in batches:
            rows: list[tuple[Any, ...]] = []
            for body, address, start, row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                path = place_of(address)
                number = row
                if before is not None:
                    seen[path, start] += 1
                    number = before[path, start] + seen[path, start]
                rows += _sift_rows(body or b"", labels[path], number, references)
            columns = [
                pa.array(list(column), field.type)
                for column, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(
                columns if rows else [pa.array([], each.type) for each in schema], schema=schema
            )

    return run


def _sift_rows(body: bytes, label: str, number: int, references: References) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each resource of a line; one for a line that holds none."""
    if len(body) >= LONGEST_LINE:
        yield "", None, TOO_LONG, label, number, None
        return
    line = (body.removeprefix(BOM) if number == 1 else body).strip()
    found = sift_all(line, references) if line else ()
    if not found:
        yield "", None, "", label, number, None
    for sifted in found:
        is_kept = bool(sifted.patient)
        yield sifted.kind, sifted.patient or None, sifted.fault, label, number, sifted.body if is_kept else None
