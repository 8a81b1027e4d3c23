"""Codes that leave open what another code says in other words: `data/vaguer_codes.toml`, reviewed, read once.

"Hyperlipidemia, unspecified" leaves open what "Pure hypercholesterolemia" says; no word of one title is in the other.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Vaguer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A prefix of vaguer codes, and those of the codes that say what they leave open."""

    code: str
    definite: tuple[str, ...]
    source: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vaguer: tuple[Vaguer, ...]


@cache
def load_vaguer_codes() -> tuple[Vaguer, ...]:
    """Return the reviewed table, read once per process."""
    return msgspec.toml.decode(files("icd10cm").joinpath("data/vaguer_codes.toml").read_bytes(), type=_Table).vaguer


@cache
def _vaguer() -> tuple[str, ...]:
    return tuple(each.code for each in load_vaguer_codes())


def said_by(code: str) -> tuple[str, ...]:
    """Return the prefixes of the codes that say what a code leaves open; none for most codes."""
    if not code.startswith(_vaguer()):
        return ()
    return next(each.definite for each in load_vaguer_codes() if code.startswith(each.code))
