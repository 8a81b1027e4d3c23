"""Whether a sentence of a document names the coded disease: by the words of its titles or reviewed names.

A report never borrows the word from the coded diagnosis. A bone that is named is not the infected bone, and edema is
not osteomyelitis; acute is not chronic, superficial not deep.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from icd10cm.anatomy.phrases import stem
from icd10cm.documents.cues import any_phrase
from icd10cm.documents.sentences import is_usual, pieces_of, words_of_places
from icd10cm.documents.spoken_names import SpokenNames, may_be_parted, short, side_within
from icd10cm.titles.claims import stem as title_stem
from icd10cm.titles.claims import stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.text.text_facts import TextFacts

_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*|;")
_LETTERS = re.compile(r"[a-z0-9]+")
_DENIED_WITHIN = re.compile(r"\bnon-([a-z]+)")
_DENIED = re.compile(r"\bwithout\b.*")
_LEFT_OPEN = re.compile(r"(?:,| with| and) unspecified\b[^,]*|\bunspecified as\b[^,]*")
_SHORTEST_ANCHOR = 3
BEFORE_WORDS = (" ", "\n")
"""What is before a word; a text is looked at with one of them before it."""
_ACUITY = frozenset(("acute", "chronic", "subacute"))


class NamingWord(Struct, frozen=True):
    """A word of a title by which a sentence names its disease, in all forms that count.

    `stems` are those of single words, `phrases` forms of several words, `roots` beginnings of words. One of `looks` is
    in every text that has it.
    """

    stems: frozenset[str]
    phrases: frozenset[str] = frozenset()
    looks: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()

    def is_in(self, stems: frozenset[str], spoken: str) -> bool:
        """Return whether one of the forms is among `stems`, or a phrase in a text with a space at either end."""
        if not self.stems.isdisjoint(stems) or any(f" {phrase} " in spoken for phrase in self.phrases):
            return True
        return any(word.startswith(self.roots) for word in stems) if self.roots else False


class Titles(Struct, frozen=True, eq=False):
    """The titles and terms of the codes of one family, as the words of each of which all have to be said.

    One of `looks` is in every text that has one of them. There is one value for a family: it is compared by identity.
    """

    wordings: tuple[tuple[NamingWord, ...], ...]
    looks: tuple[str, ...]

    def may_be_in(self, lower: str) -> bool:
        """Return whether a lower-case text may hold one of them."""
        return any(look in lower for look in self.looks)

    def stated_in(self, affirmed: str) -> Iterator[tuple[NamingWord, ...]]:
        """Yield the words of those that an affirmed text states in full."""
        whole, pieces = _said(affirmed), [*map(_said, pieces_of(affirmed))]
        return (words for words in self.wordings if _are_in(words, whole, pieces))


NO_TITLES = Titles((), ())


class NamedDisease(Struct, frozen=True):
    """How documents name a disease: one of `names`, or all words of `words` or of one of `terms`; none of `other`.

    A name counts as `spoken_names` says; those that may be parted are `written` out, `between` are what a star in one
    may be beside places. `apart` are longer names, of something else, that hold one of the names ("carcinoma in situ").
    `of_device` is trouble of a device: a place anywhere in the sentence is where the device is. `has_origin` is one
    that spread from a place, which is not where it is. One that `is_general`
    is a disease of many parts of the body ("effusion"), which a sentence names by its place as well. `anchors` are
    words one of which every name has, `own` the stems of the names of one word, which a clause may name it by.
    `other_labels` are words of a specimen's label by which it is of another structure, `organs` those of `other` that
    name another organ, `organ` words for its own. `vocabulary` are the words that titles of codes have, of any disease,
    `fields` the fields of medicine whose short forms a sentence may use. Of each group of `needed` a sentence has to
    have a word beside one of `names`. `no_kind` are stems of names that set no kind of the disease apart.
    `titles` are those of the codes beside it, one of which a sentence may state in full instead.
    """

    names: tuple[str, ...] = ()
    other: frozenset[str] = frozenset()
    words: tuple[NamingWord, ...] = ()
    terms: tuple[tuple[NamingWord, ...], ...] = ()
    acuity: frozenset[str] = frozenset()
    apart: tuple[str, ...] = ()
    of_device: bool = False
    has_origin: bool = False
    is_general: bool = False
    anchors: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    other_labels: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()
    organ: frozenset[str] = frozenset()
    vocabulary: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    needed: tuple[frozenset[str], ...] = ()
    written: tuple[str, ...] = ()
    between: frozenset[str] = frozenset()
    no_kind: frozenset[str] = frozenset()
    titles: Titles = NO_TITLES

    def may_be_in(self, lower: str) -> bool:
        """Return whether a lower-case text may hold a name or a title, a quick look before a sentence is read."""
        return self.may_be_named_in(lower) or self.titles.may_be_in(lower)

    def may_be_named_in(self, lower: str) -> bool:
        """Return whether a lower-case text may hold a name.

        Short forms that a reader writes out are looked for as they are listed in the table.
        """
        if self.names:
            if self.anchors[0].startswith(BEFORE_WORDS):  # sorted: those of short words are first
                lower = BEFORE_WORDS[0] + lower
            return any(word in lower for word in self.anchors)
        return any(all(any(look in lower for look in word.looks) for word in words) for words in self._wordings)

    @property
    def says_more_than_a_place(self) -> bool:
        """Whether it has a name, and not only the part of the body that it is of: "liver disease" has none."""
        return bool(self.names) or any(word.phrases or word.stems - _place_words() for word in self.words)

    @property
    def _wordings(self) -> tuple[tuple[NamingWord, ...], ...]:
        return (self.words, *self.terms) if self.words else ()

    @property
    def heads(self) -> tuple[str, ...]:
        """What every sentence that names the disease has one of: where it begins to speak of it."""
        return self.anchors or tuple(look for words in self._wordings for word in words for look in word.looks)

    def is_named_in(self, facts: TextFacts) -> bool:
        """Return whether a sentence affirms this disease, and no other one of the same name."""
        if not self._fits_in_time(facts.words) or not self.other.isdisjoint(_without_denied(facts)):
            return False
        if not self.names:
            return self._has_words_in(facts)
        return not any(map(facts.words.isdisjoint, self.needed)) and self._spoken.are_in(facts.affirmed)

    def _has_words_in(self, facts: TextFacts) -> bool:
        """Return whether a sentence has all words that name the disease, in one piece or in pieces of nothing else."""
        whole, pieces = _said(facts.affirmed), [*map(_said, pieces_of(facts.affirmed))]
        return any(_are_in(words, whole, pieces) for words in self._wordings)

    def titles_in(self, facts: TextFacts) -> Iterator[tuple[NamingWord, ...]]:
        """Yield the words of the titles that a sentence affirms, of no other disease."""
        if self._fits_in_time(facts.words) and self.other.isdisjoint(_without_denied(facts)):
            yield from self.titles.stated_in(facts.affirmed)

    def is_another(self, text: str) -> bool:
        """Return whether a label holds a word of another disease or structure."""
        return not ((self.other - self.organs) | self.other_labels).isdisjoint(_WORD.findall(text.lower()))

    def has_other_organ(self, text: str) -> bool:
        """Return whether a text names another organ, alone or beside that of the disease."""
        lower = text.lower()
        for place in _organless():
            lower = lower.replace(place, "")
        return not self.organs.isdisjoint(_WORD.findall(lower))

    def has_organ(self, text: str) -> bool:
        """Return whether a text names the organ of the disease."""
        return not self.organ.isdisjoint(_WORD.findall(text.lower()))

    @property
    def _spoken(self) -> SpokenNames:
        return SpokenNames(self.names, self.written, self.apart, self.between)

    def side_in_name(self, affirmed: str) -> str:
        """Return the side word within a name in an affirmed text ("tear of the right supraspinatus"); "" for none."""
        return side_within(self.names, affirmed)

    def _fits_in_time(self, said: frozenset[str]) -> bool:
        said = said & _ACUITY
        return not (self.acuity and said) or not self.acuity.isdisjoint(said)


_Said = tuple[frozenset[str], str]
"""The stems of a text, and its words with a space at either end."""


def _said(text: str) -> _Said:
    return frozenset(map(title_stem, _LETTERS.findall(text))), f" {' '.join(_WORD.findall(text))} "


def _are_in(words: Sequence[NamingWord], whole: _Said, pieces: Sequence[_Said]) -> bool:
    """Return whether a text has all of some words, in one piece or in pieces of nothing else."""
    if not _all_in(words, whole):
        return False
    if len(words) == 1 or any(_all_in(words, piece) for piece in pieces):
        return True
    return all(_says_only(words, piece) for piece in pieces if any(word.is_in(*piece) for word in words))


def _all_in(words: Iterable[NamingWord], said: _Said) -> bool:
    return all(word.is_in(*said) for word in words)


def _says_only(words: Iterable[NamingWord], said: _Said) -> bool:
    """Return whether each word of a piece is a usual one or names the disease."""
    return all(is_usual(one) or any(word.is_in(*_said(one)) for word in words) for one in said[1].split())


def _without_denied(facts: TextFacts) -> frozenset[str]:
    """Return the words of a sentence less those of the names of places, and that it denies within a word."""
    denied = _DENIED_WITHIN.findall(facts.affirmed) if "non-" in facts.affirmed else ()
    return facts.words.difference(denied, *(place.split() for place in _organless() if place in facts.affirmed))


@cache
def _organless() -> tuple[str, ...]:
    """Return the names of places that hold a word for another organ: "hepatic flexure"."""
    return tuple(load_table()["no_organs"])


def disease_listed(titles: Sequence[str]) -> NamedDisease | None:
    """Return how documents name the disease of a code that the reviewed table lists; None for another one.

    `titles` are its title and those above it, lower case, its own first.
    """
    said = [without_denials(title) for title in titles]
    for row in _rows():
        if any(phrase in title for title in said for phrase in row["titles"]):
            return _of_row(row, titles)
    return None


def without_denials(title: str) -> str:
    """Return a title less what it denies."""
    return _DENIED.sub("", title)


def without_open(title: str) -> str:
    """Return a title less what it says that is left open: "unspecified as acute or chronic"."""
    return _LEFT_OPEN.sub("", title)


def acuity_of(titles: Sequence[str]) -> frozenset[str]:
    """Return how long the disease of a code has lasted, by its own title, the first one."""
    return frozenset(_ACUITY.intersection(*(without_open(title).split() for title in titles[:1])))


def _of_row(row: dict[str, Any], titles: Sequence[str]) -> NamedDisease:
    names = row["names"]
    words = frozenset(_WORD.findall(" ".join(titles)))
    rows = frozenset(map(frozenset[str], row.get("organs", ())))
    own = frozenset(organ for organ in rows if not words.isdisjoint(organ))
    organs = frozenset(chain.from_iterable(rows - own))
    return NamedDisease(
        tuple(short(name.split()) for name in names),
        organs.union(row["other"]),
        acuity=acuity_of(titles),
        other_labels=frozenset(row.get("other_labels", ())),
        organs=organs,
        organ=frozenset(chain.from_iterable(own)),
        apart=tuple(short(name.split()) for name in row.get("apart", ())),
        written=tuple(name for name in names if may_be_parted(name)),
        between=frozenset(row.get("between", ())),
        no_kind=frozenset(chain.from_iterable(map(stems_of, row.get("no_kind", ())))),
        of_device=bool(row.get("of_device")),
        has_origin=bool(row.get("has_origin")),
        anchors=tuple(sorted(row["anchors"])) if "anchors" in row else _anchors(names),
        own=_own_words((*names, *row.get("heads", ()))),
        needed=tuple(words_by_title("needed", without_denials(titles[0]))),
    )


def _own_words(names: Iterable[str]) -> frozenset[str]:
    """Return the names of one word, and their stems."""
    return frozenset(form for name in names if " " not in name for form in (name, stem(name)))


def words_by_title(key: str, title: str) -> Iterator[frozenset[str]]:
    """Yield the words of the rows of the table under a key ("needed", "another") that a title is one for."""
    for row in load_table()[key]:
        if any_phrase(row["titles"]).search(title):
            yield frozenset(row["words"])


def _anchors(names: Iterable[str]) -> tuple[str, ...]:
    """Return the longest word of each name, less those that hold another one; of a very short one where it begins."""
    words = {max(name.split(), key=len) for name in names}
    short = {word for word in words if len(word) < _SHORTEST_ANCHOR}
    longest = (words - short).union(mark + word for word in short for mark in BEFORE_WORDS)
    return tuple(sorted(word for word in longest if not any(other != word and other in word for other in longest)))


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    """Return the rows of the table, each with the words of the one that it is like."""
    rows: list[dict[str, Any]] = load_table()["disease"]
    by_title = {title: row for row in rows for title in row["titles"]}
    return tuple(_with_words_of(by_title[row["like"]], row) if "like" in row else row for row in rows)


def _with_words_of(other: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    lists = {key: [*words, *row.get(key, ())] for key, words in other.items() if key != "titles"}
    return {**row, **lists}


@cache
def load_table() -> dict[str, Any]:
    """Load the reviewed table; read once per process."""
    return tomllib.loads(files("icd10cm").joinpath("data/document_diseases.toml").read_text(encoding="utf-8"))


@cache
def _place_words() -> frozenset[str]:
    """Return the stems of the words for places."""
    return place_stems().union(*map(stems_of, words_of_places()))


@cache
def place_stems() -> frozenset[str]:
    """Return the stems of the words that say a place that the anatomy does not have: "infrarenal"."""
    table = load_table()
    parts = (part for parts in table["parts"].values() for part in parts)
    return frozenset(each for phrase in (*table["places"], *parts) for each in stems_of(phrase))
