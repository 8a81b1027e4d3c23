"""The clauses of a sentence, and how each bears on the coded disease.

Closed world: a clause counts only where one of these productions says that it speaks of the disease.

    names       it names the coded disease                  "osteomyelitis of right femur"
    continues   a place alone, joined to such a clause      "osteomyelitis, right femur"; "right femur and left tibia"
    heads       a place, then such a clause                 "Right femur: osteomyelitis"; "R knee and L hip pain"
    with        an illness somewhere with the disease       "open fracture of left tibia with osteomyelitis"
    whole       a sentence that is a place and nothing else "R tibia."
    sign        a place and a sign that it is ill           "right knee, swollen"
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.text.lexicon import Kind
from icd10cm.text.places import BETWEEN
from icd10cm.text.status import Status
from icd10cm.text.stems import stem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.text.lexicon import Lexicon
    from icd10cm.text.tokens import Item


class Bearing(StrEnum):
    """How a clause, and a place in it, bears on the coded disease; best first."""

    NAMES = "names the disease"
    CONTINUES = "continues a clause that names the disease"
    HEADS = "heads a clause that names the disease"
    WITH = "is where another condition is, with the disease"
    WHOLE = "is the whole sentence"
    SIGN = "is where a sign of illness is"
    NONE = "is not said of the disease"


_BORDERS = frozenset((Kind.COMMA, Kind.AND, Kind.BREAK, Kind.OPEN, Kind.CLOSE, Kind.COLON, Kind.TURN, Kind.EXCEPTION))
_JOINING = frozenset((Kind.COMMA, Kind.AND, Kind.OPEN, Kind.CLOSE, Kind.COLON))
_OF_A_PLACE = frozenset((Kind.SITE, Kind.SIDE, Kind.MODIFIER, Kind.QUALIFIER, Kind.INSIDE, Kind.METHOD, Kind.OR))
_WITHIN_A_NAME = BETWEEN | {Kind.SITE, Kind.SIDE, Kind.INSIDE}
_GLUE = frozenset(("-", "/"))
_CAUSES = frozenset(("with", "complicated by", "due to", "secondary to"))
_NAMES_NOTHING = frozenset((Kind.CUE, Kind.FUNCTION, Kind.INSIDE, Kind.SIDE))


@dataclass(frozen=True, slots=True)
class CodedDisease:
    """The disease that a text is read for: the stems of the words that name it in its titles."""

    own: frozenset[str]
    lexicon: Lexicon

    def named_by(self, item: Item) -> bool:
        """Return whether an item names the disease: by a word of its titles, or by another form of one."""
        own = self.own
        if item.kind is Kind.DISEASE and not own.isdisjoint(item.value):
            return True
        if item.kind in _NAMES_NOTHING:
            return False
        forms = self.lexicon.diseases
        for word in item.words:
            if word in own or stem(word) in own or (word in forms and not own.isdisjoint(forms[word])):
                return True
        return False

    def another_in(self, item: Item) -> bool:
        """Return whether an item that does not name the disease names another one, or an operation."""
        if item.kind is Kind.DISEASE or item.kind is Kind.OPERATION:
            return True
        return not self.lexicon.diseases.keys().isdisjoint(item.words)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence from item `first` up to `end`, and what it holds.

    `border` and `link` are the kind and the words of the border before it. `names` is true of one that names the
    coded disease and `denies` of one that denies it, doubts it or puts it into the past; `alone` of one that names it
    and says nothing else. `bare` holds a place or a part of one and nothing else; `placed` holds a site. `ill` names a
    disease or a sign of one.
    """

    first: int
    end: int
    border: Kind | None
    link: str
    names: bool
    denies: bool
    alone: bool
    bare: bool
    placed: bool
    ill: bool
    operated: bool
    sign: bool


def clauses_of(
    items: Sequence[Item], named: Sequence[bool], disease: CodedDisease, current: Collection[Status]
) -> list[Clause]:
    """Return the clauses of a sentence; `named` are the items that name the disease."""
    bounds: list[tuple[int, int]] = []
    first = 0
    for at, item in enumerate(items):
        if item.kind in _BORDERS:
            bounds.append((first, at))
            first = at + 1
    bounds.append((first, len(items)))
    return [_clause(items, first, end, named, disease, current) for first, end in bounds]


