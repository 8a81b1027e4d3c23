"""Kinds of one disease that differ in place alone, where a report may say which: "Crohn's disease of small intestine".

The anatomy does not have such a place, so the codes differ as kinds of a disease do, by words. Of a report only the
words of places count: it adds no complication, severity, acuity or cause, and denies none. One that states more than
the code in any of these says something of another code, and adds nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.documents.named_disease import load_table, place_stems
from icd10cm.documents.sentences import pieces_of, says_a_place_alone
from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import claims_of, said_in, stem, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from icd10cm.releases.release import Release
    from icd10cm.text.text_facts import TextFacts
    from icd10cm.titles.wordings import Wording

_OPEN = "unspecified"
_GRAMMAR = frozenset((",", ";", "of", "in", "at", "and", "the", "right", "left"))


class PlaceKinds(Struct, frozen=True):
    """How the kinds of a disease beside a code differ.

    `names` are the stems by which its title names the disease, `known` all that its titles say. By `places` kinds
    differ in place, by `apart` in something else.
    """

    names: tuple[str, ...]
    known: frozenset[str]
    places: frozenset[str]
    apart: frozenset[str]

    def says_more(self, text: str) -> bool:
        """Return whether a text has words by which another code than those of places differs."""
        return not self.apart.isdisjoint(stems_of(text))

    def of_place(self, facts: TextFacts) -> TextFacts | None:
        """Return what a text says of the place of the disease, named as titles do; None where it says none, or more."""
        if self.says_more(facts.mentioned):
            return None
        words = [each for word in stems_of(self._of_disease(facts.affirmed)) for each in self._written(word)]
        if not place_stems().intersection(words) <= self.places | self.known | _ends():
            return None  # another place too, that no kind has
        kept = [word for word in words if word in _GRAMMAR or word in self.known | self.places]
        return None if self.places.isdisjoint(kept) else facts.saying(" ".join((*self.names, "of", *kept)))

    def _of_disease(self, affirmed: str) -> str:
        """Return a text without the pieces that speak of something else: "diverticulitis, sigmoid polyp"."""
        return ", ".join(
            piece for piece in pieces_of(affirmed) if self._names_it(piece) or says_a_place_alone(piece, _places())
        )

    def _names_it(self, piece: str) -> bool:
        return not frozenset(self.names).isdisjoint(stems_of(piece))

    def _written(self, word: str) -> tuple[str, ...]:
        """Return a word, or the whole that it is a part of, where kinds differ in that and not in it."""
        whole = _wholes().get(word, ())
        is_said = not self.places.isdisjoint(whole) and self.places | self.known >= frozenset(whole)
        return whole if is_said and word not in self.places | self.known else (word,)


@kept_with_release
def place_kinds(index: int, release: Release) -> PlaceKinds | None:
    """Return how the kinds of a disease beside an open code differ; None where none differs in place alone."""
    lineage = tuple(release.lineage(index))
    if lineage[0].children or _OPEN not in lineage[0].title.lower() or lineage[0].code.startswith(_apart()):
        return None
    known = frozenset[str]().union(*(said_in(each.title) for each in lineage))
    known -= frozenset[str]().union(*claims_of(lineage[0].title).denied)
    needed = [group for group in claims_of(lineage[0].title).needed if group.isdisjoint(_places())]
    places, apart = set[str](), set[str]()
    for wording in release.families.wordings(lineage[-1].index):
        missing = [group for group in wording.claims.needed if group.isdisjoint(known)]
        others = [group for group in missing if group.isdisjoint(_places())]
        if others:
            apart.update(*others)
        elif _keeps(wording, needed, release):
            places.update(*missing)
    names = tuple(min(group) for group in needed)
    apart -= disease_at(index, release)[0].no_kind  # "ruptured aneurysm" of a hemorrhage
    return PlaceKinds(names, known, frozenset(places), frozenset(apart)) if places else None


def _keeps(wording: Wording, needed: Iterable[frozenset[str]], release: Release) -> bool:
    """Return whether a wording, or the title of what it names, says all that a title claims of the disease."""
    said = wording.claims.said | said_in(release.tabular.nodes[wording.family].title)
    return not any(map(said.isdisjoint, needed))


@cache
def _apart() -> tuple[str, ...]:
    """Return the prefixes of codes that name an injury, or what was or is around a disease."""
    policy = load_policy()
    return (*policy.injuries, *policy.circumstances)


@cache
def _places() -> frozenset[str]:
    wholes: Iterable[str] = load_table()["parts"]
    return place_stems().union(*map(stems_of, wholes), map(stem, load_table()["arteries"]))


@cache
def _ends() -> frozenset[str]:
    return frozenset(map(stem, load_table()["ends"]))


@cache
def _wholes() -> Mapping[str, tuple[str, ...]]:
    """Return the stems of the whole that each part is of."""
    return {stem(part): stems_of(whole) for whole, parts in load_table()["parts"].items() for part in parts}
