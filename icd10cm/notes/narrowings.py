"""Words that narrow an Excludes1 note to some codes of the family it names, where no qualifier does.

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
    """A wording of notes and what a title must say to be meant: one of `titles`, all in lower case.

    `source` names the notes that the entry was read in.
    """

    wording: str
    titles: tuple[str, ...]
    source: str


@cache
def load_narrowings() -> tuple[Narrowing, ...]:
    """Return the reviewed table, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/narrowings.toml").read_text(encoding="utf-8"))
    return tuple(Narrowing(entry["wording"], tuple(entry["titles"]), entry["source"]) for entry in table["narrowing"])


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(entry.wording) for entry in load_narrowings()) + ")")


def narrowing_of(words: str) -> frozenset[str]:
    """Return what titles must hold one of for a note of these words to mean their codes.

    Empty for most notes: they mean every code that they name.
    """
    found = _pattern().search(words.lower())
    if found is None:
        return frozenset()
    return frozenset(next(entry.titles for entry in load_narrowings() if entry.wording == found[0]))
