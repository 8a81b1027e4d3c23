"""Open and closed fractures, and their Gustilo types (the 7th-character notes of chapter 19; guideline I.C.19.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.text.lexicon import Lexicon
    from icd10cm.text.tokens import Item

_STATE = {"open": True, "compound": True, "closed": False}
_GRADE = re.compile(r"(?P<number>iii|ii|i|[123])(?P<letter>[abc]?)")
_NUMBERS = {"1": "I", "2": "II", "3": "III"}
_TELLING = frozenset((*_STATE, "gustilo", "ga", "g", "type", "grade", "class"))
_LETTERS = frozenset(("a", "b", "c"))
_KINDS = frozenset(("type", "grade", "class"))
_BETWEEN = _KINDS | {"fracture", ":", ",", "(", ")", "-", "&", "and", "anderson", "andersen"}
_NAMES = frozenset(("gustilo", "ga"))
_ALTERNATIVES = frozenset(("or", "to", "and", "-", "/", ","))
_THIRD = "III"
_REACH = 5


class FractureFacts(NamedTuple):
    """`gustilo` is the one type that the text names; `is_open` None where it says neither or both."""

    gustilo: str | None = None
    is_open: bool | None = None


class _Word(NamedTuple):
    text: str
    capital: bool


def read_fractures(stretches: Sequence[Sequence[Item]], lexicon: Lexicon) -> FractureFacts:
    """Return what the affirmed stretches of a text say of open fractures."""
    texts = [[word for item in stretch for word in item.words] for stretch in stretches]
    told = frozenset[str]().union(*texts)
    if told.isdisjoint(_TELLING):  # the usual case
        return FractureFacts()
    words = [[_Word(word, item.capital) for item in stretch for word in item.words] for stretch in stretches]
    broken = not lexicon.fracture.isdisjoint(told)
    grades = {grade for stretch in words for grade in _grades(stretch, broken=broken)}
    states = {state for stretch in texts for state in _states(stretch, lexicon)}
    if grades or "gustilo" in told:
        states |= {True}
    return FractureFacts(
        grades.pop() if len(grades) == 1 else None,
        states.pop() if len(states) == 1 else None,
    )


def _states(words: Sequence[str], lexicon: Lexicon) -> Iterator[bool]:
    """Yield whether the fractures of one stretch are called open or closed."""
    for place, word in enumerate(words):
        if word in _STATE and lexicon.not_a_fracture.isdisjoint(words[place + 1 : place + 3]):
            near = {*words[max(0, place - _REACH) : place], *words[place + 1 : place + 1 + _REACH]}
            if not lexicon.fracture.isdisjoint(near):
                yield _STATE[word]


def _grades(words: Sequence[_Word], *, broken: bool) -> Iterator[str | None]:
    """Yield the Gustilo types of one stretch; None for one of several numbers.

    "IIIA or IIIB" is type III either way.
    """
    at = 0
    while at < len(words):
        match = _GRADE.fullmatch(words[at].text)
        at += 1
        if match is None or not _is_gustilo(words, at - 1, match, broken=broken):
            continue
        number, letter = _number(match), match["letter"].upper()
        if not letter and at < len(words) and words[at].text in _LETTERS and words[at].capital:
            letter, at = words[at].text.upper(), at + 1
        others, at = _others(words, at)
        if others - {number}:
            yield None
        else:
            yield number + letter if number == _THIRD and not others else number


def _number(match: re.Match[str]) -> str:
    return _NUMBERS.get(match["number"], match["number"].upper())


def _is_gustilo(words: Sequence[_Word], at: int, match: re.Match[str], *, broken: bool) -> bool:
    """Return whether a number is a Gustilo type: behind the name, beside "open", or of a letter that only they have.

    "Gustilo-Anderson type II", "G-A IIIB", "open fracture type II", "type IIIB open", "type IIIA" of a fracture.
    """
    before = at - 1
    while before >= 0 and words[before].text in _BETWEEN:
        before -= 1
    name = words[before].text if before >= 0 else ""
    if name in _NAMES or [word.text for word in words[max(0, before - 2) : before + 1]] == ["g", "-", "a"]:
        return True
    if _KINDS.isdisjoint(word.text for word in words[before + 1 : at]):
        return False
    if name in ("open", "compound") or any(word.text == "open" for word in words[at + 1 : at + 3]):
        return True
    return broken and _number(match) == _THIRD and bool(match["letter"])


def _others(words: Sequence[_Word], after: int) -> tuple[set[str], int]:
    """Return the numbers listed behind a type ("IIIA, IIIB, or IIIC"), and the position after them."""
    found: set[str] = set()
    at = following = after
    while following < len(words):
        if words[following].text not in _ALTERNATIVES:
            match = _GRADE.fullmatch(words[following].text)
            if match is None or following == at:
                break
            found.add(_number(match))
            at = following + 1
        following += 1
    return found, at
