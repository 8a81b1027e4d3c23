"""The places of the body that titles and charts name, and how they lie to each other.

The vocabulary is data (`data/anatomy.toml`). It tells bone, joint and region apart: "knee" is neither
the tibia nor the femur, "hip" is not the femur. Two places are called disjoint only when they are surely
different; a neighbor never is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from icd10cm.anatomy.phrases import TOKEN, singular

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.anatomy.phrases import Phrases


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
    phrases: Mapping[tuple[str, ...], str] = field(repr=False)
    plurals: Mapping[str, str] = field(repr=False)
    part_words: frozenset[str] = field(repr=False)
    _table: Phrases[str] = field(repr=False)
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
        """Return whether there is a right and a left one."""
        return self.sites[site].paired

    def is_part_of(self, specific: str, general: str, category: str = "") -> bool:
        """Return whether a text that names `specific` has named `general` too: the same place, or a part of it.

        A joint and its region ("knee joint", "knee") are one place to the titles. `category` ("M86") adds
        what that category alone groups otherwise.
        """
        if general not in self._above:
            raise KeyError(general)
        above = self._above[specific]
        if general in above:
            return True
        grouped = self._grouped.get(category)
        return grouped is not None and any(general in grouped.get(place, ()) for place in above)

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
        """Return whether one place is a part of the other, or the same."""
        return self.is_part_of(one, other) or self.is_part_of(other, one)

    def disjoint(self, one: str, other: str) -> bool:
        """Return whether the two are surely different places: no part in common, and no neighbors."""
        touching = self._touching[one]
        if other not in self._touching:
            raise KeyError(other)
        return other not in touching or (one, other) in self._apart

    def undecided(self, site: str, category: str) -> bool:
        """Return whether the titles of `category` leave open which of them means the place."""
        open_sites = self._undecided.get(category, frozenset())
        return not open_sites.isdisjoint(self._above[site])

    def left_over(self, site: str, category: str) -> bool:
        """Return whether `category` means the place by its codes for other sites, whatever else its titles name."""
        return not self._left_over.get(category, frozenset()).isdisjoint(self._above[site])

    def is_organ(self, site: str) -> bool:
        """Return whether a place is an organ, or a part of one, in which nothing of the musculoskeletal system lies."""
        return site in self._organs

    def find(self, text: str) -> tuple[Mention, ...]:
        """Find the places that a title or a text names, left to right, the longest phrase first.

        Linear in the length of the text. Mentions do not overlap; case, plurals and hyphens do not matter. A
        part that stands before "of" ("head of right humerus") or behind the bone ("metatarsal head") is not a mention;
        the bone is.
        """
        lowered = _lowered(text)
        tokens = list(TOKEN.finditer(lowered))
        words = [singular(token.group(), self.plurals) for token in tokens]
        found: list[Mention] = []
        place = 0
        while place < len(words):
            match = self._table.match(words, place)
            if match is None or self.is_bare_part(words, place, match[1]):
                place += 1
                continue
            site, after = match
            part = after == place + 1 and words[place] in self.part_words
            if part and found and lowered[found[-1].end : tokens[place].start()].isspace():
                found[-1] = replace(found[-1], end=tokens[place].end())
            else:
                found.append(Mention(site, tokens[place].start(), tokens[after - 1].end()))
            place = after
        return tuple(found)

    def is_bare_part(self, words: Sequence[str], first: int, after: int) -> bool:
        """Return whether a phrase is a part before its bone, and no place: "head" of "head of femur"."""
        return after == first + 1 and words[first] in self.part_words and words[after : after + 1] == ["of"]


def _lowered(text: str) -> str:
    """Return a text in lower case, of the same length: a few letters grow, and would shift every position."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
