"""The clauses of a sentence, and how each bears on the coded disease.

Closed world: a clause counts only where one of these productions says that it speaks of the disease.

    names       it names the coded disease                  "osteomyelitis of right femur"
    continues   a place alone, joined to such a clause      "osteomyelitis, right femur"; "right femur and left tibia"
    heads       a place, then such a clause                 "Right femur: osteomyelitis"; "R knee and L hip pain"
    with        an illness somewhere with the disease       "open fracture of left tibia with osteomyelitis"
    whole       a sentence that is a place and nothing else "R tibia."
    sign        a place and a sign that it is ill           "right knee, swollen"
    label       a place at the head of a note that names    "left shoulder, rotation 10 degrees"
                no disease, and no other side
    alone       a place alone in a sentence that names      "felt by patient, LOQ, 2 cm"
                nothing else
    event       a sentence with a place that names nothing  "truck door on left hand"
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import and_, attrgetter, or_
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.phrases import stem
from icd10cm.text.laterality import measures_some
from icd10cm.text.lexicon import Kind
from icd10cm.text.places import BEHIND_A_SIDE, BETWEEN, ends_a_phrase
from icd10cm.text.sentence import MARKS, clauses_in
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.text.lexicon import Item, Lexicon
    from icd10cm.text.sentence import Clause


class Bearing(StrEnum):
    """How a clause, and a place in it, bears on the coded disease; best first."""

    NAMES = "names the disease"
    CONTINUES = "continues a clause that names the disease"
    HEADS = "heads a clause that names the disease"
    WITH = "is where another condition is, with the disease"
    WHOLE = "is the whole sentence"
    SIGN = "is where a sign of illness is"
    LABEL = "heads a note that names nothing else"
    AROUND = "is near the disease"
    ALONE = "is alone, with nothing else that is named"
    EVENT = "is where something happened"
    WELL = "is where the disease is not"
    NONE = "is not said of the disease"


BESIDE = frozenset((Bearing.WELL, Bearing.ALONE, Bearing.EVENT, Bearing.NONE))
"""How what is not of the disease bears on it."""
LESSER = frozenset((Bearing.ALONE, Bearing.EVENT))
"""How places bear on it in sentences that name nothing else."""


_JOINING = MARKS | {Kind.AND}
_OF_A_PLACE = frozenset((Kind.SITE, Kind.SIDE, Kind.MODIFIER, Kind.QUALIFIER, Kind.INSIDE, Kind.METHOD, Kind.OR))
_WITHIN_A_NAME = BETWEEN | {Kind.SITE, Kind.SIDE, Kind.INSIDE}
_UNKNOWN = frozenset((Kind.WORD, Kind.METHOD))
_GLUE = frozenset(("-", "/"))
_OF_ANOTHER = frozenset(("of", "due to", "for", "from"))
_FROM = "from"
_CAUSES = frozenset(("with", "complicated by", "due to", "secondary to"))
_NAMES_NOTHING = frozenset((Kind.CUE, Kind.FUNCTION, Kind.INSIDE, Kind.SIDE))

# What an item is to its clause; several may hold at once.
_NAMED, _COUNTS, _ANOTHER, _SIGN, _ILL, _SURE, _PLACE, _PLAIN, _SITE, _OPERATION, _OFFERED, _REFUSED, _TISSUE = (
    1 << bit for bit in range(13)
)
_EVERYTHING = (1 << 13) - 1
_PLACE_ALONE = _PLACE | _PLAIN
_OF_KIND = {Kind.SITE: _SITE, Kind.OPERATION: _OPERATION, Kind.OR: _OFFERED}
_LEFT_BY = {Status.NEGATED: _EVERYTHING - _OFFERED}
"""What an item may still be by its status: "cellulitis without gas or abscess" offers no two."""
_OF_ANOTHER_KIND = {Kind.SITE: _ANOTHER | _OPERATION}
"""What names another disease or operation: "left TKA" is a place and an operation."""
_SITED = frozenset((Kind.SITE, Kind.MODIFIER))
_BEFORE_A_SITE = frozenset((Kind.SIDE, Kind.MODIFIER))
_ENDING = frozenset((Kind.SIDE, Kind.SITE))
_LABEL_AND_REST = 2
_POINTING = frozenset(("it", "it's", "is", "this", "that", "side"))
"""Words for the disease, or its place, in a clause that says which side it is."""


class CodedDisease(Struct, frozen=True):
    """The disease that a text is read for: the stems of the words that name it in its titles.

    `device` tells that it is one of a device: "infected left hip prosthesis" names no operation beside it.
    """

    own: frozenset[str]
    lexicon: Lexicon
    device: bool = False

    def named_by(self, item: Item) -> bool:
        """Return whether an item names the disease: by a word of its titles, or by another form of one."""
        own = self.own
        if item.kind is Kind.DISEASE:
            if not own.isdisjoint(item.value):
                return True
            if not self.lexicon.compounds.isdisjoint(item.value):
                return False  # its words count together alone: a cubital tunnel is not a carpal tunnel
        elif item.kind in _NAMES_NOTHING:
            return False
        forms = self.lexicon.diseases
        for word in item.words:
            if word in own or stem(word) in own or (word in forms and not own.isdisjoint(forms[word])):
                return True
        return False

    def another_in(self, item: Item) -> bool:
        """Return whether an item that does not name the disease names another one, or an operation that is not its."""
        if item.kind is Kind.OPERATION:
            return not self.device
        if item.kind is Kind.DISEASE or (self.device and item.text in self.lexicon.no_device):
            return True
        return not self.lexicon.disease_words.isdisjoint(item.words)

    def told_again(self, sentence: Sequence[Item]) -> list[Item]:
        """Return the items with the name of the disease at a flare of it: "gout, flare in the left ankle".

        It is one of the only disease that the sentence has named before, unless another word says whose it is.
        """
        if self.lexicon.again.isdisjoint([word for item in sentence for word in item.words]):  # the usual case
            return list(sentence)
        return self._with_flares(sentence)

    def _with_flares(self, sentence: Sequence[Item]) -> list[Item]:
        items = list(sentence)
        name: Item | None = None
        for at, item in enumerate(sentence):
            if self.named_by(item):
                name = name or item
            elif item.kind is Kind.DISEASE and not self.lexicon.is_sign(item.kind, item.words):
                break
            elif name and not self.lexicon.again.isdisjoint(item.words) and not _is_of_another(sentence, at):
                items[at] = replace(item, words=(*name.words, *item.words), text=f"{name.text} {item.text}")
        return items


class RatedClause(Struct, frozen=True):
    """A clause of a sentence, from item `first` up to `end`, and what it holds.

    `border` and `link` are the kind and the words of the border before it, `opening` the word that it begins with.
    `some` are the roles that some item of it has, `all` those that every item has.
    """

    first: int
    end: int
    border: Kind | None
    link: str
    opening: str
    some: int
    all: int

    @property
    def names(self) -> bool:
        """Whether it names the coded disease, and not one of two: "osteomyelitis or tumor"."""
        return bool(self.some & _COUNTS) and not (self.some & _ANOTHER and self.some & _OFFERED)

    @property
    def denies(self) -> bool:
        """Whether it names the coded disease, and denies it, doubts it or puts it into the past."""
        return bool(self.some & _NAMED) and not self.names

    @property
    def refuses(self) -> bool:
        """Whether it says that the coded disease is not there."""
        return bool(self.some & _REFUSED) and not self.names

    @property
    def alone(self) -> bool:
        """Whether it names the coded disease and says nothing else, but perhaps where, or in which tissue."""
        return self.names and bool(self.all & _PLAIN or (self.some & _TISSUE and not self.some & _ANOTHER))

    @property
    def bare(self) -> bool:
        """Whether it holds a place, or a part of one, and nothing else."""
        return bool(self.all & _PLACE) and self.first < self.end and not self.some & _ANOTHER

    @property
    def placed(self) -> bool:
        """Whether it holds a site."""
        return bool(self.some & _SITE)

    @property
    def ill(self) -> bool:
        """Whether it names a disease or a sign of one."""
        return bool(self.some & _ILL)

    @property
    def operated(self) -> bool:
        """Whether it names an operation or a device."""
        return bool(self.some & _OPERATION)

    @property
    def bland(self) -> bool:
        """Whether it names no disease, operation or sign, and is affirmed throughout."""
        return bool(self.all & _SURE) and not self.some & (_NAMED | _ANOTHER | _OPERATION | _ILL)

    @property
    def sign(self) -> bool:
        """Whether it holds a sign of illness and names no disease."""
        return bool(self.some & _SIGN) and bool(self.all & _SURE) and not self.some & _ANOTHER


_PLACED = attrgetter("placed")


def _is_of_another(items: Sequence[Item], at: int) -> bool:
    """Return whether a flare is one "of" something, or that of an unknown word before it: "COPD exacerbation"."""
    after = [item.text for item in items[at + 1 : at + 2]]
    return items[at - 1].kind is Kind.WORD or not _OF_ANOTHER.isdisjoint(after)


def clauses_of(
    items: Sequence[Item], named: Sequence[bool], disease: CodedDisease, current: Collection[Status]
) -> list[RatedClause]:
    """Return the clauses of a sentence; `named` are the items that name the disease."""
    roles = [_roles(items, at, disease, current, named=is_name) for at, is_name in enumerate(named)]
    return [_clause(items, clause, roles[clause.first : clause.end]) for clause in clauses_in(items)]


def _clause(items: Sequence[Item], clause: Clause, roles: Sequence[int]) -> RatedClause:
    border = clause.border
    return RatedClause(
        first=clause.first,
        end=clause.end,
        border=border.kind if border else None,
        link=border.text if border else "",
        opening=items[clause.first].text if roles else "",
        some=reduce(or_, roles, 0),
        all=reduce(and_, roles, _EVERYTHING),
    )


def _roles(items: Sequence[Item], at: int, disease: CodedDisease, current: Collection[Status], *, named: bool) -> int:
    item = items[at]
    roles = _OF_KIND.get(item.kind, 0) & _LEFT_BY.get(item.status, _EVERYTHING)
    roles |= _PLACE_ALONE if item.kind in _OF_A_PLACE else _of_a_place(items, at)
    if item.status is Status.AFFIRMED:
        roles |= _SURE | _of_tissue(item, disease.lexicon)
    sign = disease.lexicon.is_sign(item.kind, item.words)
    if sign:
        roles |= _SIGN
    elif not named and disease.another_in(item):
        roles |= _OF_ANOTHER_KIND.get(item.kind, _ANOTHER)
    if item.status in current and (sign or _is_ill(items, at, disease.lexicon)):
        roles |= _ILL
    return roles | _naming(items, at, disease, current) if named else roles


def _of_tissue(item: Item, lexicon: Lexicon) -> int:
    return _TISSUE if item.text in lexicon.tissues else 0


def _is_ill(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Return whether an item is a disease, or a mass that gave tissue: "lesion on left cheek, bx basal cell cancer"."""
    if items[at].kind is Kind.DISEASE:
        return True
    return items[at].text in lexicon.masses and any(item.text in lexicon.tissues for item in items[at + 1 :])


