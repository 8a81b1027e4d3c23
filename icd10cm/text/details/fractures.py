"""Open and closed fractures, and their Gustilo types (the 7th-character notes of chapter 19; guideline I.C.19.c)."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.side import Side
from icd10cm.text.laterality import with_sides
from icd10cm.text.lexicon import Kind
from icd10cm.text.sentence import clauses_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from icd10cm.text.details.ranges import Range
    from icd10cm.text.lexicon import Item, Lexicon

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
_OPPOSITE: dict[Side | None, Side] = {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT}
_AND = frozenset((Kind.AND,))
_HOW = frozenset((Kind.QUALIFIER, Kind.AND, Kind.MARK))


class CodedPlace(NamedTuple):
    """The sites and the side that the title of a code names, and whether it is of a device: "joint prosthesis".

    `fields` are the fields of medicine whose short forms a text about it may use. `heads` are the stems by which titles
    name the disease itself, and nothing that is "with" it. `ranges` are those of quantities in the titles beside it.
    """

    sites: tuple[str, ...] = ()
    side: Side | None = None
    device: bool = False
    fields: tuple[str, ...] = ()
    heads: frozenset[str] = frozenset()
    ranges: tuple[Range, ...] = ()


ANYWHERE = CodedPlace()


class FractureFacts(NamedTuple):
    """`gustilo` is the one type that the text names; `is_open` None where it says neither or both."""

    gustilo: str | None = None
    is_open: bool | None = None


class _Word(NamedTuple):
    text: str
    capital: bool


def read_fractures(
    stretches: Sequence[Sequence[Item]], words: Sequence[Sequence[str]], lexicon: Lexicon, coded: CodedPlace = ANYWHERE
) -> FractureFacts:
    """Return what the affirmed stretches of a text say of open fractures; `words` are those of each stretch.

    The fracture of another bone, or on the other side, says nothing of the coded one.
    """
    told = frozenset[str]().union(*words)
    if told.isdisjoint(_TELLING):  # the usual case
        return FractureFacts()
    kept = [_of_place(stretch, coded, lexicon) for stretch in stretches]
    broken = not lexicon.fracture.isdisjoint(told)
    grades = set(chain.from_iterable(_grades(_single(stretch), broken=broken) for stretch in kept))
    states = set(chain.from_iterable(_states_of(stretch, lexicon) for stretch in kept))
    if grades or "gustilo" in _words_of(kept):
        states |= {True}
    return FractureFacts(
        grades.pop() if len(grades) == 1 else None,
        states.pop() if len(states) == 1 else None,
    )


def _words_of(stretches: Sequence[Sequence[Item]]) -> set[str]:
    return {word for stretch in stretches for item in stretch for word in item.words}


def _single(stretch: Sequence[Item]) -> list[_Word]:
    return [_Word(word, item.capital) for item in stretch for word in item.words]


def _of_place(stretch: Sequence[Item], coded: CodedPlace, lexicon: Lexicon) -> list[Item]:
    """Return the items of a stretch without its clauses about fractures elsewhere."""
    kept: list[Item] = []
    elsewhere = False
    for clause in _clauses(stretch, lexicon):
        placed = [item.value for item in clause if item.kind is Kind.SITE]
        sided = _sides(clause)
        if placed or sided:
            elsewhere = _is_apart(placed, coded.sites, lexicon) or sided == {_OPPOSITE.get(coded.side)}
        if not elsewhere:
            kept += clause
    return kept


def _is_apart(placed: Sequence[str], sites: Collection[str], lexicon: Lexicon) -> bool:
    disjoint = lexicon.anatomy.disjoint
    return bool(placed and sites) and all(disjoint(one, other) for one in placed for other in sites)


def _sides(clause: Sequence[Item]) -> set[Side | None]:
    return {side for item in with_sides(clause) if item.kind is Kind.SIDE for side in item.value}


def _clauses(stretch: Sequence[Item], lexicon: Lexicon) -> Iterator[Sequence[Item]]:
    """Yield the clauses of a stretch, each with those before it that name no fracture."""
    begin = 0
    for clause in clauses_in(stretch):
        if _names_fracture(stretch[begin : clause.end], lexicon):
            yield stretch[begin : clause.end]
            begin = clause.end
    yield stretch[begin:]


def _names_fracture(items: Iterable[Item], lexicon: Lexicon) -> bool:
    return any(not lexicon.fracture.isdisjoint(item.words) for item in items)


def _states_of(stretch: Sequence[Item], lexicon: Lexicon) -> Iterator[bool]:
    """Yield whether the fractures of a stretch are called open or closed.

    In the phrase that names them, or beside it in phrases that say only how they are: "fracture, displaced, open".
    """
    before: list[Item] = []
    is_of_fracture = False
    for phrase in _phrases(stretch):
        if _names_fracture(phrase, lexicon):
            yield from _states_in(before)
            yield from _states(_whole(phrase), lexicon)
            before, is_of_fracture = [], True
        elif any(item.kind not in _HOW for item in phrase):
            before, is_of_fracture = [], False
        elif is_of_fracture:
            yield from _states_in(phrase)
        else:
            before += phrase


def _states_in(items: Sequence[Item]) -> Iterator[bool]:
    return (_STATE[word] for word in _whole(items) if word in _STATE)


def _whole(phrase: Sequence[Item]) -> list[str]:
    """Return the items as words; one of several is a phrase of the lexicon: "left open" is not an open fracture."""
    return [item.text if len(item.words) > 1 else item.words[0] for item in phrase]


def _phrases(stretch: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (clause.of(stretch) for clause in clauses_in(stretch, _AND) if clause.first < clause.end)


def _states(words: Sequence[str], lexicon: Lexicon) -> Iterator[bool]:
    """Yield whether the fractures of a phrase that names them are called open or closed."""
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
        if not letter and _is_letter_of_a_type(words[at : at + 1]):
            letter, at = words[at].text.upper(), at + 1
        others, at = _others(words, at)
        if others - {number}:
            yield None
        else:
            yield number + letter if number == _THIRD and not others else number


def _is_letter_of_a_type(following: Sequence[_Word]) -> bool:
    return any(word.text in _LETTERS and word.capital for word in following)


def _number(match: re.Match[str]) -> str:
    return _NUMBERS.get(match["number"], match["number"].upper())


def _is_gustilo(words: Sequence[_Word], at: int, match: re.Match[str], *, broken: bool) -> bool:
    """Return whether a number is a Gustilo type: behind the name, beside "open", or of a letter that only they have.

    "Gustilo-Anderson type II", "G-A IIIB", "open fracture type II", "open IIIB", "type IIIA" of a fracture.
    """
    before = at - 1
    while before >= 0 and words[before].text in _BETWEEN:
        before -= 1
    if _ends_in_name(words, before):
        return True
    called = not _KINDS.isdisjoint(word.text for word in words[before + 1 : at])
    lettered = _number(match) == _THIRD and bool(match["letter"])
    if _is_beside_open(words, before, at):
        return called or lettered
    return called and lettered and broken


def _ends_in_name(words: Sequence[_Word], last: int) -> bool:
    if last < 0:
        return False
    return words[last].text in _NAMES or [word.text for word in words[max(0, last - 2) : last + 1]] == ["g", "-", "a"]


def _is_beside_open(words: Sequence[_Word], before: int, at: int) -> bool:
    leads = before >= 0 and words[before].text in ("open", "compound")
    return leads or any(word.text == "open" for word in words[at + 1 : at + 3])


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
