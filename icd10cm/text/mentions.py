"""What a text says of the coded disease: the clauses that name it, and the places in them.

Closed world: a place counts only where a production says that it is the disease's; every other place is kept with the
reason why it counts for nothing.

    names the disease      the clause names the coded disease: "osteomyelitis of right femur"
    continues              a place alone, joined to such a clause: "osteomyelitis, right femur"; "R knee and L hip pain"
    heads                  a place before it, with a colon or a comma: "Right femur: osteomyelitis"; "left foot, ulcer"
    place with disease     "open fracture of left tibia with osteomyelitis"
    whole statement        a sentence that is a place and nothing else
    finding                a sign that the place is ill, of a code that leaves the place open: "right knee, swollen"
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.text.laterality import with_sides
from icd10cm.text.lexicon import Kind
from icd10cm.text.places import BETWEEN, Found, Production, ends_a_phrase, read_places, used_sides
from icd10cm.text.status import Status
from icd10cm.text.stems import stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.text.lexicon import Lexicon
    from icd10cm.text.tokens import Item


class Bearing(StrEnum):
    """How a place bears on the coded disease, best first."""

    NAMES = "names the disease"
    CONTINUES = "continues a clause that names the disease"
    HEADS = "heads a clause that names the disease"
    WITH = "is where another condition is with the disease"
    WHOLE = "is the whole statement"
    FINDING = "is where a sign is found"
    NONE = "is not said of the disease"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that a text names: with its words, its assertion status, how it was read, and how it bears on the disease."""

    site: str | None
    sides: tuple[Side, ...]
    status: Status
    production: Production
    bearing: Bearing
    phrase: str
    stretch: int = 0


class _Chunk(NamedTuple):
    """A stretch between two borders of a sentence, `border` is the kind of the one before it."""

    first: int
    end: int
    border: Kind | None


_BORDERS = frozenset((Kind.COMMA, Kind.AND, Kind.BREAK, Kind.OPEN, Kind.CLOSE, Kind.COLON, Kind.TURN, Kind.EXCEPTION))
_BARE = frozenset((Kind.SITE, Kind.SIDE, Kind.MODIFIER, Kind.QUALIFIER, Kind.INSIDE, Kind.METHOD, Kind.MARK, Kind.OR))
_ATTACHING = frozenset((Kind.COMMA, Kind.AND, Kind.OPEN, Kind.CLOSE, Kind.COLON))
_ILLS = frozenset((Kind.DISEASE, Kind.FINDING))
_HEADS = frozenset((Kind.DISEASE, Kind.OPERATION))
_NEAR = 4
_LONE = 6