def _naming(items: Sequence[Item], at: int, disease: CodedDisease, current: Collection[Status]) -> int:
    status = items[at].status
    counts = (status in current or status is Status.UNSPECIFIED) and not _is_governed(items, at, disease.lexicon)
    return _NAMED | _PLAIN | (_COUNTS if counts else 0) | (_REFUSED if status is Status.NEGATED else 0)


def _is_governed(items: Sequence[Item], at: int, lexicon: Lexicon) -> bool:
    """Return whether a name depends on a word that may deny it: "tested for osteomyelitis", but "flare of gout"."""
    before = at - 1
    while before > 0 and items[before].text not in lexicon.governing and items[before].kind in _WITHIN_A_NAME:
        before -= 1
    if before < 1 or items[before].text not in lexicon.governing:
        return False
    governor = items[before - 1]
    return governor.kind in _UNKNOWN and len(governor.words) == 1 and governor.words[0] not in lexicon.governors


def _of_a_place(items: Sequence[Item], at: int) -> int:
    """Return the roles of an item whose kind does not say whether it is said of a place."""
    pointing = items[at].text in _POINTING or items[at].text in BEHIND_A_SIDE
    said = _points_to_a_side(items, at) if pointing else _is_of_a_place(items, at)
    return _PLACE_ALONE if said else 0


