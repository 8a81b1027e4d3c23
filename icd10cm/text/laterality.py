"""Which words and letters of a sentence are sides, and which sides are said together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import LETTERS, Side
from icd10cm.text.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.text.lexicon import Item

Sides = tuple[Side, ...]
"""Sides said together; none where the text leaves open which it is ("right or left")."""

_COMPARED = 4
_COMPARES = frozenset((">", "<", "=", "/", "than"))
_PART = "part"
_NO_LETTER_BEFORE = frozenset(("'", "="))
_NO_LETTER_AFTER = frozenset(("/", "'", "=", "-"))
_NUMBERED = frozenset(
    ("stage", "grade", "gr", "type", "class", "degree", "deg", "finger", "metacarpal", "metatarsal", "rib", "toe")
)
"""The number behind one of these does not measure: "stage 2 L heel", "toes 2-4 L"."""
_OF_MEASURES = frozenset((Kind.MEASURE, Kind.MARK, Kind.COMMA, Kind.AND, Kind.INSIDE))
_TWO = 2
_BOTH, _EACH = "both", "each"
_POINTS_BACK = frozenset(("that", "same"))
_MAY_BE_SIDES = frozenset((_BOTH, _EACH, *LETTERS))


def with_sides(sentence: Sequence[Item]) -> list[Item]:
    """Return the items with each side, or pair of sides, as one item of kind SIDE whose value is `Sides`."""
    at_sides = [at for at, item in enumerate(sentence) if item.kind is Kind.SIDE or item.text in _MAY_BE_SIDES]
    items = list(sentence)
    for at in at_sides:
        sides = _sides(sentence, at)
        if sides:
            items[at] = replace(items[at], kind=Kind.SIDE, value=sides)
    if not at_sides:
        return items
    return _pointed_back(items if len(at_sides) < _TWO else _joined(items))


def _pointed_back(items: list[Item]) -> list[Item]:
    """Return the items with the side that "that" means: "film of her right knee normal, arthritis in that knee"."""
    for at, item in enumerate(items[:-1]):
        if item.text in _POINTS_BACK and items[at + 1].kind is Kind.SITE:
            sides = {each.value for each in _sides_of(items[:at], items[at + 1].value)}
            if len(sides) == 1:
                items[at] = replace(item, kind=Kind.SIDE, value=sides.pop())
    return items


def _sides_of(items: Sequence[Item], site: object) -> Iterator[Item]:
    """Yield the sides that stand right before a site."""
    for side, place in pairwise(items):
        if side.kind is Kind.SIDE and place.kind is Kind.SITE and place.value == site:
            yield side


def _sides(sentence: Sequence[Item], at: int) -> Sides:
    item = sentence[at]
    if item.kind is Kind.SIDE:
        return (item.value,)
    if item.text == _BOTH:
        return (Side.BILATERAL,) if _is_of_two(sentence, at + 1) else ()
    if item.text == _EACH:
        return (Side.BILATERAL,) if any(after.kind is Kind.SITE for after in sentence[at + 1 : at + 2]) else ()
    if item.text in LETTERS and item.capital and _is_letter_of_a_side(sentence, at):
        return (LETTERS[item.text],)
    return ()


def _is_of_two(sentence: Sequence[Item], at: int) -> bool:
    """Return whether the place behind "both" is in the plural: not "both forearm and hand"."""
    while at < len(sentence) and sentence[at].kind in (Kind.MODIFIER, Kind.WORD):
        at += 1
    return at < len(sentence) and sentence[at].kind is Kind.SITE and sentence[at].text != " ".join(sentence[at].words)


def _is_letter_of_a_side(sentence: Sequence[Item], at: int) -> bool:
    """Return whether a capital R or L may be a side: not a unit ("2 L", "mmol/L"), a value ("R 18") or a name alone."""
    before = sentence[at - 1].text if at else ""
    after = sentence[at + 1].text if at + 1 < len(sentence) else ""
    if _is_a_value(sentence, at + 1) or after in _NO_LETTER_BEFORE or len(sentence) == 1:
        return False
    if before.isdecimal():
        return _is_numbered(sentence, at - 1)
    if before in _NO_LETTER_AFTER:
        return _follows_a_side(sentence, at)
    return after != "-" or _is_sided(sentence, at)


def _is_a_value(sentence: Sequence[Item], at: int) -> bool:
    """Return whether the number at a position is what a letter measures: "R 18", but "R 3-part fracture"."""
    if at >= len(sentence) or not sentence[at].text.isdecimal():
        return False
    behind = at + 1 + (sentence[at + 1 : at + 2] != [] and sentence[at + 1].text == "-")
    return behind >= len(sentence) or sentence[behind].text != _PART


def _is_numbered(sentence: Sequence[Item], at: int) -> bool:
    """Return whether the number at a position belongs to the word before it: "stage 2", "toes 2-4"."""
    while at > 1 and sentence[at - 1].text == "-" and sentence[at - 2].text.isdecimal():
        at -= 2
    return at >= 1 and not _NUMBERED.isdisjoint(sentence[at - 1].words)


def _is_sided(sentence: Sequence[Item], at: int) -> bool:
    return any(item.text in ("side", "sided") for item in sentence[at + 1 : at + 3])


def _follows_a_side(sentence: Sequence[Item], at: int) -> bool:
    return at >= 2 and (sentence[at - 2].kind is Kind.SIDE or sentence[at - 2].text in LETTERS)


def _joined(items: Sequence[Item]) -> list[Item]:
    """Return the items with "right and left" as one side of two, and "right or left", "R > L" as one of none."""
    joined: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        other, together = _joined_to(items, at) if item.kind is Kind.SIDE else (None, False)
        if other is None:
            joined.append(item)
            at += 1
            continue
        words = items[at : other + 1]
        joined.append(
            replace(
                item,
                value=_both(item.value, items[other].value) if together else (),
                words=tuple(word for each in words for word in each.words),
                text=" ".join(each.text for each in words),
            )
        )
        at = other + 1
    return joined


def _both(one: Sides, other: Sides) -> Sides:
    return one if one == (Side.BILATERAL,) else tuple(dict.fromkeys((*one, *other)))


def _joined_to(items: Sequence[Item], at: int) -> tuple[int | None, bool]:
    """Return what `_other_side` does; behind "bilateral", sides that are compared only say more of both: "R > L"."""
    if items[at].value == (Side.BILATERAL,) and items[at + 1 : at + 2] and items[at + 1].kind is Kind.SIDE:
        other, together = _other_side(items, at + 1)
        if other is not None and not together:
            return other, True
    return _other_side(items, at)


def _other_side(items: Sequence[Item], at: int) -> tuple[int | None, bool]:
    """Return the position of the side that is joined to, offered beside, or compared with the one at `at`.

    With it whether the two are said together.
    """
    measured = _other_measured(items, at)
    if measured is not None:
        return measured, True
    told = _other_told(items, at)
    if told is not None:
        return told, False
    for other in range(at + 2, min(len(items), at + 2 + _COMPARED)):
        between = items[at + 1 : other]
        if items[other].kind is not Kind.SIDE:
            if items[other].kind in (Kind.SITE, Kind.COMMA, Kind.DISEASE):
                return None, False
            continue
        if len(between) == 1 and between[0].kind in (Kind.AND, Kind.OR):
            return other, between[0].kind is Kind.AND
        return (other if any(item.text in _COMPARES for item in between) else None), False
    return None, False


def _other_told(items: Sequence[Item], at: int) -> int | None:
    """Return the position of a second side behind the same unknown word: "triage says R, nursing says L".

    Or right behind the first one: nobody can say which of "right left" is meant.
    """
    others = range(at + 1, min(len(items), at + 2 + _COMPARED))
    other = next((place for place in others if items[place].kind is Kind.SIDE), None)
    if other is None or items[at].value == items[other].value:
        return None
    if other == at + 1 or not at or items[at - 1].kind is not Kind.WORD:
        return other if other == at + 1 else None
    return other if items[at - 1].text == items[other - 1].text else None


def _other_measured(items: Sequence[Item], at: int) -> int | None:
    """Return the position of a second side where both have a measure: "70% right, 50% left", "R 70%, L 50%"."""
    other = next((place for place in range(at + 1, len(items)) if items[place].kind not in _OF_MEASURES), len(items))
    if other == len(items) or items[other].kind is not Kind.SIDE:
        return None
    between = _telling(items[at + 1 : other])
    behind = between[:1] and between[0].kind is Kind.MEASURE
    outer = _telling(items[other + 1 :] if behind else items[:at][::-1])
    measures = [item for item in (*between, *outer[:1]) if measures_some(item)]
    return other if len(measures) == _TWO else None


def _telling(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.kind is not Kind.INSIDE and item.text not in _COMPARES]


def measures_some(item: Item) -> bool:
    """Return whether an item is a measure that is not nothing: not "0%"."""
    return item.kind is Kind.MEASURE and any(word.isdecimal() and int(word) for word in item.words)
