"""The places that a sentence names: each with its assertion status, its production and how it bears on the disease."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.text.clauses import Bearing, CodedDisease, bearings_of, clauses_of
from icd10cm.text.laterality import with_sides
from icd10cm.text.lexicon import Kind
from icd10cm.text.places import BETWEEN, Found, Production, ends_a_phrase, read_places, used_sides
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.text.clauses import Clause
    from icd10cm.text.tokens import Item

_NEAR = 4
_NAME = 6
_SIDED = frozenset(("side", "sided"))
_SIDED_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Mention:
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
    if not any(item.kind is Kind.SITE or item.kind is Kind.SIDE for item in items):  # the usual case
        return []
    found = read_places(items, anatomy)
    if disease is None:
        told = [(each, Bearing.NAMES) for each in [*found, *_sides_of_a_place(items, found)]]
    else:
        told = list(_told(items, found, disease, current))
    told.sort(key=lambda each: each[0].at)
    return [
        Mention(each.site, each.sides, _status(items, each), each.production, bearing, _phrase(items, each), number)
        for each, bearing in told
    ]


def _told(
    items: Sequence[Item], found: Sequence[Found], disease: CodedDisease, current: Collection[Status]
) -> Iterator[tuple[Found, Bearing]]:
    """Yield the sites, and the sides that belong to none, with how each bears on the disease."""
    named = [disease.named_by(item) for item in items]
    clauses = clauses_of(items, named, disease, current)
    used = used_sides(found)
    for clause, bearing in zip(clauses, bearings_of(clauses), strict=True):
        heads = [at for at in range(clause.first, clause.end) if named[at] or disease.another_in(items[at])]
        for place in found:
            if clause.first <= place.at < clause.end:
                of_disease = bearing is not Bearing.NAMES or _is_of_disease(items, place.at, clause, heads, named)
                yield place, bearing if of_disease else Bearing.NONE
        for at in range(clause.first, clause.end):
            if items[at].kind is Kind.SIDE and at not in used:
                alone = Found(at, None, items[at].value, Production.LONE_SIDE)
                yield alone, bearing if _is_lone_side(items, at, clause, named) else Bearing.NONE


def _is_of_disease(items: Sequence[Item], at: int, clause: Clause, heads: Sequence[int], named: Sequence[bool]) -> bool:
    """Return whether a place in a clause that names the disease is the disease's, and not another one's.

    It is that of the disease or operation right behind it ("left leg cellulitis"), else of the last before it. A place
    that is an operation itself counts where it is the only one: "infected left TKA".
    """
    if named[at]:
        return True
    if at in heads:
        return [place for place in range(clause.first, clause.end) if items[place].kind is Kind.SITE] == [at]
    for head in heads:
        if at < head <= at + _NEAR and all(item.kind in BETWEEN for item in items[at + 1 : head]):
            return named[head]
    return named[max((head for head in heads if head < at), default=min(heads))]


def _is_lone_side(items: Sequence[Item], at: int, clause: Clause, named: Sequence[bool]) -> bool:
    """Return whether a side is the disease's: "right-sided", "sciatica R", "left carpal tunnel syndrome"."""
    following = items[at + 1 : min(clause.end, at + 1 + _SIDED_WITHIN)]
    if any(item.text in _SIDED for item in following):
        return True
    if ends_a_phrase(items, at):
        return at == clause.first or items[at - 1].kind is not Kind.FUNCTION
    for place in range(at + 1, min(clause.end, at + 1 + _NAME)):
        if named[place]:
            return True
        if items[place].kind not in BETWEEN:
            return False
    return False


def _sides_of_a_place(items: Sequence[Item], found: Sequence[Found]) -> Iterator[Found]:
    """Yield the sides of a text that names a place and no disease: "Right", "left upper quadrant tissue"."""
    used = used_sides(found)
    for at, item in enumerate(items):
        leads = at == 0 and all(each.kind in BETWEEN for each in items[1:])
        sided = any(each.text in _SIDED for each in items[at + 1 : at + 1 + _SIDED_WITHIN])
        ends = ends_a_phrase(items, at) and (at == 0 or items[at - 1].kind is not Kind.FUNCTION)
        if item.kind is Kind.SIDE and at not in used and (leads or sided or ends):
            yield Found(at, None, item.value, Production.LONE_SIDE)


def _status(items: Sequence[Item], place: Found) -> Status:
    own = items[place.at].status
    return items[place.uses].status if place.uses is not None and own is Status.AFFIRMED else own


def _phrase(items: Sequence[Item], place: Found) -> str:
    first, last = sorted((place.at, place.at if place.uses is None else place.uses))
    return " ".join(item.text for item in items[first : last + 1])
