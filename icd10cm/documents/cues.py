"""The table of words by which reports assert, doubt and take back (`data/document_cues.toml`), as patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def load_cues() -> dict[str, Any]:
    """Return the tables of the data file, read once per process."""
    return tomllib.loads(files("icd10cm").joinpath("data/document_cues.toml").read_text(encoding="utf-8"))


def any_of(phrases: Iterable[str]) -> str:
    """Return the pattern of one of some phrases."""
    return f"(?:{'|'.join(map(re.escape, phrases))})"


def any_phrase(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of some phrases as whole words."""
    return whole_words(map(re.escape, phrases))


def whole_words(forms: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of some patterns as whole words; a word with a hyphen is another one."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