def _is_of_a_place(items: Sequence[Item], at: int) -> bool:
    item = items[at]
    if measures_some(item) or (item.kind is Kind.CUE and item.status is Status.UNSPECIFIED):
        return True
    before = items[at - 1] if at else None
    if item.text[0].isdecimal():  # "stage 3b", not "5/5"
        return before is not None and before.kind is Kind.QUALIFIER
    return item.text in _GLUE and before is not None and not before.text[0].isdecimal()


def _points_to_a_side(items: Sequence[Item], at: int) -> bool:
    """Return whether words say which side something is, and nothing else: "it is | the left one", "the left leg"."""
    while at < len(items) and (items[at].text in _POINTING or items[at].kind is Kind.INSIDE):
        at += 1
    at -= at == len(items) or items[at].text in BEHIND_A_SIDE
    while items[at].kind in _BEFORE_A_SITE and items[at + 1 : at + 2] and items[at + 1].kind in _SITED:
        at += 1
    return items[at].kind in _ENDING and ends_a_phrase(items, at)


def bearings_of(clauses: Sequence[RatedClause]) -> list[Bearing]:
    """Return for each clause how it bears on the coded disease."""
    bearings = [
        Bearing.NAMES if clause.names and not _is_origin(clauses, at) else Bearing.NONE
        for at, clause in enumerate(clauses)
    ]
    if Bearing.NAMES not in bearings and _are_places(clauses):
        return [Bearing.WHOLE] * len(clauses)
    _join_places(clauses, bearings)
    _join_heads(clauses, bearings)
    if Bearing.NAMES in bearings or not any(clause.refuses for clause in clauses):
        _join_signs(clauses, bearings)  # "left leg swelling, negative for DVT" is not a left DVT
    if _is_labelled(clauses, bearings):
        bearings[0] = Bearing.LABEL
    return _without_names(clauses, bearings)


