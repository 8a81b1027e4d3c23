"""Shortens a name that is too long for a label or a summary, without losing what tells it from other names.

First with usual abbreviations. A label then leaves out clauses that the other names have too; a summary, which has the
code next to the name, leaves out clauses that name no side, site, organism or number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cards.short_names import everyday_names
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.titles.repeats import without_repeats
from icd10cm.titles.side_groups import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FEWEST = 12
"""Characters below which a name says nothing: "disorder", "contact", "fall"."""

_CLAUSE = re.compile(
    r"(?:(?<! not),? )(?=(?:with|w/o|without|due to|in|into|as|at|by|for|from|of|following|after|during"
    r"|causing|affecting|involving|associated|except|secondary|resulting|leading) )"
    r"|, (?!(?:and|or) |(?:[a-z-]+, )*[a-z-]+,? (?:and|or) )"  # a list is one thing: "sedative, hypnotic or anxiolytic"
)
_LEADS_TO_AS = "not specified"
_DENIES = ("without ", "w/o ", "not ")
_SIDED = re.compile(rf"^(.*?\b(?:{'|'.join(SIDE_WORDS)})(?: (?!and\b|or\b)[\w-]+){{0,2}})\b.*")
_WORD = re.compile(r"[^\s,]+")
_DETAIL = re.compile(
    r"(?=, )|(?= (?:with|w/o|without|following|after|during) )"
    rf"|(?= (?:of|in|at|to) (?:the )?(?:{'|'.join(SIDE_WORDS)})\b)"
)
# Proper names are those of organisms and persons, numbers those of stages and types.
_TELLING = re.compile(
    rf"[A-Z0-9]|\b(?:{'|'.join(SIDE_WORDS)}|not|except|only|other than|open|closed|history|remission|due to)\b"
)


@lru_cache(maxsize=2048)
def with_abbreviations(name: str) -> str:
    """Return a name with the abbreviations that are usual in problem lists."""
    for pattern, short in everyday_names().abbreviations:
        name = pattern.sub(short, name)
    return name


def fitted_name(name: str, others: Iterable[str], room: int) -> str:
    """Return a name in at most `room` characters; "" where there is room for none.

    `others` are the titles from which the name differs; clauses with a side, and those that these lack, are left out
    last.
    """
    if len(name) <= room:
        return name
    if room < _FEWEST:
        return ""
    short = with_abbreviations(name)
    return short if len(short) <= room else _without_clauses(short, tuple(map(with_abbreviations, others)), room)


@lru_cache(maxsize=2048)
def without_details(name: str) -> str:
    """Return a name without the clauses that name no side, site, organism or number.

    >>> without_details("chronic osteomyelitis with draining sinus, left tibia and fibula")
    'chronic osteomyelitis, left tibia and fibula'
    """
    head, *details = _DETAIL.split(name)
    return "".join((head, *(each for each in details if _tells(each)))) if len(head) >= _FEWEST else name


@lru_cache(maxsize=4096)
def essential(name: str, telling: frozenset[str] = frozenset(), *, sides_alone: bool = False) -> str:
    """Return a name abbreviated, with the parts alone that name a side, site, organism or number, or a `telling` word.

    With `sides_alone`, of these only the parts with a side.

    >>> essential("nondisplaced supracondylar fracture with intracondylar extension of lower end of right femur")
    'nondisplaced supracondylar fx of right femur'
    """
    kept = ""
    for clause in _clauses(with_abbreviations(name)):
        tells = _SIDED.search(clause) if sides_alone else _tells(clause)
        if len(kept) < _FEWEST or tells or not telling.isdisjoint(_WORD.findall(clause)):
            kept += clause
    return kept


def _tells(clause: str) -> bool:
    return _TELLING.search(clause) is not None or bool(load_anatomy().find(clause))


def _without_clauses(name: str, others: Sequence[str], room: int) -> str:
    clauses = _clauses(name)
    shared = set.intersection(*({*map(_bare, _clauses(each))} for each in others)) if others else set()
    kept = {0}
    # The side comes first, then what tells the name apart, from its end on, where titles put it, and what it denies.
    for place in sorted(range(1, len(clauses)), key=lambda place: _weight(place, clauses[place], shared)):
        if _SIDED.search(clauses[place]):
            _make_room(clauses, place, room)
        if len(_with(clauses, kept | {place})) <= room:
            kept.add(place)
    return _cut(_with(clauses, kept - _dangling(clauses, kept)), room)


def _dangling(clauses: Sequence[str], kept: set[int]) -> set[int]:
    """Return the clauses that go with one that is left out: "as acute or chronic", of "not specified as"."""
    return {place for place in kept if clauses[place - 1].endswith(_LEADS_TO_AS) and place - 1 not in kept}


def _make_room(clauses: list[str], place: int, room: int) -> None:
    """Shorten a clause with a side and then the head, as far as needed for both to fit."""
    if len(_with(clauses, {0, place})) > room:
        clauses[place] = _SIDED.sub(_up_to_site, clauses[place])
    over = len(_with(clauses, {0, place})) - room
    if over > 0:
        clauses[0] = _ending(clauses[0], len(clauses[0]) - over)


def _up_to_site(sided: re.Match[str]) -> str:
    return sided[1]


def _clauses(name: str) -> list[str]:
    """Return the parts of a name with the spaces and commas before them."""
    starts = [0, *(each.start() for each in _CLAUSE.finditer(name))]
    return [name[start:end] for start, end in zip(starts, [*starts[1:], len(name)], strict=True)]


def _bare(clause: str) -> str:
    return clause.strip(" ,").lower()


def _weight(place: int, clause: str, shared: set[str]) -> tuple[int, int]:
    """Return how soon a clause is left out: a higher weight first."""
    if _SIDED.search(clause):
        return 0, place
    bare = _bare(clause)
    return (3, place) if bare in shared else (2, -place) if bare.startswith(_DENIES) else (1, -place)


def _with(clauses: Sequence[str], kept: set[int]) -> str:
    """Return the clauses kept."""
    return "".join(clause for place, clause in enumerate(clauses) if place in kept)


def _ending(head: str, room: int) -> str:
    """Return the last words of the beginning of a name, of which the last says what it is: "amputation"."""
    rest = head.split()[1:]
    return head if len(head) <= room or not rest else _ending(" ".join(rest), room)


def _cut(text: str, room: int) -> str:
    """Return a text that is too long even so up to its last whole word, without one that leads to the next."""
    return text if len(text) <= room else without_repeats(text[: room + 1].rpartition(" ")[0].rstrip(" ,"))
