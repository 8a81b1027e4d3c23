"""The places of the body that titles and charts name, and how they lie to each other.

The vocabulary is data (`data/anatomy.toml`). It tells bone, joint and region apart: "knee" is neither
the tibia nor the femur, "hip" is not the femur. Two places are called disjoint only when they are surely
different; a neighbour never is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"[a-z0-9]+")
_GAP = re.compile(r"[\s\-/\[\]()']*")


@dataclass(frozen=True, slots=True)
class Site:
    """One place: `words` are singular phrases that name it, `part_of` the places that hold it directly."""

    id: str
    words: tuple[str, ...]
    part_of: tuple[str, ...]
    paired: bool

    @property
    def name(self) -> str:
        """The plainest of its words."""
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: `text[start:end]` names `site`."""

    site: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The whole vocabulary, immutable. Every method raises KeyError for an id that it does not hold."""

    sites: Mapping[str, Site]
    source: str
    _phrases: Mapping[tuple[str, ...], str] = field(repr=False)
    _longest: Mapping[str, int] = field(repr=False)
    _plurals: Mapping[str, str] = field(repr=False)
    _not_before_of: frozenset[str] = field(repr=False)
    _above: Mapping[str, frozenset[str]] = field(repr=False)
    _touching: Mapping[str, frozenset[str]] = field(repr=False)
    _apart: frozenset[tuple[str, str]] = field(repr=False)
    _grouped: Mapping[str, Mapping[str, frozenset[str]]] = field(repr=False)
    _undecided: Mapping[str, frozenset[str]] = field(repr=False)
    _left_over: Mapping[str, frozenset[str]] = field(repr=False)
    _organs: frozenset[str] = field(repr=False)

    def name(self, site: str) -> str:
        """Return the place's name for people ("lumbar vertebra")."""
        return self.sites[site].name

    def paired(self, site: str) -> bool:
        """Tell whether there is a right and a left one."""
        return self.sites[site].paired

    def is_part_of(self, specific: str, general: str, category: str = "") -> bool:
        """Tell whether whoever names `specific` has named `general` too: the same place, or a part of it.

        A joint and its region ("knee joint", "knee") are one place to the titles. `category` ("M86") adds
        what that category alone groups otherwise.
        """
        if general not in self._above:
            raise KeyError(general)
        above = self._above[specific]
        if general in above:
            return True
        grouped = self._grouped.get(category, {})
        return any(general in grouped.get(place, ()) for place in above)

    def narrowest(self, sites: Iterable[str]) -> tuple[str, ...]:
        """Return the sites less those that hold another of them: of "scaphoid of wrist" the scaphoid."""
        each = tuple(dict.fromkeys(sites))
        return tuple(
            site
            for site in each
            if not any(
                other != site and self.is_part_of(other, site) and not self.is_part_of(site, other) for other in each
            )
        )

    def related(self, one: str, other: str) -> bool:
        """Tell whether one place is a part of the other, or the same."""
        return self.is_part_of(one, other) or self.is_part_of(other, one)

    def disjoint(self, one: str, other: str) -> bool:
        """Tell whether the two are surely different places: no part in common, and no neighbours."""
        touching = self._touching[one]
        if other not in self._touching:
            raise KeyError(other)
        return other not in touching or (one, other) in self._apart

    def undecided(self, site: str, category: str) -> bool:
        """Tell whether the titles of `category` leave open which of them means the place."""
        open_sites = self._undecided.get(category, frozenset())
        return not open_sites.isdisjoint(self._above[site])

    def left_over(self, site: str, category: str) -> bool:
        """Tell whether `category` means the place by its codes for other sites, whatever else its titles name."""
        return not self._left_over.get(category, frozenset()).isdisjoint(self._above[site])

    def is_organ(self, site: str) -> bool:
        """Tell whether a place is an organ, or a part of one, in which nothing of the musculoskeletal system lies."""
        return site in self._organs

    def find(self, text: str) -> tuple[Mention, ...]:
        """Find the places that a title or a text names, left to right, the longest phrase first.

        Linear in the length of the text. Mentions do not overlap; case, plurals and hyphens do not matter. A
        part that stands before "of" ("head of right humerus") or behind the bone ("metatarsal head") is no mention;
        the bone is.
        """
        lowered = text.lower()
        if len(lowered) != len(text):  # a few letters grow when lowered, and would shift every position
            lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
        spans = [(match.start(), match.end()) for match in _TOKEN.finditer(lowered)]
        words = [self._singular(lowered[start:end]) for start, end in spans]
        found: list[Mention] = []
        place = 0
        while place < len(words):
            site, after = self._match(lowered, words, spans, place)
            if site is None:
                place += 1
                continue
            part = after == place + 1 and words[place] in self._not_before_of
            if part and found and lowered[found[-1].end : spans[place][0]].isspace():
                found[-1] = replace(found[-1], end=spans[place][1])
            else:
                found.append(Mention(site, spans[place][0], spans[after - 1][1]))
            place = after
        return tuple(found)

    def _match(self, text: str, words: list[str], spans: list[tuple[int, int]], first: int) -> tuple[str | None, int]:
        """Return the site of the longest phrase that begins at word `first`, and the word after it."""
        longest = self._longest.get(words[first], 0)
        phrase: list[str] = []
        best: tuple[str | None, int] = (None, first + 1)
        for place in range(first, len(words)):
            if place > first and not _GAP.fullmatch(text, spans[place - 1][1], spans[place][0]):
                break
            phrase.append(words[place])
            if len(phrase) > longest:
                break
            site = self._phrases.get(tuple(phrase))
            if site is not None:
                best = (site, place + 1)
        if best[1] == first + 1 and words[first] in self._not_before_of and words[first + 1 : first + 2] == ["of"]:
            return None, first + 1
        return best

    def _singular(self, word: str) -> str:
        return _singular(word, self._plurals)


