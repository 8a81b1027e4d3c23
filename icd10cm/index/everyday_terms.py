"""Everyday names of conditions, for searches without an Alphabetic Index."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[a-z0-9]+")


def codes_named(query: str) -> tuple[str, ...]:
    """Return the codes or categories whose everyday name a query is; its words may be beginnings, in any order.

    >>> codes_named("Heart att")
    ('I21.9',)
    """
    asked = _WORD.findall(query.lower())
    if not asked:
        return ()
    return tuple(
        dict.fromkeys(
            code
            for words, code in _terms()
            if all(any(word.startswith(each) for word in words) for each in asked)
            and all(any(word.startswith(each) for each in asked) for word in words)
        )
    )


@cache
def _terms() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the words of each name with its code, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/everyday_terms.toml").read_text(encoding="utf-8"))
    return tuple((tuple(_WORD.findall(name)), code) for name, code in table["terms"].items())
