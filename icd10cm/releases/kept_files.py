"""Files in a directory of this user alone, each with its checksum, written aside and renamed."""

from __future__ import annotations

import mmap
import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

_CHECKSUM_BYTES = 32
_MOST_KEPT = 16


def read_kept(directory: Path, name: str) -> bytes | None:
    """Return the content of a file; None where there is none, or none that can be trusted."""
    try:
        if not is_private(directory):
            return None
        kept = (directory / name).read_bytes()
    except OSError:
        return None
    content = kept[_CHECKSUM_BYTES:]
    return content if sha256(content).digest() == kept[:_CHECKSUM_BYTES] else None


def map_kept(directory: Path, name: str) -> memoryview | None:
    """Return the content of a file, mapped: what is not looked at takes no memory. None as for `read_kept`.

    A file is never written to once it has its name, so that what is mapped stays as it was found.
    """
    try:
        if not is_private(directory):
            return None
        with (directory / name).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    content = memoryview(mapped)[_CHECKSUM_BYTES:]
    if sha256(content).digest() != mapped[:_CHECKSUM_BYTES]:
        return None
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)  # the check has looked at all of it
    return content


def write_kept(directory: Path, name: str, suffix: str, content: bytes) -> None:
    """Keep a file for this user alone; of those kept before with the same suffix, the latest few stay.

    :raises OSError: the directory cannot be made or written to, or others can write to it.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_private(directory):
        raise PermissionError(f"{directory} belongs to another user, or others can write to it")
    with tempfile.NamedTemporaryFile(dir=directory, prefix=".", delete=False) as file:
        aside = Path(file.name)
        try:
            file.write(sha256(content).digest() + content)
            file.close()
            aside.replace(directory / f"{name}{suffix}")
        finally:
            aside.unlink(missing_ok=True)
    kept = sorted(directory.glob(f"*{suffix}"), key=lambda each: each.stat().st_mtime)
    for oldest in kept[:-_MOST_KEPT]:
        oldest.unlink(missing_ok=True)


def may_keep(directory: Path) -> bool:
    """Return whether files can be kept in a directory."""
    try:
        return is_private(directory) and os.access(directory, os.W_OK)
    except OSError:
        return False


def is_private(directory: Path) -> bool:
    """Return whether a directory belongs to this user and nobody else can write to it.

    :raises OSError: there is no such directory, or it cannot be looked at.
    """
    found = directory.lstat()
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
