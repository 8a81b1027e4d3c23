"""Note lines with links to the codes that they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.release import Release

_CODE = re.compile(r"(?<![0-9A-Za-z.])([A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])(?:\.[0-9A-Z]{1,4})?)(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: text, and the code that it links to ("" = none)."""

    text: str
    code: str = ""


def pieces(line: str, release: Release) -> tuple[Piece, ...]:
    """Return a line in pieces; a code that the release does not hold stays text."""
    return tuple(_pieces(line, release))


def _pieces(line: str, release: Release) -> Iterator[Piece]:
    done = 0
    for match in _CODE.finditer(line):
        if release.position(match[1]) is None:
            continue
        if match.start() > done:
            yield Piece(line[done : match.start()])
        yield Piece(match[1], match[1])
        done = match.end()
    if done < len(line):
        yield Piece(line[done:])
