"""The words of `stated_words.toml`: what they do in a text about a disease, and in a title."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.titles.claims import KINDS, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of `stated_words.toml` as stems; each list says there what it is for.

    `found` is what may stand before a claim in a clause that names no disease, `behind` what may stand behind it,
    `degrees` are the modifiers that say how acute or severe a disease is, `opposites` pairs of words that deny each
    other, `covers` words beside which others say nothing more.
    """

    neutral: frozenset[str]
    found: frozenset[str]
    behind: frozenset[str]
    sizes: frozenset[str]
    signs: frozenset[str]
    links: frozenset[str]
    degrees: frozenset[str]
    modifiers: frozenset[str]
    no_place: frozenset[str]
    no_name: frozenset[str]
    times: frozenset[str]
    causes: frozenset[str]
    presumed: frozenset[str]
    named_before: frozenset[str]
    care: frozenset[str]
    wards: frozenset[str]
    methods: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    covers: tuple[tuple[str, frozenset[str]], ...]


@cache
def load_word_lists() -> WordLists:
    """Load the lists; read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/stated_words.toml").read_text(encoding="utf-8"))
    return WordLists(
        neutral=_stems(table["neutral"]),
        found=_stems(table["found"]),
        behind=_stems(table["behind"]),
        sizes=_stems(table["sizes"]),
        signs=_stems(table["signs"]),
        links=_stems(table["links"]),
        degrees=frozenset(map(stem, table["modifiers"]["degree"])) | KINDS,
        modifiers=_stems(table["modifiers"]) | KINDS,
        no_place=_stems(table["no_place"]),
        no_name=_stems(table["no_name"]) | KINDS,
        times=frozenset(map(stem, table["neutral"]["time"])),
        causes=_stems(table["causes"]),
        presumed=_stems(table["presumed"]),
        named_before=_stems(table["named_before"]),
        care=_stems(table["care"]),
        wards=_stems(table["wards"]),
        methods=frozenset(map(stem, table["neutral"]["methods"])),
        covers=tuple((stem(one), frozenset(map(stem, others))) for one, others in table["covers"].items()),
        opposites=tuple((stem(one), stem(other)) for one, other in table["opposites"].items()),
    )


def _stems(groups: Mapping[str, Iterable[str]]) -> frozenset[str]:
    return frozenset(map(stem, chain.from_iterable(groups.values())))
