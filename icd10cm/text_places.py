"""The sites and sides that an affirmed text names together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.encounter import Side
from icd10cm.text_clauses import own_segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.anatomy import Anatomy, Mention
    from icd10cm.text_scope import Affirmed, Token

_SIDES = {
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "bilateral": Side.BILATERAL,
    "bilaterally": Side.BILATERAL,
    "bilat": Side.BILATERAL,
    "both": Side.BILATERAL,
}
_CAPITALS = {"r": Side.RIGHT, "l": Side.LEFT}
_AND = frozenset(("and", "&", "+"))
_JOINS = _AND | {",", "/"}
_ENDS = frozenset((",", ")", ":"))
_MARKS = frozenset((",", "(", ")", "-", ":", ".", "/"))
_NO_SIDE_AFTER = frozenset(
    (
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "being",
        "has",
        "had",
        "have",
        "patient",
        "pt",
        "he",
        "she",
        "they",
        "it",
        "all",
    )
)
_NO_PLACE_BEFORE = frozenset(("disease", "failure", "insufficiency", "transplant", "attack"))
# Words by which a side before them is a part's name, or "left" a verb.
_NOT_OF_ONE_SIDE = _NO_SIDE_AFTER.union(
    ("against", "ama", "and", "at", "atrial", "axis", "before", "bundle", "clinic", "dominant", "for", "handed"),
    ("heart", "hemisphere", "home", "hospital", "main", "or", "quadrant", "shift", "the", "then", "to", "ventricle"),
    ("ventricular", "with", "without"),
)
_BEFORE = 6
_AFTER = 3
_SHORT = 6
_COMPARED = 4
_SIDED = frozenset(("side", "sided"))
_COMPARES = _AND | {">", "<", "=", "/"}


@dataclass(frozen=True, slots=True)
class Place:
    """A site and a side that the text states together; one of them may be None."""

    site: str | None
    side: Side | None


class _Item(NamedTuple):
    """A word or mark; `site` where it is a place (`text` is then its last word), `side` for a side."""

    text: str
    site: str | None = None
    side: Side | None = None


_NOTHING = _Item("")


def read_places(affirmed: Affirmed, anatomy: Anatomy, own: frozenset[str] = frozenset()) -> tuple[Place, ...]:
    """Return the places that the text names, in its order and each once.

    A side belongs to the site after it ("right distal femur"), else to the site before it ("femur, right").
    Sites joined by "and" share the side before the first. "Or" between two sites or sides makes both unknown.
    A side on its own comes without a site, and only where it can be nothing but a side ("right-sided",
    "osteomyelitis, right"). A place that holds another of the same stretch is left out, and so is the organ
    of "kidney disease". `own` are the words of the disease whose places are looked for.
    """
    found: list[Place] = []
    mentions = anatomy.find(affirmed.lower)
    for tokens in own_segments(affirmed.segments, mentions, own) if own else affirmed.segments:
        start, end = tokens[0].start, tokens[-1].end
        inside = [mention for mention in mentions if start <= mention.start < end]
        if not inside and not any(token.text in _SIDES or token.text in _CAPITALS for token in tokens):
            continue
        items = _items(affirmed.cased, tokens, inside)
        found.extend(_merged(tuple(dict.fromkeys(_places(items, anatomy))), anatomy))
    return tuple(dict.fromkeys(found))


def _items(cased: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[_Item]:
    items: list[_Item] = []
    letters: list[tuple[int, Side]] = []
    at = 0
    for token in tokens:
        while at < len(mentions) and mentions[at].end <= token.start:
            at += 1
        if at < len(mentions) and token.start >= mentions[at].start:
            if token.start == mentions[at].start:
                items.append(_Item(token.text, mentions[at].site))
            else:
                items[-1] = items[-1]._replace(text=token.text)
            continue
        either = token.text == "l" and [item.text for item in items[-2:]] == ["b", "/"]
        if token.text in _CAPITALS and (either or cased[token.start].isupper()):
            letters.append((len(items), _CAPITALS[token.text]))
        items.append(_Item(token.text, None, _SIDES.get(token.text)))
    for place, item in enumerate(items):
        if item.side and not _is_side_word(items, place):
            items[place] = item._replace(side=None)
    for place, side in reversed(letters):
        if [item.text for item in items[max(0, place - 2) : place + 1]] == ["b", "/", "l"]:
            items[place - 2 : place + 1] = [_Item("b/l", side=Side.BILATERAL), _NOTHING, _NOTHING]
        elif _is_side_letter(items, place):
            items[place] = items[place]._replace(side=side)
    return items


def _is_side_word(items: Sequence[_Item], place: int) -> bool:
    """Tell whether a side word is one: not in "right-handed", nor "both" before one place."""
    if items[place].text == "both":
        after = _at(items, place + 1)
        return after.site is not None and after.text.endswith(("s", "feet"))
    return "handed" not in {_at(items, place + 1).text, _at(items, place + 2).text}


def _is_side_letter(items: Sequence[_Item], place: int) -> bool:
    """Tell whether a capital R or L can only be a side.

    So it is before a site, a side that it is compared with ("R>L hip") or "sided", before the name or the site that
    begins a text ("L CTS", "L 5th rib"), and as its last word; in brackets it is one beside a site.
    """
    before, after = _at(items, place - 1), _at(items, place + 1)
    if before.text == "(" and after.text == ")":
        return _at(items, place - 2).site is not None or _at(items, place + 2).site is not None
    if after.text in _SIDED or (place == 0 and (_leads_a_name(items) or _leads_to_a_site(items))):
        return True
    if place == len(items) - 1 and (before.text == "," or (before.text.isalpha() and len(before.text) > 1)):
        return True
    beyond = place + 1
    while beyond - place < _COMPARED and _at(items, beyond).text in _COMPARES:
        beyond += 1
    if beyond > place + 1 and _at(items, beyond).side:
        return True
    return after.site is not None or (after.text == "." and _at(items, place + 2).site is not None)


def _at(items: Sequence[_Item], place: int) -> _Item:
    return items[place] if 0 <= place < len(items) else _NOTHING


def _places(items: Sequence[_Item], anatomy: Anatomy) -> Iterator[Place]:
    used: set[int] = set()
    shared: tuple[Side, ...] = ()
    last = -1
    for place, item in enumerate(items):
        if item.site is None:
            continue
        if _at(items, place + 1).text in {"dominant", "handed"}:
            used.update(range(max(0, place - 2), place))
            continue
        before, after = _sides_before(items, place, last), _sides_after(items, place)
        taken = before or after
        used.update(taken)
        if before and after == [place + 1]:  # "right tibia left": either side may belong elsewhere
            used.update(after)
            shared = ()
        elif taken:
            shared = _joined_sides(items, taken)
        elif not (last >= 0 and place - last == 2 and _at(items, place - 1).text in _JOINS):
            shared = ()
        last = place
        of_disease = _at(items, place + 1).text in _NO_PLACE_BEFORE
        if _is_alternative(items, place) or (of_disease and not (taken and anatomy.paired(item.site))):
            continue
        sides: tuple[Side | None, ...] = shared if anatomy.paired(item.site) else ()
        for side in sides or (None,):
            yield Place(item.site, side)
    for place, item in enumerate(items):
        if item.side and place not in used and _stands_alone(items, place):
            yield Place(None, item.side)


def _sides_before(items: Sequence[_Item], place: int, last: int) -> list[int]:
    """Return the positions of the side before a site: one, or two that are joined or compared ("left > right hip")."""
    for near in range(place - 1, max(last, place - 1 - _BEFORE), -1):
        if items[near].text in {",", ":"}:
            return []
        if items[near].side:
            for other in range(near - 2, max(last, near - 1 - _COMPARED), -1):
                if items[other].side and not any(items[each].text in _ENDS for each in range(other, near)):
                    return [other, near]
            return [near]
    return []


def _sides_after(items: Sequence[_Item], place: int) -> list[int]:
    """Return the positions of the side, or two, that follow a site and cannot belong to the next one."""
    words = 0
    for near in range(place + 1, len(items)):
        if items[near].site is not None or words >= _AFTER:
            return []
        if items[near].side:
            other: list[int] = []
            for beyond in range(near + 1, min(len(items), near + 1 + _BEFORE)):
                if items[beyond].text in _ENDS:
                    break
                if items[beyond].site is not None:
                    return []
                if items[beyond].side and not other and beyond - near <= _COMPARED:
                    other = [beyond]
            return [near, *other]
        words += items[near].text not in _MARKS
    return []


def _joined_sides(items: Sequence[_Item], taken: Sequence[int]) -> tuple[Side, ...]:
    """Return the sides at the positions; none where "or", a stroke or a comparison leaves open which it is."""
    if len(taken) == 2 and (taken[1] - taken[0] > 2 or items[taken[0] + 1].text not in _AND):
        return ()
    return tuple(dict.fromkeys(side for place in taken if (side := items[place].side)))


def _is_alternative(items: Sequence[_Item], place: int) -> bool:
    """Tell whether "or" joins the site to another one."""
    after = place + 1
    if _at(items, after).text == "or":
        return any(_at(items, after + step).site is not None for step in (1, 2))
    before = place - 1
    while before > 0 and items[before].side:
        before -= 1
    return _at(items, before).text == "or" and any(_at(items, before - step).site is not None for step in (1, 2))


def _stands_alone(items: Sequence[_Item], place: int) -> bool:
    after, beyond = _at(items, place + 1).text, _at(items, place + 2).text
    if after in _SIDED or (after == "-" and beyond == "sided") or _is_dominant_side(items, place):
        return True
    if any(items[near].side for near in (place - 2, place + 2) if 0 <= near < len(items)):
        return False
    before = _at(items, place - 1).text
    if place == 0 and _leads_a_name(items):
        return True
    if after not in {"", ",", "(", ")"} or before in _NO_SIDE_AFTER:
        return False
    return before in {"", ",", "(", ":", "-"} or len(items) <= _SHORT


def _is_dominant_side(items: Sequence[_Item], place: int) -> bool:
    """Tell whether a side is called dominant or not: "right dominant side", "left non-dominant side"."""
    end = place + 1
    while _at(items, end).text in {"dominant", "nondominant", "non", "-"}:
        end += 1
    return end > place + 1 and _at(items, end).text == "side"


def _leads_a_name(items: Sequence[_Item]) -> bool:
    """Tell whether a text is a side and the name of a disease, no more: "left carpal tunnel syndrome"."""
    _, *name = items
    return (
        0 < len(name) < _SHORT
        and all(item.text.isalpha() and item.site is None and item.side is None for item in name)
        and _NOT_OF_ONE_SIDE.isdisjoint(item.text for item in name)
    )


def _leads_to_a_site(items: Sequence[_Item]) -> bool:
    """Tell whether a text begins with a side and, some words on, its site: "L 5th rib fracture"."""
    _, *following = items[: _AFTER + 2]
    words = [item.text for item in following]
    return (
        bool(words) and words[0].isalnum() and words[0] not in _NOT_OF_ONE_SIDE and any(one.site for one in following)
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
