"""Brings the lines of each patient together: DuckDB sorts them, and spills to disk what memory does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_service.audit.review.patient_encounters import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

ROWS_PER_GROUP = 8_192
"""Rows of a row group of the sorted file: what a worker holds at a time while it reads its part."""
_BYTES_PER_GROUP = "16MB"
"""And how many bytes of them, where the lines are long."""
BUCKET_BYTES = 12 * 1024 * 1024
"""How many bytes of lines one bucket is to have, about; a worker holds the rows of one bucket at a time."""
FEWEST_BUCKETS = 8
"""So that a small export keeps all cores busy too. It does not depend on the cores: another machine may go on."""


def connect(spill: Path, memory_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that spills to the folder `spill` beyond `memory_mb`."""
    import duckdb as engine  # noqa: PLC0415 - only an audit needs it

    connection = engine.connect()
    connection.execute(f"SET memory_limit = '{memory_mb}MB'")
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET temp_directory = ?", [str(spill)])
    connection.execute("SET preserve_insertion_order = false")
    return connection


def group(sifted: list[Path], target: Path, spill: Path, memory_mb: int, threads: int, buckets: int) -> None:
    """Write the lines of all sifted parts to `target`, sorted by bucket, patient and place in the export.

    All lines of a patient are in one bucket.
    """
    with connect(spill, memory_mb, threads) as connection:
        connection.execute(
            f"""
            COPY (
                SELECT (hash(patient) % {buckets})::INTEGER AS bucket, patient, file, chunk, line, body
                FROM read_parquet($sifted)
                ORDER BY bucket, patient, file, chunk, line
            ) TO {_quoted(target)} (
                FORMAT parquet, COMPRESSION zstd,
                ROW_GROUP_SIZE {ROWS_PER_GROUP}, ROW_GROUP_SIZE_BYTES '{_BYTES_PER_GROUP}'
            )
            """,  # noqa: S608 - numbers and a path of our own
            {"sifted": [str(path) for path in sifted]},
        )


def patients_of(
    grouped: Path, bucket: int, labels: list[str], first_lines: list[int]
) -> Iterator[tuple[str, list[Line]]]:
    """Yield each patient of a bucket with the lines about them, in the order of the export.

    `labels` are the names of the files, `first_lines` how many lines of its file stand before each chunk.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    columns = ["patient", "file", "chunk", "line", "body"]
    patient, lines = "", list[Line]()
    with pq.ParquetFile(grouped) as file:
        for place in _row_groups(file, bucket):
            table = file.read_row_group(place, columns=["bucket", *columns], use_threads=False)
            wanted = [each.to_pylist() for each in table.select(columns).columns]
            buckets = table.column("bucket").to_pylist()
            del table
            for own, who, number, chunk, line, body in zip(buckets, *wanted, strict=True):
                if own != bucket:
                    continue
                if who != patient:
                    if lines:
                        yield patient, lines
                    patient, lines = who, []
                lines.append(Line(labels[number], first_lines[chunk] + line, body))
    if lines:
        yield patient, lines


def _row_groups(file: Any, bucket: int) -> Iterator[int]:  # noqa: ANN401 - pyarrow has no types
    """Yield the row groups that may hold lines of the bucket, by their statistics."""
    metadata = file.metadata
    for place in range(metadata.num_row_groups):
        statistics = metadata.row_group(place).column(0).statistics
        if statistics is None or not statistics.has_min_max or statistics.min <= bucket <= statistics.max:
            yield place


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
