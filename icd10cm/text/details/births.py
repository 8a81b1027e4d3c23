"""Weeks of gestation at birth, as titles at P07 name them: "ex-33 2/7 wk male", "born at 31w4d", "28-weeker".

Source: the titles at P07.2- and P07.3- of the tabular list. Weeks count where a word says that they are those of the
birth; those of today ("now 36 wk", "corrected GA") are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.text.details.gestation import weeks_at
from icd10cm.titles.claims import WEEK_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_FIRST, _LAST = 23, 36
_OF_TODAY = frozenset(("adjusted", "cga", "chronologic", "corrected", "now", "of", "old", "pma", "today"))
_MARKS = frozenset((",", ";", ":"))
_WEEKERS = frozenset(("weeker", "weekers", "wker"))
_OF_WEEKS = WEEK_WORDS | _WEEKERS | {"w"}
_LEADS = frozenset(("ex", "former", "born", "delivered", "ga", "ega"))
_WITHIN_A_LEAD = _LEADS | {"at", "@", "-", ":", "of"}
_NOT_OF_BIRTH = frozenset(("corrected", "adjusted", "current", "currently", "now", "at", "until", "since", "x", "for"))
_FOLLOWS = frozenset(
    (
        *("aga", "baby", "boy", "ega", "female", "ga", "gestation", "girl", "infant", "lga", "male", "neonate"),
        *("newborn", "preemie", "premature", "premie", "preterm", "sga", "twin"),
    )
)
_CHILD = frozenset(
    ("baby", "boy", "female", "girl", "infant", "male", "neonate", "newborn", "preemie", "premie", "twin")
)
_EARLY = frozenset(("premature", "preterm"))


def names_births(words: Collection[str]) -> bool:
    """Return whether a text may say weeks at birth at all."""
    return any(word in _OF_WEEKS or word[0].isdigit() for word in words)


def birth_at(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """Return the title's words for the weeks at birth that start at a word, and the position after them."""
    if at and (words[at - 1] in _NOT_OF_BIRTH or _is_second(words, at)):
        return None
    number = _after_lead(words, at)
    found = _weeks(words, number)
    if found is None:
        return None
    weeks, after, weeker = found
    follows = not _FOLLOWS.isdisjoint(words[after : after + 1])
    of_birth = number > at or weeker or follows or _is_behind_child(words, at, after)
    if not of_birth or not _FIRST <= int(weeks) <= _LAST:
        return None
    return ("preterm", "newborn", "gestational", "age", weeks, "completed", "weeks"), after


def _after_lead(words: Sequence[str], at: int) -> int:
    """Return the position behind the words that lead to weeks at birth: "ex -", "born at"."""
    if words[at] in _LEADS:
        at += 1
        while at < len(words) and words[at] in _WITHIN_A_LEAD:
            at += 1
    return at


def _is_behind_child(words: Sequence[str], at: int, after: int) -> bool:
    """Return whether weeks are those of a child that is called preterm before them: "preterm male, 31 wk"."""
    if not _OF_TODAY.isdisjoint(words[after : after + 1]):
        return False
    before = at - (at > 0 and words[at - 1] in _MARKS)
    return before > 1 and words[before - 1] in _CHILD and words[before - 2] in _EARLY


def _is_second(words: Sequence[str], at: int) -> bool:
    """Return whether a number is the second of a range: "34-35 weeker"."""
    return at > 1 and words[at - 1] == "-" and words[at - 2].isdigit()


def _weeks(words: Sequence[str], at: int) -> tuple[str, int, bool] | None:
    """Return the weeks that are written at a word, the position after them, and whether the unit names a child."""
    unit = at + 1 + (list(words[at + 1 : at + 2]) == ["-"])
    if at < len(words) and words[at].isdigit() and unit < len(words) and words[unit] in _WEEKERS:
        return words[at], unit + 1, True
    found = weeks_at(words, at)
    if found is None:
        return None
    weeks, after = found
    return weeks, after + (after < len(words) and words[after] in _OF_WEEKS), False
