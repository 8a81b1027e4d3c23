"""Reads the vocabulary of places (`data/anatomy.toml`) and works out how they lie to each other."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from icd10cm.anatomy.body import Anatomy, Site
from icd10cm.anatomy.phrases import WORD, Phrases, singular

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet


@cache
def load_anatomy() -> Anatomy:
    """Load the vocabulary that comes with the package; read once per process.

    :raises ValueError, KeyError: the data contradicts itself.
    """
    text = files("icd10cm").joinpath("data", "anatomy.toml").read_text(encoding="utf-8")
    return anatomy_from(tomllib.loads(text))


def anatomy_from(data: Mapping[str, Any]) -> Anatomy:
    """Build a vocabulary from the parsed data file."""
    rows: Mapping[str, Mapping[str, Any]] = data["sites"]
    parents = _parents(rows)
    above = {site: _closure(site, parents) for site in rows}
    sites = {
        site: Site(
            id=site,
            words=tuple(row["words"]),
            part_of=tuple(row.get("part_of", ())),
            paired=_is_paired(site, rows),
        )
        for site, row in rows.items()
    }
    phrases = _phrases(rows, data)
    apart = {(site, other) for site, row in rows.items() for other in row.get("apart_from", ())}
    return Anatomy(
        sites=MappingProxyType(sites),
        source=data["source"],
        phrases=MappingProxyType(phrases),
        plurals=MappingProxyType(dict(data["plurals"])),
        part_words=frozenset(data["not_before_of"]),
        _table=Phrases(phrases.items(), skipped="-/[]()'"),
        _above=MappingProxyType(above),
        _touching=MappingProxyType(_touching(rows, above)),
        _apart=frozenset(apart | {(other, site) for site, other in apart}),
        _grouped=MappingProxyType(_grouped(data["grouping"], above)),
        _undecided=MappingProxyType(_by_category(data["undecided"], above)),
        _left_over=MappingProxyType(_by_category(data["left_over"], above)),
        _organs=frozenset(site for site in rows if not above[site].isdisjoint(data["organs"])),
    )


def _parents(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, set[str]]:
    """Return the places that each site is a part of; a region and a site that is the same are parts of each other."""
    parents = {site: set(row.get("part_of", ())) for site, row in rows.items()}
    for site, row in rows.items():
        region = row.get("same_as")
        if region is not None:
            parents[site].add(region)
            parents[region].add(site)
    return parents


def _closure(site: str, parents: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the site and every place that holds it."""
    reached = {site}
    pending = [site]
    while pending:
        for parent in parents[pending.pop()]:
            if parent not in reached:
                reached.add(parent)
                pending.append(parent)
    return frozenset(reached)


def _is_paired(site: str, rows: Mapping[str, Mapping[str, Any]]) -> bool:
    own = rows[site].get("paired")
    if own is not None:
        return bool(own)
    return any(_is_paired(parent, rows) for parent in rows[site].get("part_of", ()))


def _phrases(rows: Mapping[str, Mapping[str, Any]], data: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    plurals: Mapping[str, str] = data["plurals"]
    phrases: dict[tuple[str, ...], str] = {}
    for site, row in rows.items():
        for words in row["words"]:
            phrase = tuple(singular(word, plurals) for word in WORD.findall(words))
            if phrases.setdefault(phrase, site) != site:
                raise ValueError(f"{words!r} names both {phrases[phrase]} and {site}")
    for kind, nouns in (("bones", data["bone_nouns"]), ("adjectives", data["disease_nouns"])):
        for site, row in rows.items():
            for adjective, noun in product(row.get(kind, ()), nouns):
                phrases.setdefault((adjective, *(singular(word, plurals) for word in noun.split())), site)
    return phrases


def _touching(rows: Mapping[str, Mapping[str, Any]], above: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return for each site the sites that may be the same place: related, sharing a part, or near."""
    below: dict[str, set[str]] = {site: set() for site in rows}
    for site, holders in above.items():
        for holder in holders:
            below[holder].add(site)
    touching = {site: below[site].union(*(above[part] for part in below[site])) for site in rows}
    for site, row in rows.items():
        for other in row.get("near", ()):
            _bring_together(above[site], above[other], touching)
            _bring_together(below[site], below[other], touching)
    return {site: frozenset(places) for site, places in touching.items()}


def _bring_together(ours: AbstractSet[str], theirs: AbstractSet[str], touching: dict[str, set[str]]) -> None:
    """Note that each of these places may be the same as each of those."""
    for place in ours:
        touching[place] |= theirs
    for place in theirs:
        touching[place] |= ours


def _grouped(
    rows: Iterable[Mapping[str, str]], above: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, frozenset[str]]]:
    grouped: dict[str, dict[str, frozenset[str]]] = {}
    for row in rows:
        category = grouped.setdefault(row["category"], {})
        category[row["site"]] = category.get(row["site"], frozenset()) | above[row["within"]]
    return grouped


def _by_category(rows: Iterable[Mapping[str, Any]], above: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        unknown = set(row["sites"]) - above.keys()
        if unknown:
            raise ValueError(f"unknown sites {sorted(unknown)}")
        found[row["category"]] = found.get(row["category"], frozenset()) | frozenset(row["sites"])
    return found
