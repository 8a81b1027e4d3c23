"""The parts of the body that names of operations say: "mastectomy" is one on the breast (`data/operations.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from icd10cm.anatomy.phrases import TOKEN, Phrases


class _Operations(NamedTuple):
    named: Phrases[tuple[str, ...]]
    never: frozenset[str]


def operated_sites(text: str) -> tuple[str, ...]:
    """Return the sites that a text may say an operation works on; none where it also names a graft, a donor or a line.

    >>> operated_sites("Left radical nephrectomy")
    ('kidney',)
    """
    table = _operations()
    words = [match.group() for match in TOKEN.finditer(text.lower())]
    if not table.never.isdisjoint(words):
        return ()
    found = [match for at in range(len(words)) if (match := table.named.match(words, at)) is not None]
    return tuple(dict.fromkeys(site for sites, _ in found for site in sites))


@cache
def operation_words() -> frozenset[str]:
    """Return the words of the names of operations."""
    return frozenset(word for phrase, _ in _operations().named.items() for word in phrase)


@cache
def _operations() -> _Operations:
    data = tomllib.loads(files("icd10cm").joinpath("data/operations.toml").read_text(encoding="utf-8"))
    names = [
        ((root + ending,), tuple(sites)) for (root, sites), ending in product(data["roots"].items(), data["endings"])
    ]
    names += [(tuple(phrase.split()), tuple(sites)) for phrase, sites in data["phrases"].items()]
    return _Operations(Phrases(names, skipped="-"), frozenset(data["never"]))
