"""The files in what an administrator hands over: a file, a zip as published, or a directory of both.

Nothing is ever unpacked to disk. Members of a zip are read into memory, each up to a limit that holds whatever
sizes the zip itself declares.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from icd10cm.errors import BrokenReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES: Final = 100_000_000
"""The most that one file may hold; the tabular list of 2026 has 9.7 MB."""

_MOST_FILES: Final = 5_000
_HEAD: Final = 4_096
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: on disk, or the member of a zip on disk. Reading it gives its bytes, never more than `MOST_BYTES`."""

    file: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return self.file.name if self.member is None else PurePosixPath(self.member).name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that may tell what the file is, from the zip down to the file."""
        return (self.file.name,) if self.member is None else (self.file.name, *PurePosixPath(self.member).parts)

    def __str__(self) -> str:
        return str(self.file) if self.member is None else f"{self.file}: {self.member}"

    def head(self) -> bytes:
        """Return the first four kilobytes.

        :raises BrokenReleaseError: the file cannot be read.
        """
        return self._read(_HEAD)

    def read(self) -> bytes:
        """Return the whole file.

        :raises BrokenReleaseError: the file cannot be read, is damaged or is larger than `MOST_BYTES`.
        """
        content = self._read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BrokenReleaseError(f"{self} is larger than {MOST_BYTES:,} bytes")
        return content

    def _read(self, most: int) -> bytes:
        try:
            if self.member is None:
                with self.file.open("rb") as opened:
                    return opened.read(most)
            # A whole member is read to its end, where its checksum is compared.
            with zipfile.ZipFile(self.file) as archive, archive.open(self.member) as opened:
                return opened.read(most)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise BrokenReleaseError(f"{self} is damaged: {error}") from error
        except OSError as error:
            raise BrokenReleaseError(f"{self} cannot be read: {error.strerror}") from error


def entries_in(given: Path) -> tuple[Entry, ...]:
    """Return the files that `given` holds: itself, the members of a zip, or all below a directory.

    :raises BrokenReleaseError: it does not exist, holds too many files, or a zip in it is damaged or unsafe.
    """
    found: list[Entry] = []
    for file in _files(given):
        found += _members(file) if file.suffix.lower() == ".zip" else [Entry(file)]
        if len(found) > _MOST_FILES:
            raise BrokenReleaseError(f"{given} holds more than {_MOST_FILES:,} files")
    return tuple(found)


def _files(given: Path) -> Iterator[Path]:
    if given.is_file():
        yield given
    elif given.is_dir():
        # Hidden folders and files are leftovers of tools ("__MACOSX" is their like in zips).
        for file in sorted(given.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(given).parts):
                yield file
    else:
        raise BrokenReleaseError(f"{given} is neither a file nor a directory")


def _members(file: Path) -> list[Entry]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise BrokenReleaseError(f"{file} is no zip, or was cut off: {error}") from error
    except OSError as error:
        raise BrokenReleaseError(f"{file} cannot be read: {error.strerror}") from error
    return [Entry(file, member.filename) for member in members if _is_wanted(member, file)]


def _is_wanted(member: zipfile.ZipInfo, file: Path) -> bool:
    """Return whether a member is a file, and not a leftover of a tool.

    :raises BrokenReleaseError: it points outside the zip, or is encrypted.
    """
    path = PurePosixPath(member.filename)
    if path.is_absolute() or not {"..", "\\", ":"}.isdisjoint((*path.parts, *member.filename)):
        raise BrokenReleaseError(f"{file} holds a member that points outside it: {member.filename!r}")
    if member.flag_bits & _ENCRYPTED:
        raise BrokenReleaseError(f"{file} holds an encrypted member: {member.filename!r}")
    return not member.is_dir() and not path.parts[0].startswith(("__MACOSX", "."))
