"""The words after a reference that admit only some of its codes: "with fifth or sixth character 5".

A qualifier speaks of a full code ("T39.015A"). A code too short to have the character asked for is not
admitted, because it does not say what the note asks.
"""

from __future__ import annotations

import re

from msgspec import Struct

SEVENTH = 7
_INTENTS = frozenset("1234")
_OPEN_FRACTURE = frozenset("BC")
_PLACES = {"fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7}


class FifthOrSixthCharacter(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Reads "with fifth or sixth character 1-4": character 6 where the code has one, otherwise character 5.

    A placeholder X and the 7th character do not count, so T64.01XA is judged by its fifth character and
    T39.015A by its sixth alone (5 there is an adverse effect, whatever the fifth character is).
    """

    values: frozenset[str]

    def admits(self, code: str) -> bool:
        """Return whether the code's last character of meaning is one of the values."""
        characters = _before_seventh(code)
        return len(characters) >= 5 and characters[-1] in self.values


class CharactersAt(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Reads "with 7th character B or C": the characters that begin at a place (1 = first)."""

    place: int
    values: frozenset[str]

    def admits(self, code: str) -> bool:
        """Return whether one of the values is at the place."""
        return code.replace(".", "").startswith(tuple(self.values), self.place - 1)


class FinalCharacters(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Reads "with final characters -23": the end of the code, the 7th character of an injury left aside."""

    values: frozenset[str]

    def admits(self, code: str) -> bool:
        """Return whether the code ends so and is longer than its category."""
        characters = _before_seventh(code)
        return len(characters) > 3 and characters[3:].endswith(tuple(self.values))


class AfterPoint(Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Reads "E08-E13 with .51-.52": what follows the point; each value represents everything below it."""

    values: frozenset[str]

    def admits(self, code: str) -> bool:
        """Return whether the part after the point begins with one of the values."""
        return code.partition(".")[2].startswith(tuple(self.values))


Qualifier = FifthOrSixthCharacter | CharactersAt | FinalCharacters | AfterPoint

_VALUES = r"(?P<values>[-.]?[0-9A-Z]+(?:(?:\s*-\s*|\s*,\s*(?:or\s+)?|\s+or\s+)[-.]?[0-9A-Z]+)*)"
_WITH = r"[,)]?\s*\bwith\s+"
_FORMS = (
    (re.compile(_WITH + r"fifth or six(?:th)? character to indicate intent"), "intent"),
    (re.compile(_WITH + r"fifth or six(?:th)? character " + _VALUES), "either"),
    (re.compile(_WITH + r"open fracture (?:7th|seventh) character(?: (?P<given>B or C))?"), "open"),
    (re.compile(_WITH + r"fifth to sixth characters " + _VALUES), "fifth"),
    (re.compile(_WITH + r"(?P<place>fifth|5th|sixth|6th|seventh|7th)[ -]character " + _VALUES), "place"),
    (re.compile(_WITH + r"final characters? " + _VALUES), "final"),
    (re.compile(_WITH + r"(?P<values>\.[0-9A-Z]+-?(?:[-,. ]*\.[0-9A-Z]+-?)*)"), "point"),
)


def read_qualifier(words: str) -> tuple[Qualifier | None, int]:
    """Read the qualifier that `words` begin with.

    Returns it and how many letters it took; (None, 0) where the words begin with none.
    """
    if "with" not in words:
        return None, 0
    for pattern, form in _FORMS:
        found = pattern.match(words)
        if found is not None:
            return _qualifier(form, found), found.end()
    return None, 0


def _qualifier(form: str, found: re.Match[str]) -> Qualifier:
    if form == "intent":
        return FifthOrSixthCharacter(_INTENTS)
    if form == "open":
        return CharactersAt(SEVENTH, _OPEN_FRACTURE)
    values = _values(found["values"])
    if form == "either":
        return FifthOrSixthCharacter(values)
    if form == "final":
        return FinalCharacters(values)
    if form == "point":
        return AfterPoint(values)
    return CharactersAt(5 if form == "fifth" else _PLACES[found["place"]], values)


def _values(words: str) -> frozenset[str]:
    """Read "1-4 or 6", ".51-.52", "-23", "B or C"; a hyphen between two values of one length is a range."""
    values: set[str] = set()
    for item in re.finditer(r"([0-9A-Z]+)(?:\s*-\s*\.?([0-9A-Z]+))?", words):
        low, high = item[1], item[2]
        if high is None or not (low.isdigit() and high.isdigit()):
            values.update(value for value in (low, high) if value is not None)
        else:
            values.update(str(value).zfill(len(low)) for value in range(int(low), int(high) + 1))
    return frozenset(values)


def _before_seventh(code: str) -> str:
    """Return the code without its point, its 7th character and the placeholders X before that."""
    characters = code.replace(".", "")
    return characters[:6].rstrip("X") if len(characters) == SEVENTH else characters.rstrip("X")
