"""Keyed hashes: the same patient is the same hash, and nobody without the key can tell which patient it is.

A plain hash would not do: patient ids are few enough to try them all.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from cds_service.errors import SettingsError

if TYPE_CHECKING:
    from hashlib import _Hash
    from pathlib import Path

_KEY_BYTES = 32
_BLOCK = 64
_PADS = (0x36, 0x5C)


@dataclass(frozen=True, slots=True)
class KeyedHashes:
    """Makes the hashes; the key never shows in its repr."""

    key: bytes = field(repr=False)

    def of(self, kind: str, *parts: str) -> str:
        """Return the hash of `parts`; `kind` keeps a patient and an encounter of the same id apart."""
        message = "\0".join((kind, *parts)).encode("utf-8", "surrogatepass")
        inner, outer = _keyed(self.key)
        begun, outer = inner.copy(), outer.copy()
        begun.update(message)
        outer.update(begun.digest())
        return outer.hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart and gives neither away."""
        return self.of("fingerprint of the key")


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> tuple[_Hash, _Hash]:
    """Return the two hashes of an HMAC (RFC 2104) that have taken in the key: a third of the time of `hmac.new`.

    `hmac.digest` would let other threads take over for a microsecond's work, and then wait for its turn.
    """
    whole = sha256(key).digest() if len(key) > _BLOCK else key
    inner, outer = (sha256(bytes(byte ^ pad for byte in whole.ljust(_BLOCK, b"\0"))) for pad in _PADS)
    return inner, outer


def key_from_text(text: str) -> bytes:
    """Return the key that a setting gives; any text of enough length will do."""
    return sha256(text.encode()).digest()


def key_from_file(path: Path, beside: str = "the database") -> bytes:
    """Return the key in `path`; one is made there, for its owner alone, where there is none.

    `beside` is what it lies beside, for the words of an error.

    Several processes that start together end up with the same key.

    :raises SettingsError: the file can be neither read nor made, or holds no key.
    """
    try:
        text = _read(path) or _make(path)
    except OSError as error:
        raise SettingsError((f"the key file {path.name} beside {beside}: {error.strerror}",)) from None
    with contextlib.suppress(ValueError):
        key = bytes.fromhex(text)
        if len(key) == _KEY_BYTES:
            return key
    raise SettingsError((f"the key file {path.name} beside {beside} holds no key",))


def _read(path: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="ascii", errors="replace").strip()
    return ""


def _make(path: Path) -> str:
    """Write a new key beside `path` and link it there, which fails if another process was first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    text = secrets.token_hex(_KEY_BYTES)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    return _read(path)
