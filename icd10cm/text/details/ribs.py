"""Ribs by their numbers: "R 4-7 rib fx" is a fracture of several ribs on the right, "left 7th rib" of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import RIGHT_OR_LEFT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LAST = 12
_DIGITS = 2
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 1
    )
}
_ENDINGS = ("st", "nd", "rd", "th")
_JOINING = frozenset(("-", ",", "&", "and", "to", "through", "thru"))
_ENDS = frozenset((",", ";", "and", "&", ")"))
_BROKEN = ["fracture"]
_RIB, _SEVERAL = "rib", "multiple"


def names_ribs(words: Collection[str]) -> bool:
    """Return whether a text speaks of ribs at all."""
    return _RIB in words


def ribs_at(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """Return the words for the ribs whose numbers begin at a word, and the position after them; None for no ribs.

    The numbers stand by the word itself, or behind a side: "R 4-7", "left seventh".
    """
    count, after = _numbers(words, at)
    if not count:
        return None
    several = (_SEVERAL,) if count > 1 else ()
    before = words[max(0, at - 1) : at] if words[at - 1 : at] != _BROKEN else words[max(0, at - 2) : at]
    if _RIB in (*before, *words[after : after + 1]):
        return (several, after) if several else None
    return ((*several, _RIB), after) if _is_sided(words, at, after) else None


def _is_sided(words: Sequence[str], at: int, after: int) -> bool:
    """Return whether a side comes before numbers, and nothing that they count behind them."""
    return at > 0 and words[at - 1] in RIGHT_OR_LEFT and (after == len(words) or words[after] in _ENDS)


def _numbers(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return how many ribs are numbered from a word on ("4-7", "7th and 8th"), and the position after the last."""
    found: set[int] = set()
    after = place = at
    while place < len(words):
        number = _number(words[place])
        if number is not None:
            found.add(number)
            after = place + 1
        elif words[place] not in _JOINING or not found:
            break
        place += 1
    return len(found), after


def _number(word: str) -> int | None:
    digits = word[:-2] if word.endswith(_ENDINGS) else word
    number = int(digits) if digits.isdecimal() and len(digits) <= _DIGITS else _ORDINALS.get(word)
    return number if number is not None and 1 <= number <= _LAST else None
