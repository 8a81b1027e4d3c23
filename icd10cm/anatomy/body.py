"""The places of the body that titles and charts name, and how they lie to each other.

The vocabulary is data (`data/anatomy.toml`). It tells bone, joint and region apart: "knee" is neither
the tibia nor the femur, "hip" is not the femur. Two places are called disjoint only when they are surely
different; a neighbour never is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TOKEN = re.compile(r"[a-z0-9]+")
"""A word of a lower-case text."""
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
        spans = [(match.start(), match.end()) for match in TOKEN.finditer(lowered)]
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
        return singular(word, self._plurals)


def singular(word: str, plurals: Mapping[str, str]) -> str:
    """Return a lower-case word in the singular; `plurals` are the irregular ones."""
    known = plurals.get(word)
    if known is not None:
        return known
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word
