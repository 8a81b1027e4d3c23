"""The three tables, made of the parts that the workers wrote; sorted, so that the same export gives the same tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_service.audit.checkpoint import settle
from cds_service.audit.local.group_by_patient import connect
from cds_service.audit.review.table_columns import KEYS, OTHER_FILE, SHARED, TABLES, arrow_schema

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from cds_service.audit.checkpoint import Checkpoint
    from cds_service.audit.export.input_files import Chunk
    from cds_service.audit.plan import Plan


def write_tables(
    checkpoint: Checkpoint, plan: Plan, chunks: list[Chunk], first_lines: list[int], labels: list[str], buckets: int
) -> dict[str, Any]:
    """Write issues.parquet, encounters.parquet and unreadable.parquet; return how many rows they hold."""
    import pyarrow as pa  # noqa: PLC0415 - only an audit needs it

    # The rows are sorted at the end, and written in that order.
    with connect(checkpoint.path("spill"), plan.memory_mb, plan.workers) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.register(
            "empty_faults", pa.table({"line": pa.array([], pa.int64()), "reason": pa.array([], pa.string())})
        )
        connection.register(
            "places",
            pa.table(
                {
                    "chunk": pa.array([chunk.number for chunk in chunks], pa.int64()),
                    "file": pa.array([labels[chunk.file] for chunk in chunks], pa.string()),
                    "before": pa.array(first_lines, pa.int64()),
                }
            ),
        )
        for table in TABLES:
            connection.register(f"no_{table}", arrow_schema(table).empty_table())
            parts = [str(checkpoint.path(f"reviewed-{bucket}.{table}.parquet")) for bucket in range(buckets)]
            rows = f"SELECT * FROM no_{table}"  # noqa: S608 - a name of our own
            if parts:
                rows = "SELECT * FROM read_parquet($parts)"
            connection.execute(
                f"CREATE TEMP TABLE {table} AS {rows}",
                {"parts": parts} if parts else None,
            )
        _add_faults(connection, checkpoint, chunks)
        connection.execute(f"INSERT INTO unreadable {SHARED.format(encounters='encounters')}")
        for file in plan.files:
            if file.form == "other":
                values = [*OTHER_FILE, file.label]
                connection.execute("INSERT INTO unreadable VALUES (?, ?, ?, NULL, NULL, NULL)", values)
        for table in TABLES:
            _write(connection, table, plan.out)
        kinds = connection.execute("SELECT kind, count(*) FROM unreadable GROUP BY kind ORDER BY kind").fetchall()
        return {
            "encounters": _count(connection, "encounters"),
            "issues": _count(connection, "issues"),
            "diagnoses": _diagnoses(connection),
            "unreadable": dict(kinds),
        }


def _diagnoses(connection: duckdb.DuckDBPyConnection) -> int:
    (found,) = connection.execute("SELECT coalesce(sum(diagnoses), 0) FROM encounters").fetchone() or (0,)
    return int(found)


def name_tables(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Give the tables in `out` their names, for questions in SQL; array_join and explode are names of Spark's."""
    connection.execute("CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)")
    connection.execute("CREATE MACRO explode(list) AS unnest(list)")
    for table in TABLES:
        path = str(out / f"{table}.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608 - our own path


def _add_faults(connection: duckdb.DuckDBPyConnection, checkpoint: Checkpoint, chunks: list[Chunk]) -> None:
    """Add what the sifting could not read; its lines are counted from the beginning of the chunk until here."""
    for chunk in chunks:
        if not (checkpoint.noted(f"sifted-{chunk.number}") or {}).get("faults"):
            continue
        connection.execute(
            """
            INSERT INTO unreadable
            SELECT if(faults.line = 0, 'file', 'line'), reason, places.file,
                   if(faults.line = 0, NULL, faults.line + places.before), NULL, NULL
            FROM read_parquet($part) AS faults, places WHERE places.chunk = $chunk
            """,
            {"part": str(checkpoint.path(f"sifted-{chunk.number}.faults.parquet")), "chunk": chunk.number},
        )


def _write(connection: duckdb.DuckDBPyConnection, table: str, out: Path) -> None:
    draft = out / f".{table}.parquet.draft"
    order = ", ".join(f"{column} NULLS FIRST" for column in KEYS[table])
    target = str(draft).replace("'", "''")
    connection.execute(
        f"COPY (SELECT * FROM {table} ORDER BY {order}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
    )
    settle(draft)
    draft.rename(out / f"{table}.parquet")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of our own
    return int(found[0]) if found else 0
