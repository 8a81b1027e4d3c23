"""Weeks of gestation as the trimester that they are in: "at 22 weeks", "31w", "20w0d", "IUP 9 wks", "26+3".

Source: the note at chapter 15 of the tabular list: less than 14 weeks 0 days, up to less than 28 weeks 0 days, from
28 weeks 0 days until delivery. Weeks without such a form may be how long a complaint has lasted, and stay as they are,
unless the coded disease is one of pregnancy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.phrases import DIGITS
from icd10cm.titles.claims import WEEK_WORDS, WEEKS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

VITALS = frozenset(("bp", "efw", "fh", "fhr", "fht", "fhts"))
"""Behind weeks they are of the same visit, and begin a clause: "36w1d BP 150/96"."""
_FIRST, _LAST = 4, 43
_DAYS = frozenset("0123456")
_DIGITS = 2
_SECOND_FROM, _THIRD_FROM = 14, 28
_UNITS = WEEK_WORDS | {"w"}
_MARKS_WEEKS = _UNITS | {"+"}
_BEFORE = frozenset(("at", "@", "iup", "ega", "ga"))
_AFTER = frozenset(("gestation", "gestational", "gest", "ga", "ega", "iup", "pregnant", "pregnancy", "wga"))
_NOT_OF_PREGNANCY = frozenset(
    ("postpartum", "pp", "post", "postop", "after", "ago", "old", "out", "later", "s", "from")
)
_LASTING = frozenset(
    (
        "for",
        "x",
        "past",
        "last",
        "in",
        "every",
        "q",
        "over",
        "since",
        "after",
        "within",
        "the",
        "about",
        "next",
        "-",
        "/",
    )
)


def names_weeks(words: Collection[str]) -> bool:
    """Return whether a text may say weeks of gestation at all: by a word for weeks, a plus, or both in one ("31w")."""
    if not _MARKS_WEEKS.isdisjoint(words):
        return True
    numbered = [word for word in words if word[0] in DIGITS and not word.isdigit()]
    return any(map(WEEKS.fullmatch, numbered))


def trimester_at(words: Sequence[str], at: int, *, bare: bool = False) -> tuple[str, int] | None:
    """Return the trimester of the weeks of gestation that start at a word, and the position after them.

    `bare` weeks count where the coded disease is one of pregnancy, unless they say how long a complaint has lasted.
    """
    exact = WEEKS.fullmatch(words[at])
    if exact and exact[2]:
        return _named(exact[1], at + 1)
    lead = words[at] in _BEFORE
    number = at + lead
    found = weeks_at(words, number)
    if found is None:
        return None
    weeks, after = found
    follows = words[after] if after < len(words) else ""
    sure = lead or follows in _AFTER or (bare and _stands_bare(words, at))
    if follows in _NOT_OF_PREGNANCY or not sure:
        return None
    return _named(weeks, after + (follows in _AFTER))


def _stands_bare(words: Sequence[str], at: int) -> bool:
    """Return whether nothing before a number makes it a time that has passed: "for 3 weeks", "x 2 wks"."""
    counted = words[at].isdigit() or WEEKS.fullmatch(words[at]) is not None
    return counted and (at == 0 or words[at - 1] not in _LASTING)


def weeks_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """Return the number of weeks that is written at a word ("22 weeks", "22w", "22 3/7 wk"), and the position after."""
    if at >= len(words):
        return None
    short = WEEKS.fullmatch(words[at])
    if short:
        return short[1], at + 1
    unit = at + 1
    if list(words[at + 2 : at + 4]) == ["/", "7"]:
        unit = at + 4
    if _has_days(words, at):
        return words[at], at + 3 + (at + 3 < len(words) and words[at + 3] in _UNITS)
    if words[at].isdigit() and unit < len(words) and words[unit] in _UNITS:
        return words[at], unit + 1
    return None


def _has_days(words: Sequence[str], at: int) -> bool:
    """Return whether a number of weeks has its days behind it: "26+3"; "edema 3+ 2" are grades."""
    number, plus, days = (*words[at : at + 3], "", "", "")[:3]
    return number.isdigit() and len(number) == _DIGITS and plus == "+" and days in _DAYS


def _named(weeks: str, after: int) -> tuple[str, int] | None:
    number = int(weeks)
    if not _FIRST <= number < _LAST:
        return None
    return "first" if number < _SECOND_FROM else "second" if number < _THIRD_FROM else "third", after