def _clause(
    items: Sequence[Item],
    first: int,
    end: int,
    named: Sequence[bool],
    disease: CodedDisease,
    current: Collection[Status],
) -> Clause:
    names = denies = placed = ill = operated = another = says_more = offers = False
    signs = sure = True
    bare, has_sign = first < end, False
    for at in range(first, end):
        item = items[at]
        is_sign = disease.lexicon.is_sign(item)
        is_place = _is_of_a_place(items, at)
        if named[at]:
            counts = item.status in current or item.status is Status.UNSPECIFIED
            names = names or (counts and not _is_governed(items, at, disease.lexicon))
            denies = True
        elif disease.another_in(item):
            another = True
            signs = signs and is_sign
        says_more = says_more or not (is_place or named[at])
        bare = bare and is_place
        placed = placed or item.kind is Kind.SITE
        operated = operated or item.kind is Kind.OPERATION
        offers = offers or item.kind is Kind.OR
        ill = ill or (item.status in current and (item.kind is Kind.DISEASE or is_sign))
        has_sign = has_sign or is_sign
        sure = sure and item.status is Status.AFFIRMED
    names = names and not (another and offers)  # "osteomyelitis or tumor"
    return Clause(
        first,
        end,
        border=items[first - 1].kind if first else None,
        link=items[first - 1].text if first else "",
        names=names,
        denies=denies and not names,
        alone=names and not says_more,
        bare=bare and not another,
        placed=placed,
        ill=ill,
        operated=operated,
        sign=has_sign and signs and sure,
    )


def _is_governed(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Return whether a name depends on a word that may deny it: "tested for osteomyelitis", but "flare of gout"."""
    before = at - 1
    while before > 0 and items[before].text not in lexicon.governing and items[before].kind in _WITHIN_A_NAME:
        before -= 1
    if before < 1 or items[before].text not in lexicon.governing:
        return False
    governor = items[before - 1]
    unknown = governor.kind is Kind.WORD or governor.kind is Kind.METHOD
    return unknown and len(governor.words) == 1 and governor.words[0] not in lexicon.governors


def _is_of_a_place(items: Sequence[Item], at: int) -> bool:
    item = items[at]
    if item.kind in _OF_A_PLACE or item.status is Status.UNSPECIFIED:
        return True
    before = items[at - 1] if at else None
    if item.text[0].isdecimal():  # "stage 3b", not "5/5"
        return before is not None and before.kind is Kind.QUALIFIER
    return item.text in _GLUE and before is not None and not before.text[0].isdecimal()


def bearings_of(clauses: Sequence[Clause]) -> list[Bearing]:
    """Return for each clause how it bears on the coded disease."""
    bearings = [Bearing.NAMES if clause.names else Bearing.NONE for clause in clauses]
    for at, clause in enumerate(clauses):
        if bearings[at] is Bearing.NONE and clause.bare and _continues(clauses, at, bearings):
            bearings[at] = Bearing.CONTINUES
    for at in range(len(clauses) - 1, 0, -1):
        if bearings[at] is not Bearing.NONE and bearings[at - 1] is Bearing.NONE and clauses[at - 1].placed:
            bearings[at - 1] = _before(clauses[at - 1], clauses[at])
    rest = [
        at for at, bearing in enumerate(bearings) if bearing is Bearing.NONE and clauses[at].first < clauses[at].end
    ]
    whole = len(rest) == len(clauses) and all(clause.bare for clause in clauses)
    for at in rest:
        if whole:
            bearings[at] = Bearing.WHOLE
        elif _is_sign(clauses, at):
            bearings[at] = Bearing.SIGN
    return bearings


def _continues(clauses: Sequence[Clause], at: int, bearings: Sequence[Bearing]) -> bool:
    """Return whether a place alone goes with a clause before it that names the disease.

    Not where it goes on with something else: "left tibia for comparison".
    """
    following = clauses[at + 1] if at + 1 < len(clauses) else None
    if following is not None and following.border is Kind.BREAK and not (following.ill or following.bare):
        return False
    if clauses[at].border not in _JOINING:
        return False
    for before in range(at - 1, -1, -1):
        if bearings[before] is not Bearing.NONE:
            return True
        if clauses[before].denies or clauses[before].placed:
            return False
    return False


def _before(place: Clause, disease: Clause) -> Bearing:
    """Return how a clause with a place bears on the disease that the next clause names."""
    if place.bare and disease.border in (Kind.COLON, Kind.AND):
        return Bearing.HEADS
    if disease.placed or not disease.names:
        return Bearing.NONE
    if disease.border is Kind.BREAK:
        if disease.link not in _CAUSES or not (place.bare or place.ill or place.operated):
            return Bearing.NONE
        return Bearing.HEADS if place.bare else Bearing.WITH
    if disease.border is not Kind.COMMA:
        return Bearing.NONE
    return Bearing.HEADS if place.bare or (place.ill and not place.operated and disease.alone) else Bearing.NONE


def _is_sign(clauses: Sequence[Clause], at: int) -> bool:
    """Return whether a clause has a place and a sign that it is ill, or the sign follows a place alone."""
    clause = clauses[at]
    if clause.placed and clause.sign:
        return True
    following = clauses[at + 1] if at + 1 < len(clauses) else None
    return clause.bare and following is not None and following.border is Kind.COMMA and following.sign
