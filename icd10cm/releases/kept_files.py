"""Files in a directory of this user alone, each with its checksum, written aside and renamed."""

from __future__ import annotations

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