def _singular(word: str, plurals: Mapping[str, str]) -> str:
    known = plurals.get(word)
    if known is not None:
        return known
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


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
    parents = {site: set(row.get("part_of", ())) for site, row in rows.items()}
    for site, row in rows.items():
        region = row.get("same_as")
        if region is not None:
            parents[site].add(region)
            parents[region].add(site)
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
    phrases = _phrases(rows, data["bone_nouns"], data["plurals"])
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    apart = {(site, other) for site, row in rows.items() for other in row.get("apart_from", ())}
    return Anatomy(
        sites=MappingProxyType(sites),
        source=data["source"],
        _phrases=MappingProxyType(phrases),
        _longest=MappingProxyType(longest),
        _plurals=MappingProxyType(dict(data["plurals"])),
        _not_before_of=frozenset(data["not_before_of"]),
        _above=MappingProxyType(above),
        _touching=MappingProxyType(_touching(rows, above)),
        _apart=frozenset(apart | {(other, site) for site, other in apart}),
        _grouped=MappingProxyType(_grouped(data["grouping"], above)),
        _undecided=MappingProxyType(_by_category(data["undecided"], above)),
        _left_over=MappingProxyType(_by_category(data["left_over"], above)),
        _organs=frozenset(site for site in rows if not above[site].isdisjoint(data["organs"])),
    )


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


def _phrases(
    rows: Mapping[str, Mapping[str, Any]], bone_nouns: Iterable[str], plurals: Mapping[str, str]
) -> dict[tuple[str, ...], str]:
    phrases: dict[tuple[str, ...], str] = {}
    for site, row in rows.items():
        for words in row["words"]:
            phrase = tuple(_singular(word, plurals) for word in _TOKEN.findall(words))
            if phrases.setdefault(phrase, site) != site:
                raise ValueError(f"{words!r} names both {phrases[phrase]} and {site}")
    for site, row in rows.items():
        for adjective in row.get("bones", ()):
            for noun in bone_nouns:
                phrases.setdefault((adjective, _singular(noun, plurals)), site)
    return phrases


def _touching(rows: Mapping[str, Mapping[str, Any]], above: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return for each site the sites that may be the same place: related, sharing a part, or near."""
    below: dict[str, set[str]] = {site: set() for site in rows}
    for site, holders in above.items():
        for holder in holders:
            below[holder].add(site)
    shares = {site: {holder for part in below[site] for holder in above[part]} for site in rows}
    touching = {site: shares[site] | below[site] for site in rows}
    for site, row in rows.items():
        for other in row.get("near", ()):
            for ours, theirs in ((above[site], above[other]), (below[site], below[other])):
                for place in ours:
                    touching[place] |= theirs
                for place in theirs:
                    touching[place] |= ours
    return {site: frozenset(places) for site, places in touching.items()}


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
