"""Words by which a sentence of a report does not assert a disease as of now (`data/document_cues.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def is_put_off(lower: str, names: Iterable[str]) -> bool:
    """Return whether a lower-case sentence doubts, asks for or recommends what it names after it.

    `names` are words one of which names the disease; without one in the sentence all of it counts as before.
    """
    cue = _patterns()["before"].search(lower)
    if cue is None:
        return False
    first = min((at for name in names if (at := lower.find(name)) >= 0), default=len(lower))
    return cue.start() < first


def is_of_the_past(lower: str) -> bool:
    """Return whether a lower-case sentence of an imaging report speaks of what was treated before the exam."""
    return _patterns()["imaging"].search(lower) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {key: any_phrase(load_cues()[key]) for key in ("before", "imaging")}


@cache
def load_cues() -> dict[str, Any]:
    """Return the tables of the data file, read once per process."""
    return tomllib.loads(files("icd10cm").joinpath("data/document_cues.toml").read_text(encoding="utf-8"))


def any_phrase(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of some phrases as whole words."""
    return whole_words(map(re.escape, phrases))


def whole_words(forms: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of some patterns as whole words; a word with a hyphen is another one."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
