"""From the mentions of a text to the places of the disease: the best-founded ones, each once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from icd10cm.text.clauses import Bearing
from icd10cm.text.places import Production
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.text.mentions import Mention

_NAMED = frozenset((Bearing.NAMES, Bearing.CONTINUES, Bearing.HEADS, Bearing.WITH))
_RANKS = (_NAMED, frozenset((Bearing.WHOLE,)), frozenset((Bearing.SIGN, Bearing.LABEL, Bearing.AROUND)))


SIGN = 2
"""The rank of a place that only a sign points to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A site and a side that a text states together of the coded disease; one of them may be None.

    `rank` says how well it is founded: 0 in a clause that names the disease, 1 in a sentence that is a place and
    nothing else, 2 where there is only a sign of illness.
    """

    site: str | None
    side: Side | None
    rank: int = field(default=0, compare=False)


def places_of_disease(mentions: Sequence[Mention], anatomy: Anatomy, current: Collection[Status]) -> tuple[Place, ...]:
    """Return the places of the disease: those of the clauses that name it; without any, those of weaker standing.

    A weaker place adds what the stronger ones leave open. A place that holds another of the same sentence is left out
    and hands down its side.
    """
    places: list[Place] = []
    for rank, bearings in enumerate(_RANKS):
        here = [each for each in mentions if each.bearing in bearings and _counts(each, current)]
        found = _of_sentences([each for each in here if each.production is not Production.ONE_OF], anatomy)
        known = tuple(places)
        places += [replace(place, rank=rank) if rank else place for place in found if adds(place, known, anatomy)]
    return tuple(dict.fromkeys(places))


def _counts(mention: Mention, current: Collection[Status]) -> bool:
    """Return whether a text says that the disease is at a place; "unspecified heel" leaves its side open alone."""
    is_open = mention.production is Production.OPEN_SIDE and mention.status is Status.UNSPECIFIED
    return is_open or mention.status in current


def adds(place: Place, known: Sequence[Place], anatomy: Anatomy) -> bool:
    """Return whether a place says what better-founded ones leave open: the side of a site, or the site of a side."""
    if not known:
        return True
    sites = [each.site for each in known if each.site]
    if any(each.side for each in known):
        return place.side is None and not sites
    return place.site is None or not sites or any(anatomy.related(place.site, site) for site in sites)


def _of_sentences(mentions: Sequence[Mention], anatomy: Anatomy) -> list[Place]:
    runs = groupby(mentions, lambda each: each.sentence)
    return [place for _, run in runs for place in _of_sentence(list(run), anatomy)]


def _of_sentence(mentions: Sequence[Mention], anatomy: Anatomy) -> list[Place]:
    places = list(dict.fromkeys(place for mention in mentions for place in _places(mention)))
    return [place for place in narrowed(_without_open_twins(places), anatomy) if place is not None]


def narrowed(places: Sequence[Place], anatomy: Anatomy, *, touching: bool = False) -> list[Place | None]:
    """Return the places, each without a side with that of the wider ones around it; None for those wider ones.

    "Lung cancer" and "adenocarcinoma of the RUL" are one place. With `touching` so are a place without a side and its
    neighbor on one: "hip fracture" and "left intertrochanteric femur fracture".
    """
    if len(places) == 1:  # the usual case
        return list(places)
    return [
        None
        if any(_holds(place, each, anatomy) or (touching and _touches(place, each, anatomy)) for each in places)
        else _with_side_around(place, places, anatomy)
        for place in places
    ]


def _touches(place: Place, other: Place, anatomy: Anatomy) -> bool:
    """Return whether a place without a side is next to another one on a side."""
    if place.site is None or other.site is None or place.side or not other.side or other.rank > place.rank:
        return False
    return not anatomy.is_part_of(place.site, other.site) and not anatomy.disjoint(place.site, other.site)


def _without_open_twins(places: Sequence[Place]) -> list[Place]:
    """Return the places without those whose site is reported with a side as well."""
    sided = {place.site for place in places if place.side}
    return [place for place in places if place.site is None or place.side or place.site not in sided]


def _with_side_around(place: Place, places: Sequence[Place], anatomy: Anatomy) -> Place:
    """Return a place with the side of the wider ones around it: "great toe of right foot"."""
    if place.site is None or place.side:
        return place
    sides = {other.side for other in places if other.side and _holds(other, place, anatomy)}
    return replace(place, side=sides.pop()) if len(sides) == 1 else place


def _places(mention: Mention) -> Iterator[Place]:
    if mention.site is not None and not mention.sides:
        yield Place(mention.site, None)
    for side in mention.sides:
        yield Place(mention.site, side)


def _holds(general: Place, specific: Place, anatomy: Anatomy) -> bool:
    """Return whether one place is a wider one around the other."""
    if general.site is None or specific.site is None or anatomy.is_part_of(general.site, specific.site):
        return False
    if specific.rank > general.rank:
        return False
    if general.side and specific.side and general.side != specific.side:
        return False
    return anatomy.is_part_of(specific.site, general.site)
