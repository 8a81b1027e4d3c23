"""From the mentions of a text to the places of the disease: the best-founded ones, each once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from icd10cm.text.mentions import Bearing
from icd10cm.text.places import Production

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.text.mentions import Mention
    from icd10cm.text.status import Status

_NAMED = frozenset((Bearing.NAMES, Bearing.CONTINUES, Bearing.HEADS, Bearing.WITH))
_RANKS = (_NAMED, frozenset((Bearing.WHOLE,)), frozenset((Bearing.FINDING,)))


@dataclass(frozen=True, slots=True)
class Place:
    """A site and a side that a text states together of the coded disease; one of them may be None.

    `sign` is true of a place that only a sign points to: it may complete a code, and contradicts none.
    """

    site: str | None
    side: Side | None
    sign: bool = False


def merged(mentions: Sequence[Mention], anatomy: Anatomy, current: Collection[Status]) -> tuple[Place, ...]:
    """Return the places of the disease: those of the clauses that name it; without any, those of weaker standing.

    A weaker mention adds what the stronger ones leave open: the side of a site, or the site of a side. A place that
    holds another of the same sentence is left out and hands down its side.
    """
    places: list[Place] = []
    for rank in _RANKS:
        here = [
            each
            for each in mentions
            if each.bearing in rank and each.status in current and each.production is not Production.ONE_OF
        ]
        found = list(dict.fromkeys(place for stretch in _by_sentence(here) for place in _of_sentence(stretch, anatomy)))
        if rank is _RANKS[-1]:
            found = [replace(place, sign=True) for place in found]
        places += [place for place in found if _adds(place, places)]
    return tuple(dict.fromkeys(places))


def _adds(place: Place, known: Sequence[Place]) -> bool:
    """Return whether a weaker place says what the known ones leave open."""
    if not known:
        return True
    sided, sited = any(each.side for each in known), any(each.site for each in known)
    return (not sided or place.side is None) and (not sited or place.site is None)


def _by_sentence(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    for stretch in dict.fromkeys(mention.stretch for mention in mentions):
        yield [mention for mention in mentions if mention.stretch == stretch]


def _of_sentence(mentions: Sequence[Mention], anatomy: Anatomy) -> list[Place]:
    places = list(dict.fromkeys(place for mention in mentions for place in _places(mention)))
    kept: list[Place] = []
    sided = {place.site for place in places if place.side}
    for place in places:
        if place.site is None:
            kept.append(place)
        elif (place.side or place.site not in sided) and not any(_holds(place, other, anatomy) for other in places):
            holders = {other.side for other in places if other.side and _holds(other, place, anatomy)}
            kept.append(replace(place, side=place.side or (holders.pop() if len(holders) == 1 else None)))
    return kept


def _places(mention: Mention) -> Iterator[Place]:
    if mention.site is not None and not mention.sides:
        yield Place(mention.site, None)
    for side in mention.sides:
        yield Place(mention.site, side)


def _holds(general: Place, specific: Place, anatomy: Anatomy) -> bool:
    """Return whether one place is a wider one around the other."""
    if general.site is None or specific.site is None or anatomy.is_part_of(general.site, specific.site):
        return False
    if general.side and specific.side and general.side != specific.side:
        return False
    return anatomy.is_part_of(specific.site, general.site)