def _without_names(clauses: Sequence[RatedClause], bearings: list[Bearing]) -> list[Bearing]:
    """Return the bearings; of a sentence that names nothing but places what stands alone, or is where something was."""
    if set(bearings) != {Bearing.NONE} or not all(each.bland for each in clauses):
        return bearings
    return [Bearing.ALONE if each.bare else Bearing.EVENT if each.placed else Bearing.NONE for each in clauses]


def _is_origin(clauses: Sequence[RatedClause], at: int) -> bool:
    """Return whether a clause tells where the disease came from: "metastases from sigmoid cancer"."""
    return at > 0 and clauses[at].link == _FROM and clauses[at - 1].names


def _are_places(clauses: Sequence[RatedClause]) -> bool:
    return all(clause.bare or clause.first == clause.end for clause in clauses)


def _is_labelled(clauses: Sequence[RatedClause], bearings: Sequence[Bearing]) -> bool:
    """Return whether a sentence begins with a place and a comma, and names no disease."""
    if len(clauses) < _LABEL_AND_REST or set(bearings) != {Bearing.NONE}:
        return False
    label, after = clauses[:_LABEL_AND_REST]
    return label.bare and label.placed and after.border is Kind.COMMA and all(each.bland for each in clauses)


def _join_places(clauses: Sequence[RatedClause], bearings: list[Bearing]) -> None:
    for at, clause in enumerate(clauses):
        if bearings[at] is not Bearing.NONE:
            continue
        if (clause.bare and _continues(clauses, at, bearings)) or (at and _is_another_of(clause, bearings[at - 1])):
            bearings[at] = Bearing.CONTINUES


