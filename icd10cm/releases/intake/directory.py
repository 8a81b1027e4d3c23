"""The releases directory: one directory a release, named by its id, with the originals and a manifest.

A release is written to a temporary name and renamed, so that all of it is seen or nothing. Removing
goes the other way. Names that begin with a dot are such work under way, and what a crash left of it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from icd10cm.errors import BrokenReleaseError, UnknownReleaseError
from icd10cm.releases.intake.candidate import text_of
from icd10cm.releases.intake.manifest import (
    FILE_NAME,
    Manifest,
    Original,
    Part,
    checksum,
    read_manifest,
    read_part,
    write_manifest,
)
from icd10cm.releases.loading import make_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.intake.candidate import Candidate
    from icd10cm.releases.intake.entries import Entry
    from icd10cm.releases.release import Release

_ADDING = ".adding-"
_REMOVING = ".removing-"
_LEFTOVER_S = 3600


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one intake of a release from another of the same id."""

    release: str
    inode: int
    written_ns: int


def kept(directory: Path) -> tuple[Manifest, ...]:
    """Return the manifests of the releases in the directory, the oldest first.

    :raises BrokenReleaseError: the directory or a manifest in it cannot be read.
    """
    return tuple(read_manifest(place) for place in _places(directory))


def marks(directory: Path) -> frozenset[Mark]:
    """Return a mark of each release that is kept. It costs a listing; no file is opened.

    :raises BrokenReleaseError: the directory cannot be read.
    """
    found: set[Mark] = set()
    for place in _places(directory):
        # What is removed in this very moment is not there.
        with contextlib.suppress(FileNotFoundError):
            stat = (place / FILE_NAME).stat()
            found.add(Mark(place.name, stat.st_ino, stat.st_mtime_ns))
    return frozenset(found)


def load_kept(directory: Path, release_id: str, cache_dir: Path | None = None) -> Release:
    """Return a release of the directory, its files compared with their checksums first.

    `cache_dir` is where compiled forms are kept (see `icd10cm.releases.compiled_cache`).

    :raises BrokenReleaseError: a file is missing, was changed or cannot be read.
    """
    place = directory / release_id
    manifest = read_manifest(place)
    if manifest.id != release_id:
        raise BrokenReleaseError(f"{place} holds the manifest of release {manifest.id}")
    xml = read_part(manifest.tabular, manifest, place)
    codes = None if manifest.codes is None else text_of(read_part(manifest.codes, manifest, place))
    index = tuple(read_part(part, manifest, place) for part in manifest.index)
    return make_release(xml, codes, manifest.effective_from, manifest.effective_to, cache_dir, index)


def keep(candidate: Candidate, directory: Path) -> Manifest:
    """Put a release into the directory, all or nothing, and return its manifest.

    :raises BrokenReleaseError: it is there already, or the directory cannot be written to.
    """
    release, chosen = candidate.release, candidate.chosen
    try:
        _clear_leftovers(directory)
        aside = Path(tempfile.mkdtemp(prefix=_ADDING, dir=directory))
        try:
            manifest = Manifest(
                effective_from=release.effective_from,
                effective_to=release.effective_to,
                tabular=_part(chosen.tabular),
                codes=None if chosen.codes is None else _part(chosen.codes),
                originals=_copy_originals(candidate, aside),
                added=datetime.now(UTC).isoformat(timespec="seconds"),
                remarks=candidate.remarks,
                index=tuple(map(_part, chosen.index)),
            )
            write_manifest(manifest, aside)
            _make_lasting(aside)
            aside.rename(directory / release.id)
            _sync(directory)
        finally:
            shutil.rmtree(aside, ignore_errors=True)  # there is nothing left of it when all went well
    except FileExistsError as error:
        raise BrokenReleaseError(f"release {release.id} is in {directory} already") from error
    except OSError as error:
        if (directory / release.id).exists():
            raise BrokenReleaseError(f"release {release.id} is in {directory} already") from error
        raise BrokenReleaseError(f"{directory} cannot be written to: {error.strerror}") from error
    return manifest


def remove(release_id: str, directory: Path) -> None:
    """Take a release out of the directory.

    :raises UnknownReleaseError: it is not there.
    :raises BrokenReleaseError: the directory cannot be written to.
    """
    if release_id not in {place.name for place in _places(directory)}:
        raise UnknownReleaseError(f"no release {release_id} is in {directory}")
    aside = directory / f"{_REMOVING}{release_id}-{time.time_ns()}"
    try:
        (directory / release_id).rename(aside)
        _sync(directory)
        shutil.rmtree(aside)
    except OSError as error:
        raise BrokenReleaseError(f"{directory} cannot be written to: {error.strerror}") from error


def _places(directory: Path) -> Iterator[Path]:
    """Yield the directories that hold a release."""
    try:
        places = sorted(directory.iterdir())
    except OSError as error:
        raise BrokenReleaseError(f"{directory} cannot be read: {error.strerror}") from error
    return (place for place in places if not place.name.startswith(".") and (place / FILE_NAME).is_file())


def _part(entry: Entry) -> Part:
    return Part(entry.file.name, entry.member)


def _copy_originals(candidate: Candidate, aside: Path) -> tuple[Original, ...]:
    """Copy the files, and see that the copies are what was read and checked."""
    if len({file.name for file in candidate.originals}) < len(candidate.originals):
        raise BrokenReleaseError("the tabular list and the code list are files of the same name; rename one")
    copied: list[Original] = []
    for file, expected in candidate.originals.items():
        copy = aside / file.name
        shutil.copyfile(file, copy)
        if checksum(copy) != expected:
            raise BrokenReleaseError(f"{file} changed while it was read")
        copied.append(Original(copy.name, expected, copy.stat().st_size))
    return tuple(copied)


def _make_lasting(aside: Path) -> None:
    """Write the files to the disk, readable for a service that runs as another user."""
    for file in aside.iterdir():
        file.chmod(0o644)
        _sync(file)
    aside.chmod(0o755)
    _sync(aside)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _clear_leftovers(directory: Path) -> None:
    """Remove what crashes left behind; what is younger may be the work of another process."""
    for place in directory.iterdir():
        if place.name.startswith((_ADDING, _REMOVING)) and time.time() - place.stat().st_mtime > _LEFTOVER_S:
            shutil.rmtree(place, ignore_errors=True)