class Reader:
    """Reads the places of one text for one disease.

    `own` are the stems of the words that name the coded disease; None where a text names a place and no disease.
    `current` are the statuses that count.
    """

    def __init__(self, lexicon: Lexicon, own: frozenset[str] | None, current: Collection[Status]) -> None:
        """Make a reader."""
        self._lexicon = lexicon
        self._own = own
        self._current = frozenset(current)

    def mentions(self, sentence: Sequence[Item], stretch: int) -> list[Mention]:
        """Return the places of a sentence, which has its statuses, in its order."""
        items = with_sides(sentence)
        if not any(item.kind in (Kind.SITE, Kind.SIDE) for item in items):  # the usual case
            return []
        found = read_places(items, self._lexicon.anatomy)
        chunks = _chunks(items)
        named = [self._is_own(item) for item in items]
        bearings = self._bearings(items, chunks, found, named)
        places = [
            *((each, self._nearest(items, each, chunks, bearings, named)) for each in found),
            *self._lone(items, chunks, bearings, found, named),
        ]
        places.sort(key=lambda place: place[0].at)
        return [
            Mention(
                each.site, each.sides, _status(items, each), each.production, bearing, _phrase(items, each), stretch
            )
            for each, bearing in places
        ]

    def _is_own(self, item: Item) -> bool:
        """Return whether an item names the coded disease: by a word of its titles, or by another form of one."""
        if self._own is None:
            return False
        if item.kind is Kind.DISEASE and any(name in self._own for name in item.value):
            return True
        if item.kind in (Kind.CUE, Kind.FUNCTION, Kind.INSIDE, Kind.SIDE):
            return False
        return any(stem(word) in self._own or self._form_of_own(word) for word in item.words)

    def _form_of_own(self, word: str) -> bool:
        own = self._own or frozenset()
        return any(name in own for name in self._lexicon.diseases.get(word, ()))

    def _is_another(self, item: Item, *, own: bool) -> bool:
        return not own and (item.kind in _HEADS or any(word in self._lexicon.diseases for word in item.words))

    def _bearings(
        self, items: Sequence[Item], chunks: Sequence[_Chunk], found: Sequence[Found], named: Sequence[bool]
    ) -> list[Bearing]:
        """Return for each chunk how its places bear on the disease."""
        if self._own is None:
            return [Bearing.NAMES] * len(chunks)
        placed = [any(chunk.first <= each.at < chunk.end for each in found) for chunk in chunks]
        other = [self._is_another(item, own=own) for item, own in zip(items, named, strict=True)]
        bare = [
            chunk.end > chunk.first and _all_kinds(items, chunk, _BARE) and not any(other[chunk.first : chunk.end])
            for chunk in chunks
        ]
        bearings = [Bearing.NAMES if self._names(items, chunk, named) else Bearing.NONE for chunk in chunks]
        denied = [self._denies(items, chunk, named) for chunk in chunks]
        for number, chunk in enumerate(chunks):
            if bearings[number] is Bearing.NONE and bare[number] and chunk.border in _ATTACHING:
                if self._continues(number, bearings, bare, placed, denied):
                    bearings[number] = Bearing.CONTINUES
        for number in range(len(chunks) - 1, 0, -1):
            if bearings[number] is Bearing.NAMES and bearings[number - 1] is Bearing.NONE and placed[number - 1]:
                bearings[number - 1] = self._before(items, chunks, number, placed, bare, named)
        if all(each or chunk.end == chunk.first for each, chunk in zip(bare, chunks, strict=True)) and any(bare):
            return [Bearing.WHOLE if each is Bearing.NONE else each for each in bearings]
        return [
            Bearing.FINDING if each is Bearing.NONE and self._finds(items, chunks, number, denied) else each
            for number, each in enumerate(bearings)
        ]

    def _names(self, items: Sequence[Item], chunk: _Chunk, named: Sequence[bool]) -> bool:
        return any(
            named[at] and (items[at].status in self._current or items[at].status is Status.UNSPECIFIED)
            for at in range(chunk.first, chunk.end)
        )

    def _denies(self, items: Sequence[Item], chunk: _Chunk, named: Sequence[bool]) -> bool:
        return not self._names(items, chunk, named) and any(named[chunk.first : chunk.end])

    def _continues(
        self,
        number: int,
        bearings: Sequence[Bearing],
        bare: Sequence[bool],
        placed: Sequence[bool],
        denied: Sequence[bool],
    ) -> bool:
        """Return whether a place alone goes with a clause before it that names the disease."""
        for before in range(number - 1, -1, -1):
            if denied[before]:
                return False
            if bearings[before] is not Bearing.NONE:
                return True
            if placed[before]:
                return False
        return False

    def _before(
        self,
        items: Sequence[Item],
        chunks: Sequence[_Chunk],
        number: int,
        placed: Sequence[bool],
        bare: Sequence[bool],
        named: Sequence[bool],
    ) -> Bearing:
        """Return how the place before a clause that names the disease bears on it."""
        border, before = chunks[number].border, chunks[number - 1]
        if bare[number - 1] and (border in (Kind.COLON, Kind.AND) or (border is Kind.COMMA and not placed[number])):
            return Bearing.HEADS
        if placed[number]:
            return Bearing.NONE
        ill = any(item.kind in _ILLS and item.status in self._current for item in items[before.first : before.end])
        operated = any(item.kind is Kind.OPERATION for item in items[before.first : before.end])
        if border is Kind.BREAK and items[chunks[number].first - 1].text in ("with", "w/", "complicated by", "due to"):
            return Bearing.WITH if ill or operated else Bearing.NONE
        alone = all(named[at] or items[at].kind in _BARE for at in range(chunks[number].first, chunks[number].end))
        return Bearing.HEADS if border is Kind.COMMA and ill and not operated and alone else Bearing.NONE

    def _finds(self, items: Sequence[Item], chunks: Sequence[_Chunk], number: int, denied: Sequence[bool]) -> bool:
        """Return whether a clause, or the one that follows a place alone, has a sign of illness and nothing else."""
        chunk = chunks[number]
        stretch = list(items[chunk.first : chunk.end])
        following = chunks[number + 1] if number + 1 < len(chunks) else None
        if following is not None and following.border is Kind.COMMA and _all_kinds(items, chunk, _BARE):
            stretch += items[following.first : following.end]
        found = [item for item in stretch if item.kind is Kind.FINDING]
        return (
            bool(found)
            and all(item.status is Status.AFFIRMED for item in stretch)
            and not any(item.kind in _HEADS for item in stretch)
        )

    def _nearest(
        self,
        items: Sequence[Item],
        place: Found,
        chunks: Sequence[_Chunk],
        bearings: Sequence[Bearing],
        named: Sequence[bool],
    ) -> Bearing:
        """Return how one place bears on the disease: in a clause of two, it is of the one that it is said of."""
        number = next(each for each, chunk in enumerate(chunks) if chunk.first <= place.at < chunk.end)
        bearing, chunk = bearings[number], chunks[number]
        if self._own is None or bearing is not Bearing.NAMES or named[place.at]:
            return bearing
        heads = [at for at in range(chunk.first, chunk.end) if named[at] or self._is_another(items[at], own=named[at])]
        if place.at in heads:  # "infected left TKA", but not "right knee pain left TKA"
            sites = [at for at in range(chunk.first, chunk.end) if items[at].kind is Kind.SITE]
            return bearing if sites == [place.at] else Bearing.NONE
        return bearing if named[_head_of(items, place.at, heads)] else Bearing.NONE

    def _lone(
        self,
        items: Sequence[Item],
        chunks: Sequence[_Chunk],
        bearings: Sequence[Bearing],
        found: Sequence[Found],
        named: Sequence[bool],
    ) -> Iterator[tuple[Found, Bearing]]:
        """Yield the sides that belong to no site and can be nothing but the side of the disease."""
        used = used_sides(found)
        for chunk, bearing in zip(chunks, bearings, strict=True):
            for at in range(chunk.first, chunk.end):
                if items[at].kind is not Kind.SIDE or at in used:
                    continue
                sure = bearing is not Bearing.NONE and self._is_lone(items, chunk, at, named)
                yield (
                    Found(at, None, items[at].value, Production.LONE_SIDE),
                    bearing if sure else Bearing.NONE,
                )

    def _is_lone(self, items: Sequence[Item], chunk: _Chunk, at: int, named: Sequence[bool]) -> bool:
        """Return whether a side is said of the disease: "sciatica R", "right-sided", "left carpal tunnel syndrome"."""
        if any(items[place].text in ("side", "sided") for place in range(at + 1, min(chunk.end, at + 4))):
            return True
        if ends_a_phrase(items, at) and (at == chunk.first or items[at - 1].kind is not Kind.FUNCTION):
            return True
        for place in range(at + 1, min(chunk.end, at + 1 + _LONE)):
            if named[place]:
                return True
            if items[place].kind not in BETWEEN and self._own is not None:
                return False
        return self._own is None and at == 0 and all(item.kind in BETWEEN for item in items[1:])