def _is_another_of(clause: RatedClause, before: Bearing) -> bool:
    """Return whether a clause names a second part that the disease is of: "of the right hip and of the left hip ...".

    What it says beyond the place is said of the disease there: "... without collapse".
    """
    if before not in (Bearing.NAMES, Bearing.CONTINUES) or clause.border is not Kind.AND or clause.opening != "of":
        return False
    return clause.placed and not clause.some & _ANOTHER and not clause.denies


def _join_heads(clauses: Sequence[RatedClause], bearings: list[Bearing]) -> None:
    for at in range(len(clauses) - 1, 0, -1):
        if clauses[at - 1].placed and bearings[at - 1] is Bearing.NONE and bearings[at] is not Bearing.NONE:
            bearings[at - 1] = _before(clauses[at - 1], clauses[at])


def _join_signs(clauses: Sequence[RatedClause], bearings: list[Bearing]) -> None:
    for at, bearing in enumerate(bearings):
        if bearing is Bearing.NONE and _is_sign(clauses, at):
            bearings[at] = Bearing.SIGN


def _continues(clauses: Sequence[RatedClause], at: int, bearings: Sequence[Bearing]) -> bool:
    """Return whether a place alone goes with a clause before it that names the disease.

    Not where it goes on with something else: "left tibia for comparison". "It is the left" means the clause before it.
    """
    if clauses[at].border not in _JOINING or _goes_astray(clauses[at + 1 : at + 2]):
        return False
    if clauses[at].opening in _POINTING:
        return bearings[at - 1] is not Bearing.NONE and not any(map(_PLACED, (*clauses[: at - 1], *clauses[at + 1 :])))
    for before in range(at - 1, -1, -1):
        if bearings[before] is not Bearing.NONE:
            return True
        if clauses[before].denies or clauses[before].placed:
            return False
    return False


def _goes_astray(following: Sequence[RatedClause]) -> bool:
    return any(clause.border is Kind.BREAK and not (clause.ill or clause.bare) for clause in following)


def _before(place: RatedClause, disease: RatedClause) -> Bearing:
    """Return how a clause with a place bears on the disease that the next clause names."""
    if place.bare and disease.border in (Kind.COLON, Kind.AND):
        return Bearing.HEADS
    if disease.placed or not disease.names:
        return Bearing.NONE
    if disease.border is Kind.BREAK:
        return _with_disease(place, disease.link)
    return Bearing.HEADS if disease.border is Kind.COMMA and _leads(place, disease) else Bearing.NONE


def _leads(place: RatedClause, disease: RatedClause) -> bool:
    """Return whether a place before a comma is that of the disease behind it."""
    return place.bare or (place.ill and not place.operated and disease.alone)


def _with_disease(place: RatedClause, link: str) -> Bearing:
    if link not in _CAUSES:
        return Bearing.NONE
    if place.bare:
        return Bearing.HEADS
    return Bearing.WITH if place.ill or place.operated else Bearing.NONE


def _is_sign(clauses: Sequence[RatedClause], at: int) -> bool:
    """Return whether a clause has a place and a sign that it is ill, or the sign follows a place alone."""
    clause = clauses[at]
    if clause.placed and clause.sign:
        return True
    return clause.bare and any(each.border is Kind.COMMA and each.sign for each in clauses[at + 1 : at + 2])
