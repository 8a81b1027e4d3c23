"""The productions of one stretch of text: which side and which site are said together.

side site       "right distal femur"             both sites     "both knees", "bilateral femurs"
site, side      "femur, right"; "hip pain left"  side and side  "right and left hips"
site and site   "right femur and tibia"          either         "femur or tibia", "right/left femur": nothing
site            "lumbar vertebra"                lone side      "left carpal tunnel syndrome", "sciatica, right"
around a site   "around the umbilicus": it is near the disease, and moves no code
open side       "unspecified heel": the heel is known, and its side is not
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.side import Side
from icd10cm.text.lexicon import Kind
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.text.laterality import Sides
    from icd10cm.text.lexicon import Item


class Production(StrEnum):
    """The productions by which a place is read."""

    SIDE_SITE = "side site"
    SITE_SIDE = "site, side"
    BOTH_SITES = "both sites"
    SIDE_AND_SIDE = "side and side"
    SITE_AND_SITE = "site and site"
    SITE = "site"
    EITHER = "either side"
    ONE_OF = "one of two sites"
    LONE_SIDE = "lone side"
    AROUND = "around a site"
    OPEN_SIDE = "unspecified side"


class Found(NamedTuple):
    """A site, with the sides said with it, at an item of a sentence; `uses` is the item of its side."""

    at: int
    site: str | None
    sides: Sides
    production: Production
    uses: int | None = None


BETWEEN = frozenset((Kind.WORD, Kind.MODIFIER, Kind.QUALIFIER, Kind.DISEASE, Kind.FINDING, Kind.MARK, Kind.MEASURE))
"""Kinds of words that may stand between a side and what it is the side of."""
_BEFORE = 4
_AFTER = 4
_BORDERS = frozenset(
    (Kind.COMMA, Kind.CLOSE, Kind.OPEN, Kind.COLON, Kind.BREAK, Kind.TURN, Kind.EXCEPTION, Kind.CUE, Kind.AND, Kind.OR)
)
_OF_ANOTHER = frozenset((Kind.DISEASE, Kind.FINDING))
BEHIND_A_SIDE = frozenset(("-", "side", "sided", "one", "only", "<", ">", "positive", "pos"))
"""Words behind a side that leave it the end of its phrase."""
_OF_A_NOUN = frozenset((Kind.INSIDE, Kind.MODIFIER))
_OF = "of"
_ARTICLES = frozenset(("the", "a", "her", "his"))
_ENDING = frozenset((Kind.MEASURE, Kind.QUALIFIER))
_JOINS = frozenset((Kind.AND, Kind.COMMA))
_COMPARES = frozenset((">", "<"))
_BOTH = (Side.BILATERAL,)


def read_places(items: Sequence[Item], anatomy: Anatomy) -> list[Found]:
    """Return the sites of a sentence with their sides, in its order."""
    found: list[Found] = []
    for at, item in enumerate(items):
        if item.kind is Kind.SITE:
            place = _place(items, at, found, anatomy)
            found.append(place._replace(production=Production.AROUND) if _is_around(items, place) else place)
    return _without_alternatives(items, found)


def _place(items: Sequence[Item], at: int, earlier: Sequence[Found], anatomy: Anatomy) -> Found:
    site: str = items[at].value
    if not anatomy.paired(site):
        return Found(at, site, (), Production.SITE)
    used = {each.uses for each in earlier}
    before, after = _side_before(items, at), _side_after(items, at)
    if before in used:
        before = None
    after = None if _compares_both(items, before, after) else after
    if before is not None and after == at + 1:  # "right tibia left": either side may belong elsewhere
        return Found(at, site, (), Production.EITHER, after)
    side = before if before is not None else after
    if side is not None:
        return Found(at, site, items[side].value, _production(items[side].value, before=before is not None), side)
    if at and _is_unspecified(items[at - 1]):
        return Found(at, site, (), Production.OPEN_SIDE)
    return Found(at, site, *_shared(items, at, earlier, anatomy))


def _compares_both(items: Sequence[Item], before: int | None, after: int | None) -> bool:
    """Return whether the sides behind a place only compare both: "bilateral knees R > L"."""
    return before is not None and after is not None and items[before].value == _BOTH and not items[after].value


def _is_unspecified(item: Item) -> bool:
    return item.kind is Kind.CUE and item.status is Status.UNSPECIFIED


def _is_around(items: Sequence[Item], place: Found) -> bool:
    """Return whether a place follows a word such as "around"."""
    first = min(place.at, place.at if place.uses is None else place.uses)
    while first > 0 and items[first - 1].kind in _OF_A_NOUN:
        first -= 1
    return first > 0 and items[first - 1].kind is Kind.AROUND


def _production(sides: Sides, *, before: bool) -> Production:
    if not sides:
        return Production.EITHER
    if len(sides) > 1:
        return Production.SIDE_AND_SIDE
    if sides[0] == "bilateral":
        return Production.BOTH_SITES
    return Production.SIDE_SITE if before else Production.SITE_SIDE


def _side_before(items: Sequence[Item], at: int) -> int | None:
    for place in range(at - 1, max(-1, at - 2 - _BEFORE), -1):
        if items[place].kind is Kind.SIDE:
            return place
        if not _is_of_a_part(items, place) and _stops(items, place, at):
            return None
    return None


def _stops(items: Sequence[Item], place: int, at: int) -> bool:
    """Return whether a side before an item belongs to something else than the site at `at`."""
    kind = items[place].kind
    if kind is not Kind.SITE:
        return kind not in BETWEEN
    if items[place].text == items[at].text:
        return True
    return items[place + 1].kind is not Kind.SITE and not _is_slash(items[place + 1])


def _is_of_a_part(items: Sequence[Item], at: int) -> bool:
    """Return whether an item is the "of" behind a part of a site, or an article behind it: "right mid shaft of the"."""
    if items[at].text in _ARTICLES:
        return at > 1 and items[at - 1].text == _OF and _is_of_a_part(items, at - 1)
    return items[at].text == _OF and at > 0 and items[at - 1].kind is Kind.MODIFIER


def _is_slash(item: Item) -> bool:
    return item.text in ("/", "-")


def _side_after(items: Sequence[Item], at: int) -> int | None:
    """Return the side behind a site that can belong to nothing else: it ends its phrase."""
    comma = False
    for place in range(at + 1, min(len(items), at + 2 + _AFTER)):
        kind = items[place].kind
        if kind is Kind.SIDE:
            return place if _belongs_before(items, place, comma=comma) else None
        if comma and kind in _OF_ANOTHER:  # "stroke of middle cerebral artery, weakness left"
            return None
        if kind is Kind.COMMA and not comma:
            comma = True
        elif kind not in BETWEEN and not leads_to_a_side(items, place):
            return None
    return None


def _belongs_before(items: Sequence[Item], at: int, *, comma: bool) -> bool:
    """Return whether a side ends its phrase; behind a comma the past may take it: "ulcer, left side s/p surgery"."""
    after = next((item for item in items[at + 1 :] if item.text not in BEHIND_A_SIDE), None)
    past = after is not None and after.kind is Kind.CUE and after.status is Status.HISTORICAL
    return ends_a_phrase(items, at) and not (comma and past)


def leads_to_a_side(items: Sequence[Item], at: int) -> bool:
    """Return whether an item is of "on the" before a side: "stenosis on the right"."""
    if items[at].text == "on" and at + 1 < len(items):
        at += items[at + 1].text == "the"
    elif items[at].text != "the" or not at or items[at - 1].text != "on":
        return False
    return at + 1 < len(items) and items[at + 1].kind is Kind.SIDE


def ends_a_phrase(items: Sequence[Item], at: int) -> bool:
    """Return whether a phrase ends behind the item at a position, or behind the word "side" that follows it.

    Qualifiers may come before its end: "tibia fracture R nondisplaced".
    """
    after = at + 1
    while after < len(items) and (items[after].kind in _ENDING or items[after].text in BEHIND_A_SIDE):
        after += 1
    return after == len(items) or items[after].kind in _BORDERS


def _shared(items: Sequence[Item], at: int, earlier: Sequence[Found], anatomy: Anatomy) -> tuple[Sides, Production]:
    """Return the sides of the site before that a site joined to it shares: "right femur and tibia"."""
    if earlier and at - earlier[-1].at == 2 and (items[at - 1].kind in _JOINS or _is_slash(items[at - 1])):
        last = earlier[-1]
        if last.sides and last.production is not Production.SITE_SIDE and anatomy.paired(str(last.site)):
            return last.sides, Production.SITE_AND_SITE
    return (), Production.SITE


def _without_alternatives(items: Sequence[Item], found: Sequence[Found]) -> list[Found]:
    """Return the places; those joined by "or", or compared, are none of them sure."""
    doubtful: dict[int, Production] = {}
    for one, other in pairwise(found):
        between = items[one.at + 1 : other.at]
        if any(item.kind is Kind.OR or item.text in _COMPARES for item in between) and len(between) <= _AFTER:
            kind = Production.EITHER if one.site == other.site else Production.ONE_OF
            doubtful |= {one.at: kind, other.at: kind}
    return [each._replace(production=doubtful[each.at], sides=()) if each.at in doubtful else each for each in found]


def used_sides(found: Collection[Found]) -> frozenset[int]:
    """Return the positions of the sides that belong to a site."""
    return frozenset(each.uses for each in found if each.uses is not None)
