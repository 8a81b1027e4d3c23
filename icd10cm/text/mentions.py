"""The places that a sentence names: each with its assertion status, its production and how it bears on the disease."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.text.clauses import BESIDE, Bearing, CodedDisease, bearings_of, clauses_of
from icd10cm.text.laterality import with_sides
from icd10cm.text.lexicon import Kind
from icd10cm.text.places import BETWEEN, Found, Production, ends_a_phrase, leads_to_a_side, read_places, used_sides
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.text.clauses import RatedClause
    from icd10cm.text.lexicon import Item

_NEAR = 4
_NAME = 6
_PLACES = frozenset((Kind.SITE, Kind.SIDE))
_SIDED = frozenset(("side", "sided"))
_SIDED_WITHIN = 3
_IS = "is"
_DOMINANT = "dominant"


class Mention(Struct, frozen=True):
    """A place that a text names: its words, their assertion status, how it was read, how it bears on the disease.

    `sides` are sides said together; none where the text leaves the side open. `sentence` numbers its sentence.
    """

    site: str | None
    sides: tuple[Side, ...]
    status: Status
    production: Production
    bearing: Bearing
    phrase: str
    sentence: int

    @property
    def is_well(self) -> bool:
        """Whether the text says that the place is well, or that the disease is not there."""
        return self.status is Status.NEGATED or self.bearing is Bearing.WELL


def read_mentions(
    sentence: Sequence[Item],
    number: int,
    anatomy: Anatomy,
    disease: CodedDisease | None,
    current: Collection[Status],
) -> list[Mention]:
    """Return the places of a sentence, which has its statuses, in its order.

    Without a `disease` the text names a place, such as a body site: every place in it is meant.
    """
    items = with_sides(sentence)
    if _PLACES.isdisjoint([item.kind for item in items]):  # the usual case
        return []
    found = read_places(items, anatomy)
    if disease is None:
        told = [(each, Bearing.NAMES) for each in [*found, *_sides_of_a_place(items, found)]]
    else:
        told = list(_told(items, found, disease, current))
    told.sort(key=lambda each: each[0].at)
    return [
        Mention(each.site, each.sides, _status(items, each), each.production, bearing, _phrase(items, each), number)
        for each, bearing in ((each, _around(each, bearing)) for each, bearing in told)
    ]


def _around(place: Found, bearing: Bearing) -> Bearing:
    """Return how a place bears on the disease: one that is near it adds a side, and says no site."""
    if place.production is not Production.AROUND or bearing in BESIDE:
        return bearing
    return Bearing.AROUND if place.sides else Bearing.NONE


def _told(
    items: Sequence[Item], found: Sequence[Found], disease: CodedDisease, current: Collection[Status]
) -> Iterator[tuple[Found, Bearing]]:
    """Yield the sites, and the sides that belong to none, with how each bears on the disease."""
    named = [disease.named_by(item) for item in items]
    clauses = clauses_of(items, named, disease, current)
    lone = list(_lone_sides(items, found))
    for clause, bearing in zip(clauses, bearings_of(clauses), strict=True):
        here = [place for place in found if clause.first <= place.at < clause.end]
        if bearing is Bearing.NAMES:
            yield from _in_naming_clause(items, here, clause, disease, named)
        else:
            yield from ((place, _beside(bearing, clause)) for place in here)
        for side in lone:
            if clause.first <= side.at < clause.end:
                yield side, bearing if _is_lone_side(items, side.at, clause, named) else Bearing.NONE


def _beside(bearing: Bearing, clause: RatedClause) -> Bearing:
    """Return how a place bears on the disease in a clause that does not name it: one that denies it is well there."""
    return Bearing.WELL if bearing is Bearing.NONE and clause.refuses else bearing


def _in_naming_clause(
    items: Sequence[Item], here: Sequence[Found], clause: RatedClause, disease: CodedDisease, named: Sequence[bool]
) -> Iterator[tuple[Found, Bearing]]:
    """Yield the places of a clause that names the disease, with how each bears on it."""
    heads = [at for at in range(clause.first, clause.end) if named[at] or disease.another_in(items[at])]
    for place in here:
        counts = _is_of_disease(items, place.at, clause, heads, named) and not _is_outdone(place, here, named)
        yield place, Bearing.NAMES if counts else Bearing.NONE


def _is_outdone(place: Found, here: Sequence[Found], named: Sequence[bool]) -> bool:
    """Return whether the other side of the same site is nearer to the name: "left foot pain right foot normal exam".

    Two sides of a site are said together only where a word joins them.
    """
    others = [each for each in here if each.site == place.site and set(each.sides).isdisjoint(place.sides)]
    if not place.sides or named[place.at]:
        return False
    own = _from_name(place.at, named)
    return any(each.sides and _from_name(each.at, named) < own for each in others)


def _from_name(at: int, named: Sequence[bool]) -> int:
    return min(abs(at - head) for head, is_name in enumerate(named) if is_name)


def _lone_sides(items: Sequence[Item], found: Sequence[Found]) -> Iterator[Found]:
    """Yield the sides that belong to no site."""
    used = used_sides(found)
    for at, item in enumerate(items):
        if item.kind is Kind.SIDE and at not in used:
            yield Found(at, None, item.value, Production.LONE_SIDE)


def _is_of_disease(
    items: Sequence[Item], at: int, clause: RatedClause, heads: Sequence[int], named: Sequence[bool]
) -> bool:
    """Return whether a place in a clause that names the disease is the disease's, and not another one's.

    It is that of the disease or operation right behind it ("left leg cellulitis"), else of the last before it. A place
    that is an operation itself counts where it is the only one: "infected left TKA".
    """
    if named[at]:
        return True
    if at in heads:
        return _sites_of(items, clause) == [at]
    behind = [head for head in heads if at < head <= at + _NEAR and _all_between(items, at + 1, head)]
    before = [head for head in heads if head < at] or heads[:1]
    return named[behind[0] if behind else before[-1]]


def _sites_of(items: Sequence[Item], clause: RatedClause) -> list[int]:
    return [place for place in range(clause.first, clause.end) if items[place].kind is Kind.SITE]


def _all_between(items: Sequence[Item], first: int, end: int) -> bool:
    return all(item.kind in BETWEEN for item in items[first:end])


def _is_lone_side(items: Sequence[Item], at: int, clause: RatedClause, named: Sequence[bool]) -> bool:
    """Return whether a side is the disease's: "right-sided", "sciatica R", "left carpal tunnel syndrome"."""
    if _is_sided(items, at, clause.end) or _is_on_a_side(items, at, clause, named):
        return True
    if ends_a_phrase(items, at):
        return at == clause.first or items[at - 1].kind is not Kind.FUNCTION or _is_said_of_a_side(items, at)
    end = min(clause.end, at + 1 + _NAME)
    name = next((place for place in range(at + 1, end) if named[place]), None)
    return name is not None and _all_between(items, at + 1, name)


