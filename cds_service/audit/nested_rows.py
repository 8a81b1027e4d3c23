"""Reads a Parquet file of resources: one row a resource, as JSON text in one column or as nested columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEXT_COLUMNS = ("resource", "json", "value", "raw")
"""Names of a text column that holds whole resources, the first of them that is there."""
_ROWS = 2000


def read_rows(path: Path, tell: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    """Yield each row as a line of NDJSON with its number from 1; `tell` is told what could not be read."""
    import pyarrow as pa  # noqa: PLC0415 - an export of NDJSON is read without it
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            text = text_column(file.schema_arrow.names, [str(each.type) for each in file.schema_arrow])
            for batch in file.iter_batches(_ROWS, columns=[text] if text else None, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    line = row[text] if text else orjson.dumps(nested(row, path.name), default=str)
                    yield number, line.encode() if isinstance(line, str) else line or b""
    except (pa.ArrowException, OSError):
        tell(0, f"the Parquet file cannot be read after row {number}")


def text_column(names: list[str], types: list[str]) -> str | None:
    """Return the column that holds whole resources as text; None when the resources are nested columns."""
    kinds = dict(zip(names, types, strict=True))
    if "resourceType" in kinds:
        return None
    texts = ("string", "large_string", "string_view", "binary", "large_binary")
    return next((name for name in TEXT_COLUMNS if kinds.get(name) in texts), None)


def nested(row: dict[str, Any], file_name: str) -> dict[str, Any]:
    """Return a resource made of nested columns: empty elements go, and the type comes from the file if need be.

    Files that hold one type each often have no column for it and are called after it ("Condition.1.parquet").
    """
    resource: dict[str, Any] = _filled(row)
    if "resourceType" not in resource:
        resource["resourceType"] = file_name.partition(".")[0]
    return resource


def _filled(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return value
