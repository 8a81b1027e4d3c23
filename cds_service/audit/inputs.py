"""The files of an export, and the pieces in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cds_service.audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Form = Literal["ndjson", "gzip", "parquet"]

CHUNK_BYTES = 32 * 1024 * 1024
"""How much of a plain file one chunk takes in, in bytes."""
_SUFFIXES: tuple[tuple[str, Form], ...] = (
    (".ndjson", "ndjson"),
    (".jsonl", "ndjson"),
    (".ndjson.gz", "gzip"),
    (".jsonl.gz", "gzip"),
    (".parquet", "parquet"),
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the export. `label` names it in the outputs: its path below the argument that it was found by."""

    path: Path
    label: str
    form: Form
    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file that one worker reads: the lines that begin in bytes `start` to `end`.

    Of a Parquet file they are row groups; a gzip file is one piece, since it can be read only from its beginning.
    """

    number: int
    file: int
    start: int
    end: int


def find_files(exports: Iterable[Path]) -> tuple[InputFile, ...]:
    """Return the files of the exports, each a file or a folder, in the order of their labels.

    :raises UsageError: there is no such file or folder, or two files go by one label.
    """
    found: dict[str, InputFile] = {}
    seen: set[Path] = set()
    for export in exports:
        if not export.exists():
            raise UsageError(f"there is no {export}")
        for path, label in _below(export):
            real = path.resolve()
            if real in seen:
                continue
            seen.add(real)
            if label in found:
                raise UsageError(f"two files go by the name {label}; give the folder that holds both")
            stat = path.stat()
            found[label] = InputFile(path, label, form_of(path.name) or _sniff(path), stat.st_size, stat.st_mtime_ns)
    return tuple(found[label] for label in sorted(found))


def form_of(name: str) -> Form | None:
    """Return how a file of this name is read; None when its name does not say."""
    lowered = name.lower()
    return next((form for suffix, form in _SUFFIXES if lowered.endswith(suffix)), None)


def cut(files: Iterable[InputFile], chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Yield the chunks of the files, numbered in their order."""
    number = 0
    for place, file in enumerate(files):
        step = chunk_bytes if file.form == "ndjson" else max(file.size, 1)
        for start in range(0, file.size, step):
            yield Chunk(number, place, start, min(start + step, file.size))
            number += 1


def _below(export: Path) -> Iterator[tuple[Path, str]]:
    if export.is_dir():
        for path in sorted(export.rglob("*")):
            if path.is_file() and form_of(path.name):
                yield path, path.relative_to(export).as_posix()
    else:
        yield export, export.name


def _sniff(path: Path) -> Form:
    """Return how a file is read whose name does not say it."""
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] == b"\x1f\x8b":
        return "gzip"
    return "parquet" if head == b"PAR1" else "ndjson"
