"""The columns of the tables that an audit writes, as one list for every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

ISSUES = (
    ("encounter", "string"),
    ("date", "date"),
    ("setting", "string"),
    ("department", "string"),
    ("release", "string"),
    ("position", "int"),
    ("outcome", "string"),
    ("rule", "string"),
    ("strength", "string"),
    ("evidence_source", "string"),
    ("topic", "string"),
    ("codes", "strings"),
    ("choices", "strings"),
    ("options", "options"),
    ("evidence", "evidence"),
    ("basis", "basis"),
)
ENCOUNTERS = (
    ("encounter", "string"),
    ("patient", "string"),
    ("date", "date"),
    ("setting", "string"),
    ("department", "string"),
    ("release", "string"),
    ("in_force", "bool"),
    ("diagnoses", "int"),
    ("cultures", "int"),
    ("procedures", "int"),
    ("issues", "int"),
    ("shown", "int"),
    ("held_back", "int"),
    ("could_not_read", "int"),
    ("left_out", "int"),
    ("conditions", "int"),
    ("conditions_read", "int"),
    ("conditions_left_out", "counts"),
    ("code_systems", "counts"),
)
UNREADABLE = (
    ("kind", "string"),
    ("reason", "string"),
    ("file", "string"),
    ("line", "int"),
    ("resource", "string"),
    ("encounter", "string"),
)
TABLES = {"issues": ISSUES, "encounters": ENCOUNTERS, "unreadable": UNREADABLE}
KEYS = {
    "issues": ("date", "encounter", "position", "rule", "topic"),
    "encounters": ("date", "encounter", "patient"),
    "unreadable": ("file", "line", "kind", "reason", "resource", "encounter"),
}
"""By what each table is sorted: enough to give one order, whatever the order of the work was."""
SHARED = """
    SELECT 'shared-id' AS kind, 'the same id stands for encounters of several patients; each was reviewed' AS reason,
           NULL AS file, NULL AS line, NULL AS resource, encounter
    FROM {encounters} GROUP BY encounter HAVING count(*) > 1
"""
"""The rows of unreadable that only all encounters together can tell, in SQL that DuckDB and Spark both understand."""
OTHER_FILE = ("other-file", "its name is not that of NDJSON or Parquet; it was not read")
"""Kind and reason of the row about a file beside those of the export."""

SPARK_TYPES = {
    "string": "string",
    "date": "date",
    "int": "bigint",
    "bool": "boolean",
    "strings": "array<string>",
    "options": "array<struct<action:string,code:string,resource:string>>",
    "evidence": "array<struct<resource:string,date:date>>",
    "basis": "array<struct<code:string,element:string,note:string>>",
    "counts": "array<struct<name:string,n:bigint>>",
}


def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table."""
    import pyarrow as pa  # noqa: PLC0415 - only an audit needs it

    text = pa.string()
    types: dict[str, Any] = {
        "string": text,
        "date": pa.date32(),
        "int": pa.int64(),
        "bool": pa.bool_(),
        "strings": pa.list_(text),
        "options": pa.list_(pa.struct([("action", text), ("code", text), ("resource", text)])),
        "evidence": pa.list_(pa.struct([("resource", text), ("date", pa.date32())])),
        "counts": pa.list_(pa.struct([("name", text), ("n", pa.int64())])),
        "basis": pa.list_(pa.struct([("code", text), ("element", text), ("note", text)])),
    }
    return pa.schema([(name, types[kind]) for name, kind in TABLES[table]])


def spark_schema(table: str) -> str:
    """Return the schema of a table as Spark's DDL."""
    return ", ".join(f"`{name}` {SPARK_TYPES[kind]}" for name, kind in TABLES[table])
