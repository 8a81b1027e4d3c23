"""Reads a Parquet file of resources: one row a resource, as JSON text in one column or as nested columns."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from cds_service.audit.export.parquet_pages import BrokenPageError, longest_pages, longest_value
from cds_service.audit.export.sift_line import DOCUMENTS, UNREAD, relieved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEXT_COLUMNS = ("resource", "json", "value", "raw")
"""Names of a text column that holds whole resources, the first of them that is there."""
LONGEST_PAGES = 192 * 1024 * 1024
"""Bytes of the pages that a worker holds at once, unpacked: rows in longer ones are not read, and that is reported.

DuckDB writes pages of up to 100 MB, Arrow and Spark of 1 MB unless the rows are long.
"""
_BUFFER = 64 * 1024
"""Bytes read ahead of each column. Without a buffer, or with `pre_buffer`, Arrow holds whole row groups."""
_ROWS = 2000
_BYTES = 16 * 1024 * 1024
"""How many rows, or about how many bytes of them, are held at a time."""


def read_rows(
    path: Path, tell: Callable[[int, str], None], longest: int = LONGEST_PAGES
) -> Iterator[tuple[int, bytes]]:
    """Yield each row as a line of NDJSON with its number from 1; `tell` gets what could not be read.

    A row group whose pages are longer than `longest` bytes is reported with its rows, and passed over. Where only those
    of nested documents are, it is read without them, and that is reported.
    """
    import pyarrow as pa  # noqa: PLC0415 - an export of NDJSON is read without it
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with path.open("rb") as pages, pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            schema = file.schema_arrow
            text = text_column(schema.names, [str(each.type) for each in schema])
            columns = [text] if text else read_columns(schema.names)
            for place in range(file.metadata.num_row_groups):
                group = file.metadata.row_group(place)
                fitting, held = _fitting(pages, group, columns, longest)
                if held > longest:
                    tell(0, _too_long(number, group.num_rows, held, longest, is_read=bool(fitting)))
                if not fitting:
                    number += group.num_rows
                    continue
                rows = _at_a_time(pages, group, fitting, text)
                for batch in file.iter_batches(rows, row_groups=[place], columns=fitting, use_threads=False):
                    for line in _texts(batch) if text else _resources(batch, path.name):
                        number += 1
                        yield number, line
    except (pa.ArrowException, OSError, UnicodeDecodeError, BrokenPageError):
        tell(0, f"the Parquet file cannot be read after row {number}")


def _texts(batch: Any) -> Iterator[bytes]:  # noqa: ANN401 - pyarrow has no types
    """Yield text as the bytes that it is: what is not UTF-8 is a fault of its row, as in a line."""
    for row in batch.column(0).cast("binary").to_pylist():
        yield row or b""


def _resources(batch: Any, file_name: str) -> Iterator[bytes]:  # noqa: ANN401 - pyarrow has no types
    for row in batch.to_pylist():
        yield orjson.dumps(relieved(nested(row, file_name)), default=str)


def _fitting(
    pages: BinaryIO,
    group: Any,  # noqa: ANN401 - pyarrow has no types
    columns: list[str],
    longest: int,
) -> tuple[list[str], int]:
    """Return the columns whose pages may be held, all or those without documents or none, and the longest of all."""
    held = longest_pages(pages, _chunks(group, columns), longest)
    without = [name for name in columns if name not in DOCUMENTS]
    if held <= longest:
        return columns, held
    if len(without) < len(columns) and longest_pages(pages, _chunks(group, without), longest) <= longest:
        return without, held
    return [], held


def _too_long(before: int, rows: int, held: int, longest: int, *, is_read: bool) -> str:
    what = f"rows {before + 1:,} to {before + rows:,} of the Parquet file"
    if is_read:
        what = f"the reports and notes of {what}"
    return (
        f"{what} are in pages of {held // 2**20:,} MiB, and those of up to {longest // 2**20:,} MiB are read; write the"
        " file again with fewer rows to a page"
    )


def _chunks(group: Any, columns: list[str]) -> list[Any]:  # noqa: ANN401 - pyarrow has no types
    """Return the metadata of the columns of a row group that are read; a nested column has one for each leaf."""
    chunks = (group.column(place) for place in range(group.num_columns))
    return [chunk for chunk in chunks if _column_of(chunk) in columns]


def _column_of(chunk: Any) -> str:  # noqa: ANN401 - pyarrow has no types
    name: str = chunk.path_in_schema.partition(".")[0]
    return name


def _at_a_time(pages: BinaryIO, group: Any, columns: list[str], text: str | None) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return how many rows of a row group are held at a time."""
    length = sum(_length(pages, chunk, group.num_rows, text) for chunk in _chunks(group, columns))
    return max(1, min(_ROWS, _BYTES // max(length, 1)))


def _length(pages: BinaryIO, chunk: Any, rows: int, text: str | None) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return what to reckon with for a value of a column, in bytes: of resources and documents the longest ones."""
    if text or _column_of(chunk) in DOCUMENTS:
        return longest_value(pages, chunk, rows)
    size: int = chunk.total_uncompressed_size
    return size // max(rows, 1)


def text_column(names: list[str], types: list[str]) -> str | None:
    """Return the column that holds whole resources as text; None when the resources are nested columns."""
    kinds = dict(zip(names, types, strict=True))
    if "resourceType" in kinds:
        return None
    texts = ("string", "large_string", "string_view", "binary", "large_binary")
    return next((name for name in TEXT_COLUMNS if kinds.get(name) in texts), None)


def read_columns(names: list[str]) -> list[str]:
    """Return the columns of nested resources that are read: not those of narrative and curves."""
    return [name for name in names if name not in UNREAD]


def nested(row: dict[str, Any], file_name: str) -> dict[str, Any]:
    """Return a resource made of nested columns: empty elements go, and the type comes from the file if need be.

    The content of an attachment may be a column of bytes: it becomes the base64 that FHIR has in JSON.

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
    return b64encode(value).decode() if isinstance(value, bytes) else value
