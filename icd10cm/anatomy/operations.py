"""Names of operations, and the parts of the body that they say: a mastectomy is one on the breast."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.phrases import TOKEN, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class _Operations(NamedTuple):
    """The names of operations with the sites that they say, none for `None`: those that work on something else.

    Those that work on the part which is named beside them are `works`.
    """

    named: Phrases[tuple[str, ...] | None]
    suffixes: tuple[str, ...]
    works: Phrases[bool]


def treated_sites(text: str) -> tuple[str, ...] | None:
    """Return the sites that the operations of a text say; None where it has none, or one on a graft, a donor or a line.

    >>> treated_sites("Left radical nephrectomy")
    ('kidney',)
    >>> treated_sites("Debridement of the left tibia")
    ()
    """
    table = _operations()
    words = [match.group() for match in TOKEN.finditer(text.lower())]
    found = [*_named_in(words, table.named)]
    if None in found or not (found or any(word.endswith(table.suffixes) for word in words)):
        return None
    return tuple(dict.fromkeys(site for sites in found for site in sites or ()))


def _named_in(words: Sequence[str], named: Phrases[tuple[str, ...] | None]) -> Iterator[tuple[str, ...] | None]:
    """Yield the sites of the longest names in words: a "lower lobectomy" is not any lobectomy."""
    at = 0
    while at < len(words):
        match = named.match(words, at)
        if match is not None:
            yield match[0]
        at = at + 1 if match is None else match[1]


def operates(text: str) -> bool:
    """Return whether a text names an operation on a part itself, by the part, by how such names end or by its kind.

    >>> operates("Arthroscopic chondroplasty of the left knee")
    True
    >>> operates("Right ankle fusion")
    True
    >>> operates("Removal of sutures, left knee")
    False
    """
    sites = treated_sites(text)
    if sites is None:
        return False
    words = TOKEN.findall(text.lower())
    if sites or any(word.endswith(_operations().suffixes) for word in words):
        return True
    return any(_operations().works.match(words, at) is not None for at in range(len(words)))


@cache
def operation_words() -> frozenset[str]:
    """Return the words of the names of operations that say a part."""
    return frozenset(word for phrase, sites in _operations().named.items() if sites for word in phrase)


@cache
def _operations() -> _Operations:
    data = tomllib.loads(files("icd10cm").joinpath("data/operations.toml").read_text(encoding="utf-8"))
    names: dict[str, tuple[str, ...] | None] = dict.fromkeys((*data["treats"], *data["works"]), ())
    names |= {root + end: tuple(sites) for (root, sites), end in product(data["roots"].items(), data["endings"])}
    names |= {phrase: tuple(sites) for phrase, sites in data["phrases"].items()}
    names |= dict.fromkeys(data["never"])
    rows = ((tuple(TOKEN.findall(name)), sites) for name, sites in names.items())
    works = ((tuple(TOKEN.findall(name)), True) for name in data["works"])
    return _Operations(Phrases(rows, skipped="-"), tuple(data["suffixes"]), Phrases(works, skipped="-"))