def _chunks(items: Sequence[Item]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    first, border = 0, None
    for at, item in enumerate(items):
        if item.kind in _BORDERS:
            chunks.append(_Chunk(first, at, border))
            first, border = at + 1, item.kind
    chunks.append(_Chunk(first, len(items), border))
    return chunks


def _all_kinds(items: Sequence[Item], chunk: _Chunk, kinds: Collection[Kind]) -> bool:
    return all(
        item.kind in kinds or item.text[0].isdecimal() or item.status is Status.UNSPECIFIED
        for item in items[chunk.first : chunk.end]
    )


def _head_of(items: Sequence[Item], at: int, heads: Sequence[int]) -> int:
    """Return the disease or operation that a place is said of: the one right behind it, else the last before it."""
    for head in heads:
        if at < head <= at + _NEAR and all(item.kind in BETWEEN for item in items[at + 1 : head]):
            return head
    return max((head for head in heads if head < at), default=min(heads))


def _status(items: Sequence[Item], place: Found) -> Status:
    if place.uses is not None and items[place.at].status is Status.AFFIRMED:
        return items[place.uses].status
    return items[place.at].status


def _phrase(items: Sequence[Item], place: Found) -> str:
    if place.uses is None:
        return items[place.at].text
    first, last = sorted((place.at, place.uses))
    return " ".join(item.text for item in items[first : last + 1])
