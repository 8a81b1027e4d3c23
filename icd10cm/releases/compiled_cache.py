"""A release as it was read once, kept in a directory for the next start: its compiled form.

Most of the time of a start is reading the tabular list. The compiled form holds what reading it gave, under the
checksum of the files that were read, of this package and of the Python that read them: when any of these changes, so
does its name, and the files are read again. It is written aside and renamed, so that processes that start together
find all of it or nothing.

It is a pickle, and loading a pickle from someone else can run their code. So the directory has to belong to this user,
with nobody else allowed to write there; the content has to match its checksum; and of all classes only the few that a
release is made of are let in.
"""

from __future__ import annotations

import io
import os
import pickle
import stat
import sys
import tempfile
from dataclasses import fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from icd10cm.index.model import AlphabeticIndex, IndexEntry, IndexTable
from icd10cm.notes.note_index import Notes
from icd10cm.notes.note_lines import NoteLine
from icd10cm.notes.qualifiers import AfterPoint, CharactersAt, FifthOrSixthCharacter, FinalCharacters
from icd10cm.notes.references import Reference
from icd10cm.tabular.model import Chapter, Node, NoteBlock, Section, SeventhCharacters, TabularList

_SUFFIX = ".release"
_CHECKSUM_BYTES = 32
_MOST_KEPT = 16
_CLASSES = {
    f"{kind.__module__}.{kind.__qualname__}": kind
    for kind in (
        AfterPoint,
        AlphabeticIndex,
        Chapter,
        CharactersAt,
        FifthOrSixthCharacter,
        FinalCharacters,
        IndexEntry,
        IndexTable,
        Node,
        NoteBlock,
        NoteLine,
        Notes,
        Reference,
        Section,
        SeventhCharacters,
        TabularList,
    )
}


class Contents(NamedTuple):
    """What reading the files of a release gives; None is what it came without."""

    tabular: TabularList
    valid: dict[str, int]
    listed: frozenset[str] | None
    notes: Notes
    alphabetic: AlphabeticIndex | None = None


def compiled_name(xml: bytes, codes: str | None, index: tuple[bytes, ...] = ()) -> str:
    """Return the name under which the compiled form of these files is kept."""
    sources = sha256(xml)
    sources.update(b"" if codes is None else sha256(codes.encode()).digest())
    for part in index:
        sources.update(sha256(part).digest())
    sources.update(_readers())
    return sources.hexdigest()


def load_compiled(directory: Path, name: str) -> Contents | None:
    """Return the contents kept under `name`; None where there are none, or none that can be trusted."""
    try:
        if not is_private(directory):
            return None
        kept = (directory / f"{name}{_SUFFIX}").read_bytes()
    except OSError:
        return None
    content = kept[_CHECKSUM_BYTES:]
    if sha256(content).digest() != kept[:_CHECKSUM_BYTES]:
        return None
    return Contents(*_Unpickler(io.BytesIO(content)).load())


def keep_compiled(directory: Path, name: str, contents: Contents) -> None:
    """Keep contents under `name`, for this user alone; of those kept before, the latest few stay.

    :raises OSError: the directory cannot be made or written to, or others can write to it.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_private(directory):
        raise PermissionError(f"{directory} belongs to another user, or others can write to it")
    content = _pickled(contents)
    with tempfile.NamedTemporaryFile(dir=directory, prefix=".", delete=False) as file:
        aside = Path(file.name)
        try:
            file.write(sha256(content).digest() + content)
            file.close()
            aside.replace(directory / f"{name}{_SUFFIX}")
        finally:
            aside.unlink(missing_ok=True)
    kept = sorted(directory.glob(f"*{_SUFFIX}"), key=lambda each: each.stat().st_mtime)
    for oldest in kept[:-_MOST_KEPT]:
        oldest.unlink(missing_ok=True)


def is_private(directory: Path) -> bool:
    """Tell whether a directory belongs to this user and nobody else can write to it.

    :raises OSError: there is no such directory, or it cannot be looked at.
    """
    found = directory.lstat()
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _pickled(contents: Contents) -> bytes:
    written = io.BytesIO()
    _Pickler(written, protocol=5).dump(tuple(contents))
    return written.getvalue()


class _Pickler(pickle.Pickler):
    """Writes an object of a release as its class and what the class is made with: it loads three times as fast so."""

    def reducer_override(self, given: Any) -> Any:  # noqa: ANN401 - pickle's own
        """Return the class and its arguments; what is worked out when it is asked for is none of them."""
        if type(given) not in _CLASSES.values():
            return NotImplemented
        return type(given), tuple(getattr(given, field.name) for field in fields(given) if field.init)


class _Unpickler(pickle.Unpickler):
    """Lets in the classes of a release and no others."""

    def find_class(self, module: str, name: str) -> object:
        """Return one of the classes.

        :raises UnpicklingError: it is none of them.
        """
        found = _CLASSES.get(f"{module}.{name}")
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a release")
        return found


@cache
def _readers() -> bytes:
    """Return the checksum of what turns files into a release: this package, its tables and this Python."""
    package = sha256(sys.version.encode())
    for folder in ("anatomy", "index", "tabular", "notes", "titles", "releases", "data"):
        for file in sorted(files("icd10cm").joinpath(folder).iterdir(), key=lambda each: each.name):
            if file.name.endswith((".py", ".toml")):
                package.update(f"{file.name}\0".encode() + sha256(file.read_bytes()).digest())
    return package.digest()