def _is_said_of_a_side(items: Sequence[Item], at: int) -> bool:
    """Return whether "is" and the word "side", or a place, come before a side: not "the dose is right".

    The dominant side is not the side of a disease.
    """
    is_said = items[at - 1].text == _IS and at > 1 and items[at - 2].kind in (Kind.MODIFIER, Kind.SITE)
    return is_said and not any(item.text.endswith(_DOMINANT) for item in items[:at])


def _is_on_a_side(items: Sequence[Item], at: int, clause: RatedClause, named: Sequence[bool]) -> bool:
    """Return whether the name comes before "on the right" or "on the left", and no place or other disease between."""
    if at == clause.first or not leads_to_a_side(items, at - 1):
        return False
    return any(named[clause.first : at]) and all(
        items[place].kind is not Kind.BREAK for place in range(clause.first, at)
    )


def _is_sided(items: Sequence[Item], at: int, end: int) -> bool:
    return any(item.text in _SIDED for item in items[at + 1 : min(end, at + 1 + _SIDED_WITHIN)])


def _sides_of_a_place(items: Sequence[Item], found: Sequence[Found]) -> Iterator[Found]:
    """Yield the sides of a text that names a place and no disease: "Right", "left upper quadrant tissue"."""
    for side in _lone_sides(items, found):
        at = side.at
        leads = at == 0 and _all_between(items, 1, len(items))
        ends = ends_a_phrase(items, at) and (at == 0 or items[at - 1].kind is not Kind.FUNCTION)
        if leads or ends or _is_sided(items, at, len(items)):
            yield side


def _status(items: Sequence[Item], place: Found) -> Status:
    own = items[place.at].status
    return items[place.uses].status if place.uses is not None and own is Status.AFFIRMED else own


def _phrase(items: Sequence[Item], place: Found) -> str:
    first, last = sorted((place.at, place.at if place.uses is None else place.uses))
    return " ".join(item.text for item in items[first : last + 1])
