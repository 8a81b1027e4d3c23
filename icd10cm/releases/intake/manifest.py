"""What is written beside the originals of a release: its effective dates, and every file with its checksum."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake.entries import Entry

FILE_NAME = "release.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was handed over: its name in the release's directory, its SHA-256 and its size in bytes."""

    file: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Part:
    """Where the tabular list or the code list stands: an original, and the member of it if that is a zip."""

    file: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of one release. `added` is a moment in UTC, `remarks` what its intake had to say.

    `index` are the parts of its Alphabetic Index; one that an earlier version wrote names none.
    """

    effective_from: date
    effective_to: date
    tabular: Part
    codes: Part | None
    originals: tuple[Original, ...]
    added: str
    remarks: tuple[str, ...] = ()
    index: tuple[Part, ...] = ()

    @property
    def id(self) -> str:
        """The id of the release."""
        return self.effective_from.isoformat()


def write_manifest(manifest: Manifest, directory: Path) -> None:
    """Write the manifest into the directory of its release."""
    content = {"format": _FORMAT, **asdict(manifest)}
    text = json.dumps(content, indent=2, default=date.isoformat)
    (directory / FILE_NAME).write_text(f"{text}\n", encoding="utf-8")


def read_manifest(directory: Path) -> Manifest:
    """Return the manifest of the release in a directory.

    :raises BrokenReleaseError: there is none, or it is not what this version writes.
    """
    file = directory / FILE_NAME
    try:
        read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if read["format"] != _FORMAT:
            raise BrokenReleaseError(f"{file} is of format {read['format']!r}; this version reads format {_FORMAT}")
        return Manifest(
            effective_from=date.fromisoformat(read["effective_from"]),
            effective_to=date.fromisoformat(read["effective_to"]),
            tabular=Part(**read["tabular"]),
            codes=None if read["codes"] is None else Part(**read["codes"]),
            originals=tuple(Original(**each) for each in read["originals"]),
            added=str(read["added"]),
            remarks=tuple(map(str, read["remarks"])),
            index=tuple(Part(**each) for each in read.get("index", ())),
        )
    except OSError as error:
        raise BrokenReleaseError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenReleaseError(f"{file} is not the manifest of a release: {error}") from error


def read_part(part: Part, manifest: Manifest, directory: Path) -> bytes:
    """Return the tabular list or the code list, after its original was compared with its checksum.

    :raises BrokenReleaseError: the original is not there, or is not what was taken in.
    """
    original = next((each for each in manifest.originals if each.file == part.file), None)
    if original is None or Path(part.file).name != part.file:
        raise BrokenReleaseError(f"{directory / FILE_NAME} names {part.file}, which is none of its originals")
    file = directory / part.file
    found = checksum(file)
    if found != original.sha256:
        raise BrokenReleaseError(f"{file} was changed: its SHA-256 is {found}, not {original.sha256}")
    return Entry(file, part.member).read()


def checksum(file: Path) -> str:
    """Return the SHA-256 of a file.

    :raises BrokenReleaseError: it cannot be read.
    """
    total = sha256()
    try:
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                total.update(block)
    except OSError as error:
        raise BrokenReleaseError(f"{file} cannot be read: {error.strerror}") from error
    return total.hexdigest()
