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
_BYTES = 16 * 1024 * 1024
"""How many rows, or about how many bytes of them, are held at a time."""


def read_rows(path: Path, tell: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    """Yield each row as a line of NDJSON with its number from 1; `tell` is told what could not be read."""
    import pyarrow as pa  # noqa: PLC0415 - an export of NDJSON is read without it
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(path, buffer_size=2**20) as file:
            text = text_column(file.schema_arrow.names, [str(each.type) for each in file.schema_arrow])
            for batch in file.iter_batches(
                _rows_held(file.metadata), columns=[text] if text else None, use_threads=False
            ):
                # Text is taken as the bytes that it is: what is no UTF-8 is a fault of its row, as in a line.
                for row in (batch.column(0).cast(pa.binary()) if text else batch).to_pylist():
                    number += 1
                    yield number, (row or b"") if text else orjson.dumps(nested(row, path.name), default=str)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        tell(0, f"the Parquet file cannot be read after row {number}")


def _rows_held(metadata: Any) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return how many rows to hold at a time, by the longest rows of any row group."""
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
    longest = max((group.total_byte_size / max(group.num_rows, 1) for group in groups), default=0.0)
    return max(1, min(_ROWS, int(_BYTES / max(longest, 1.0))))


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
