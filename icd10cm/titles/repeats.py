"""Takes repeated words out of a name: "contusion of breast, left breast" is "contusion of left breast"."""

from __future__ import annotations

import re

_JOINERS = frozenset(("and", "or", "of", "with", "without", "in", "at", "due", "to", "for", "by", "not"))
_SIDES = frozenset(("right", "left", "bilateral"))
_MOST_WORDS = 4
_PLURAL = re.compile(r"(?:ies|y|es|s)$")
_ENDINGS = ("ies", "y", "es", "s", "")
_LEVEL = re.compile(r" at (?:the )?(?P<place>[a-z -]+) level$")
_DANGLING = re.compile(r"(?:,? (?:of|in|to|at|with|and|or|by|the|other))+$|,+$")


def without_repeats(name: str) -> str:
    """Return a name with each place said once, and without a word that nothing follows.

    >>> without_repeats("trigger thumb, thumb"), without_repeats("foot drop, right foot")
    ('trigger thumb', 'right foot drop')
    >>> without_repeats("metastasis to other and")
    'metastasis'
    """
    told, *clauses = name.split(", ")
    for clause in clauses:
        told = _joined(told, clause)
    return _DANGLING.sub("", told) or name


def _joined(told: str, clause: str) -> str:
    """Return a name with one more clause: within it where it says the place of the clause already."""
    words = clause.split()
    if len(words) > _MOST_WORDS or not _JOINERS.isdisjoint(words):
        return f"{told}, {clause}"
    if words[-1] == "region" and {*words[:-1]} <= {*told.split()}:
        return told
    level = _LEVEL.search(told)
    if level and words[-1] in level["place"].split():
        return f"{told[: level.start()]}, {clause}"
    place = next((place for place in range(len(words)) if _position(told, words[place:]) >= 0), None)
    if place is None:
        return f"{told}, {clause}"
    return _within(told, words[:place], _position(told, words[place:])) or f"{told}, {clause}"


def _within(told: str, lead: list[str], at: int) -> str:
    """Return a name with the words that lead to a place before it; "" where they would lead to something else."""
    if not lead:
        return told
    before = told[:at].rstrip()
    if before.rpartition(" ")[2] in _SIDES and not _SIDES.isdisjoint(lead):  # "left eye, normal vision right eye"
        return ""
    if before.endswith("'s"):  # "right Nursemaid's elbow"
        before, _, owner = before.rpartition(" ")
        return " ".join(filter(None, (before, *lead, owner, told[at:])))
    if before.endswith((" and", " or", ",")) or told[at:].split()[1:2] in (["and"], ["or"], ["level"]):
        return ""
    return " ".join(filter(None, (before, *lead, told[at:])))


def _position(told: str, words: list[str]) -> int:
    """Return where a name says some words, in the singular or plural; -1 where it does not."""
    *first, last = words
    sought, text = " ".join((*first, _PLURAL.sub("", last))).lower(), told.lower()
    at = text.find(sought)
    while at >= 0 and not _is_apart(text, at, at + len(sought)):
        at = text.find(sought, at + 1)
    return at


def _is_apart(text: str, at: int, end: int) -> bool:
    """Return whether words stand by themselves in a text, with the ending of a plural or of a singular or without."""
    begins = at == 0 or not _is_within_word(text[at - 1])
    ends = (end + len(ending) for ending in _ENDINGS if text.startswith(ending, end))
    return begins and any(after == len(text) or not _is_within_word(text[after]) for after in ends)


def _is_within_word(letter: str) -> bool:
    return letter.isalnum() or letter in "_-"
