"""Words that narrow a note to some codes of the family it names, where no character qualifier does.

"open fracture of knee and lower leg (S82.-)" names all of S82 and means the open fractures in it. The table
of such wordings is reviewed data (`data/narrowings.toml`); each entry says what a code's title must hold.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A wording of notes, what the title of a code must say to be meant, and the notes it was read in."""

    wording: str
    title: str
    source: str


@cache
def load_narrowings() -> tuple[Narrowing, ...]:
    """Return the reviewed table, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/narrowings.toml").read_text(encoding="utf-8"))
    return tuple(Narrowing(**entry) for entry in table["narrowing"])


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(entry.wording) for entry in load_narrowings()), re.IGNORECASE)


def narrowings_of(words: str, *, qualified: bool) -> frozenset[str]:
    """Return what a code's title must hold for a note of these words to mean it; empty for most notes.

    A line with a character qualifier of its own (`qualified`) says it that way, and needs no words.
    """
    if qualified:
        return frozenset()
    found = {match.lower() for match in _pattern().findall(words)}
    return frozenset(entry.title for entry in load_narrowings() if entry.wording in found)
