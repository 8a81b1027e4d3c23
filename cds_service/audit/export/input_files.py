"""The files of an export, and the pieces in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cds_service.audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Form = Literal["ndjson", "gzip", "parquet", "other"]
"""How a file is read; one of another form is reported and passed over."""

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

    Below a folder, names that begin with a dot are not part of the export.

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
            form = form_of(path.name) or ("other" if export.is_dir() else _sniff(path))
            found[label] = InputFile(path, label, form, stat.st_size, stat.st_mtime_ns)
    return tuple(found[label] for label in sorted(found))


def form_of(name: str) -> Form | None:
    """Return how a file of this name is read; None when its name does not say."""
    if name.startswith("_"):  # Spark reads none of these, whatever they are asked for
        return None
    lowered = name.lower()
    return next((form for suffix, form in _SUFFIXES if lowered.endswith(suffix)), None)


def is_hidden(label: str) -> bool:
    """Return whether a file, or a folder on the way to it, has a name that begins with a dot."""
    return any(part.startswith(".") for part in label.split("/"))


def cut(files: Iterable[InputFile], chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Yield the chunks of the files, numbered in their order."""
    number = 0
    for place, file in enumerate(files):
        if file.form == "other":
            continue
        step = chunk_bytes if file.form == "ndjson" else max(file.size, 1)
        # A compressed or Parquet file of no bytes is a chunk too: it is broken, and has to be told.
        for start in range(0, file.size if file.form == "ndjson" else step, step):
            yield Chunk(number, place, start, min(start + step, file.size))
            number += 1


def _below(export: Path) -> Iterator[tuple[Path, str]]:
    if export.is_dir():
        for path in sorted(export.rglob("*")):
            label = path.relative_to(export).as_posix()
            if path.is_file() and not is_hidden(label):
                yield path, label
    else:
        yield export, export.name


def _sniff(path: Path) -> Form:
    """Return how a file is read whose name does not say it."""
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] == b"\x1f\x8b":
        return "gzip"
    return "parquet" if head == b"PAR1" else "ndjson"
