"""Reads one chunk of an export line by line; a fault ends the chunk at the worst, and is reported."""

from __future__ import annotations

import gzip
import zlib
from typing import IO, TYPE_CHECKING

from cds_service.audit.export.parquet_rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cds_service.audit.export.input_files import Chunk, InputFile

Stream = IO[bytes] | gzip.GzipFile

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of a line that is still read; no resource of the types read comes near it."""
EMPTY = "the file is empty, and so no whole file of its form"
BOM = b"\xef\xbb\xbf"
TOO_LONG = f"the line is longer than {LONGEST_LINE:,} bytes"


def read_lines(file: InputFile, chunk: Chunk, tell: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    """Yield each line of a chunk with its number, from 1, within the chunk; one that cannot be read is yielded empty.

    `tell` is called with a line number and a reason for what could not be read; number 0 is the file as a whole.
    """
    if file.form != "ndjson" and not file.size:
        tell(0, EMPTY)
    elif file.form == "parquet":
        for number, row in read_rows(file.path, tell):
            line = row if len(row) < LONGEST_LINE else None
            yield number, _checked(number, line, is_first=number == 1, tell=tell)
    elif file.form == "gzip":
        with gzip.open(file.path, "rb") as stream:
            yield from _unpacked(stream, tell)
    else:
        with file.path.open("rb") as stream:
            yield from _between(stream, chunk, tell)


def _between(stream: Stream, chunk: Chunk, tell: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that begin within the chunk; the one that runs over its end belongs to it."""
    place = chunk.start
    if place:
        stream.seek(place - 1)
        place += _skip_line(stream) - 1
    number = 0
    while place < chunk.end:
        line, length = _next(stream)
        if not length:
            return
        number += 1
        place += length
        yield number, _checked(number, line, is_first=place == length, tell=tell)


def _unpacked(stream: Stream, tell: Callable[[int, str], None]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a compressed file up to its end, or up to where it is broken off."""
    number = 0
    while True:
        try:
            line, length = _next(stream)
        except EOFError:
            tell(0, f"the compressed file breaks off after line {number}; what follows is lost")
            return
        except (gzip.BadGzipFile, zlib.error):
            tell(0, f"the compressed file is damaged after line {number}; what follows is lost")
            return
        if not length:
            return
        number += 1
        yield number, _checked(number, line, is_first=number == 1, tell=tell)


def _next(stream: Stream) -> tuple[bytes | None, int]:
    """Return the next line, None for one that is too long, and how many bytes it took."""
    line = stream.readline(LONGEST_LINE)
    if len(line) < LONGEST_LINE or line.endswith(b"\n"):
        return line, len(line)
    return None, len(line) + _skip_line(stream)


def _skip_line(stream: Stream) -> int:
    """Read on to the end of the line; return how many bytes that took."""
    skipped = 0
    while part := stream.readline(LONGEST_LINE):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped


def _checked(number: int, line: bytes | None, *, is_first: bool, tell: Callable[[int, str], None]) -> bytes:
    if line is None:
        tell(number, TOO_LONG)
        return b""
    return line.removeprefix(BOM).strip() if is_first else line.strip()
