"""The sites and sides that an affirmed text names together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from icd10cm.text.clauses import own_segments
from icd10cm.text.laterality import AFTER, AND, COMPARED, item_at, names_a_side, read_items, stands_alone
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.text.assertion import Affirmed, Token
    from icd10cm.text.laterality import Item

_JOINS = AND | {",", "/"}
_ENDS = frozenset((",", ")", ":"))
_MARKS = frozenset((",", "(", ")", "-", ":", ".", "/"))
_NO_PLACE_BEFORE = frozenset(("disease", "failure", "insufficiency", "transplant", "attack"))
_BEFORE = 6
_WORD = 4
_OF_A_SIDE = frozenset(("affecting", "bilateral", "dominant", "left", "nondominant", "right", "side", "sided", "sides"))


@dataclass(frozen=True, slots=True)
class Place:
    """A site and a side that the text states together; one of them may be None.

    `apart` tells that it stands in a stretch about something else than the disease that the text is of.
    """

    site: str | None
    side: Side | None
    apart: bool = False


def read_places(affirmed: Affirmed, anatomy: Anatomy, own: frozenset[str] = frozenset()) -> tuple[Place, ...]:
    """Return the places that the text names, in its order and each once.

    A side belongs to the site after it ("right distal femur"), else to the site before it ("femur, right").
    Sites joined by "and" share the side before the first. "Or" between two sites or sides makes both unknown.
    A side on its own comes without a site, and only where it can be nothing but a side ("right-sided",
    "osteomyelitis, right"), and not of a sentence about something else ("hyphema; right-sided weakness"). A place that
    holds another of the same stretch is left out, and so is the organ of "kidney disease". `own` are the words of the
    disease whose places are looked for; those of a stretch about something else are marked as `apart`.
    """
    found: list[Place] = []
    mentions = anatomy.find(affirmed.lower)
    for tokens in own_segments(affirmed.segments, mentions, own) if own else affirmed.segments:
        start, end = tokens[0].start, tokens[-1].end
        inside = [mention for mention in mentions if start <= mention.start < end]
        if not inside and not names_a_side(tokens):
            continue
        items = read_items(affirmed.cased, tokens, inside)
        told = _merged(tuple(dict.fromkeys(_places(items, anatomy))), anatomy)
        if own and told and _tells_of_another(tokens, affirmed, own):
            told = [replace(place, apart=True) for place in told if place.site is not None]
        found.extend(told)
    here = {(place.site, place.side) for place in found if not place.apart}
    return tuple([each for each in dict.fromkeys(found) if not each.apart or (each.site, each.side) not in here])


def _tells_of_another(tokens: Sequence[Token], affirmed: Affirmed, own: frozenset[str]) -> bool:
    """Tell whether a stretch has words, but none of the disease that another one names; `own` are its words."""
    disease = own - EMPTY
    if any(token.text in disease for token in tokens):
        return False
    says_more = any(len(token.text) >= _WORD and token.text not in _OF_A_SIDE for token in tokens)
    return says_more and any(token.text in disease for segment in affirmed.segments for token in segment)


def _places(items: Sequence[Item], anatomy: Anatomy) -> Iterator[Place]:
    used: set[int] = set()
    shared: tuple[Side, ...] = ()
    last = -1
    for place, item in enumerate(items):
        if item.site is None:
            continue
        if item_at(items, place + 1).text in {"dominant", "handed"}:
            used.update(range(max(0, place - 2), place))
            continue
        before, after = _sides_before(items, place, last), _sides_after(items, place)
        taken = before or after
        if anatomy.paired(item.site):  # "dislocation of jaw, left side": the side is that of the disease
            used.update(taken)
        if before and after == [place + 1]:  # "right tibia left": either side may belong elsewhere
            used.update(after)
            shared = ()
        elif taken:
            shared = _joined_sides(items, taken)
        elif not (last >= 0 and place - last == 2 and item_at(items, place - 1).text in _JOINS):
            shared = ()
        last = place
        of_disease = item_at(items, place + 1).text in _NO_PLACE_BEFORE
        if _is_alternative(items, place) or (of_disease and not (taken and anatomy.paired(item.site))):
            continue
        sides: tuple[Side | None, ...] = shared if anatomy.paired(item.site) else ()
        for side in sides or (None,):
            yield Place(item.site, side)
    for place, item in enumerate(items):
        if item.side and place not in used and stands_alone(items, place):
            yield Place(None, item.side)


def _sides_before(items: Sequence[Item], place: int, last: int) -> list[int]:
    """Return the positions of the side before a site: one, or two that are joined or compared ("left > right hip")."""
    for near in range(place - 1, max(last, place - 1 - _BEFORE), -1):
        if items[near].text in {",", ":"}:
            return []
        if items[near].side:
            for other in range(near - 2, max(last, near - 1 - COMPARED), -1):
                if items[other].side and not any(items[each].text in _ENDS for each in range(other, near)):
                    return [other, near]
            return [near]
    return []


def _sides_after(items: Sequence[Item], place: int) -> list[int]:
    """Return the positions of the side, or two, that follow a site and cannot belong to the next one."""
    words = 0
    for near in range(place + 1, len(items)):
        if items[near].site is not None or words >= AFTER:
            return []
        if items[near].side:
            other: list[int] = []
            for beyond in range(near + 1, min(len(items), near + 1 + _BEFORE)):
                if items[beyond].text in _ENDS:
                    break
                if items[beyond].site is not None:
                    return []
                if items[beyond].side and not other and beyond - near <= COMPARED:
                    other = [beyond]
            return [near, *other]
        words += items[near].text not in _MARKS
    return []


def _joined_sides(items: Sequence[Item], taken: Sequence[int]) -> tuple[Side, ...]:
    """Return the sides at the positions; none where "or", a stroke or a comparison leaves open which it is."""
    if len(taken) == 2 and (taken[1] - taken[0] > 2 or items[taken[0] + 1].text not in AND):
        return ()
    return tuple(dict.fromkeys(side for place in taken if (side := items[place].side)))


def _is_alternative(items: Sequence[Item], place: int) -> bool:
    """Tell whether "or" joins the site to another one."""
    after = place + 1
    if item_at(items, after).text == "or":
        return any(item_at(items, after + step).site is not None for step in (1, 2))
    before = place - 1
    while before > 0 and items[before].side:
        before -= 1
    return item_at(items, before).text == "or" and any(
        item_at(items, before - step).site is not None for step in (1, 2)
    )


def _merged(places: Sequence[Place], anatomy: Anatomy) -> list[Place]:
    """Leave out a place that holds another of the same stretch, and hand down its side."""
    merged: list[Place] = []
    sided = {place.site for place in places if place.side}
    for place in places:
        if place.site in sided and not place.side:  # "foot drop, left foot"
            continue
        if place.site is None:
            merged.append(place)
            continue
        parts = [other for other in places if other.site and _holds(place, other, anatomy)]
        if not parts:
            holders = {other.side for other in places if other.site and other.side and _holds(other, place, anatomy)}
            side = place.side or (holders.pop() if len(holders) == 1 else None)
            merged.append(replace(place, side=side))
    return merged


def _holds(general: Place, specific: Place, anatomy: Anatomy) -> bool:
    if general.site is None or specific.site is None or anatomy.is_part_of(general.site, specific.site):
        return False
    if general.side and specific.side and general.side != specific.side:
        return False
    return anatomy.is_part_of(specific.site, general.site)
