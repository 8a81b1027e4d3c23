"""Open and closed fractures, and their Gustilo types (the 7th-character notes of chapter 19; guideline I.C.19.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.text.lexicon import Lexicon
    from icd10cm.text.tokens import Item

_STATE = {"open": True, "compound": True, "closed": False}
_GRADE = re.compile(r"(?P<number>iii|ii|i|[123])(?P<letter>[abc]?)")
_NUMBERS = {"1": "I", "2": "II", "3": "III"}
_KINDS = frozenset(("type", "grade", "class", "fracture"))
_SKIPPED = frozenset((":", ",", "(", ")", "-", "&", "and"))
_NAMES = frozenset(("anderson", "andersen"))
_ALTERNATIVES = frozenset(("or", "to", "and", "-", "/", ","))
_THIRD = "III"
_REACH = 5


class FractureFacts(NamedTuple):
    """`gustilo` is the one type that the text names; `is_open` None where it says neither or both."""

    gustilo: str | None = None
    is_open: bool | None = None


def read_fractures(stretches: Sequence[Sequence[Item]], lexicon: Lexicon) -> FractureFacts:
    """Return what the affirmed stretches of a text say of open fractures."""
    words = [[word for item in stretch for word in item.words] for stretch in stretches]
    if not any(
        word in _STATE or word in ("gustilo", "g", "ga") or word.startswith("iii") for each in words for word in each
    ):
        return FractureFacts()  # the usual case
    states = {state for each in words for state in _states(each, lexicon)}
    broken = any(word in lexicon.fracture for each in words for word in each)
    grades: list[str | None] = []
    for stretch in stretches:
        grades += _grades(stretch, broken=broken)
    named = any("gustilo" in each for each in words)
    if grades or named:
        states.add(True)
    one = set(grades)
    return FractureFacts(
        one.pop() if len(one) == 1 else None,
        next(iter(states)) if len(states) == 1 else None,
    )


def _states(words: Sequence[str], lexicon: Lexicon) -> set[bool]:
    """Return whether the fractures of one stretch are called open or closed."""
    found: set[bool] = set()
    for place, word in enumerate(words):
        state = _STATE.get(word)
        if state is None or not lexicon.not_a_fracture.isdisjoint(words[place + 1 : place + 3]):
            continue
        near = [*words[max(0, place - _REACH) : place], *words[place + 1 : place + 1 + _REACH]]
        if not lexicon.fracture.isdisjoint(near):
            found.add(state)
    return found


def _grades(stretch: Sequence[Item], *, broken: bool) -> list[str | None]:
    """Return the Gustilo types of one stretch; None for one of several numbers.

    A type counts behind the name, beside "open", or, of a fracture, where its letter can be no other grading: "type
    IIIA". "IIIA or IIIB" is type III either way.
    """
    tokens = [(word, item) for item in stretch for word in item.words]
    words = [word for word, _ in tokens]
    found: list[str | None] = []
    at = 0
    while at < len(words):
        match = _GRADE.fullmatch(words[at])
        if match is None or not _is_gustilo(words, at, match, broken=broken):
            at += 1
            continue
        number = _NUMBERS.get(match["number"], match["number"].upper())
        letter, after = match["letter"].upper(), at + 1
        if not letter and after < len(words) and words[after] in ("a", "b", "c") and tokens[after][1].capital:
            letter, after = words[after].upper(), after + 1
        others, after = _others(words, after)
        if others - {number}:
            found.append(None)
        else:
            found.append(number + letter if number == _THIRD and not others else number)
        if others - {number}:
            found.append("")
        at = after
    return found


def _is_gustilo(words: Sequence[str], at: int, match: re.Match[str], *, broken: bool) -> bool:
    before = at - 1
    kind = False
    while before >= 0 and (words[before] in _KINDS or words[before] in _SKIPPED or words[before] in _NAMES):
        kind = kind or words[before] in ("type", "grade", "class")
        before -= 1
    name = words[before] if before >= 0 else ""
    if (
        name in ("gustilo", "ga")
        or words[max(0, at - 4) : at][:3] == ["g", "-", "a"]
        or words[max(0, at - 3) : at] == ["g", "-", "a"]
    ):
        return True
    if kind and (name in ("open", "compound") or "open" in words[at + 1 : at + 3]):
        return True
    return broken and kind and match["number"] in ("iii", "3") and bool(match["letter"])


def _others(words: Sequence[str], after: int) -> tuple[set[str], int]:
    """Return the numbers listed behind a type ("IIIA, IIIB, or IIIC"), and the position after them."""
    found: set[str] = set()
    at = after
    while at < len(words) and words[at] in _ALTERNATIVES:
        following = at
        while following < len(words) and words[following] in _ALTERNATIVES:
            following += 1
        match = _GRADE.fullmatch(words[following]) if following < len(words) else None
        if match is None:
            break
        found.add(_NUMBERS.get(match["number"], match["number"].upper()))
        at = following + 1
    return found, at if found else after
