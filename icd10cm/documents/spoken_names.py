"""Whether a sentence has one of the names of a disease: word by word, less sides and articles, and not across clauses.

Where a name has "of", a clause that begins with what is before it may have a comma: "tear, medial meniscus". Only usual
adjectives come before it there: "chest infection, left hip arthroplasty" says nothing of an infected arthroplasty. A
star in a name is any number of places, numbers and words that the table lists `between`: "infection of * arthroplasty".
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.documents.cues import load_cues
from icd10cm.documents.sentences import words_of_places
from icd10cm.documents.sides import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIDES = SIDE_WORDS - {"r", "l", "both"}
"""Words of a side that count for nothing in a name; single letters and "both" may be words of one."""
GLUE = frozenset(("a", "an", "of", "the"))
STAR = "*"
_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*|[;,]")
_BREAK, _COMMA, _OF = ";", ",", "of"
_IN = " in "
_ENDS = re.compile(f"[{_BREAK}{_COMMA}]")
_ARTICLES = GLUE - {_OF}
_PARTS = {_OF: f"(?: {_COMMA})?", STAR: r"(?P<run>(?: [a-z0-9'-]+)*?)"}
"""What "of" and a star in a name are in a pattern."""


class _Name(NamedTuple):
    """A name as a pattern; `may_part` where a comma may be in place of its "of", and `has_run` where it has a star."""

    pattern: re.Pattern[str]
    may_part: bool = False
    has_run: bool = False


def short(words: Iterable[str]) -> str:
    """Return the words of a name without articles and "of"."""
    return " ".join([word for word in words if word not in GLUE])


def may_be_parted(name: str) -> bool:
    """Return whether other words or a comma may be within a name."""
    return not {STAR, _OF}.isdisjoint(name.split())


class SpokenNames(NamedTuple):
    """The names of a disease: in short, those that may be parted as they are `written`, and longer ones `apart`."""

    names: tuple[str, ...]
    written: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    between: frozenset[str] = frozenset()

    def are_in(self, affirmed: str) -> bool:
        """Return whether an affirmed text has one of the names, and not only within one of those that are apart."""
        spoken = f" {short(word for word in _WORD.findall(affirmed) if word not in SIDES)} "
        spoken = spoken.replace(f" {_COMMA}{_IN}", _IN)  # "ductal carcinoma, in situ"
        if self.apart:
            spoken = _any_apart(self.apart).sub(f" {_BREAK} ", spoken)
        if any(f" {name} " in spoken for name in self.names):  # the usual case
            return True
        return any(_is_in(name, spoken, self.between) for name in _patterns(self.written))


def _is_in(name: _Name, spoken: str, between: frozenset[str]) -> bool:
    return any(_counts(name, match, spoken, between) for match in name.pattern.finditer(spoken))


def _counts(name: _Name, match: re.Match[str], spoken: str, between: frozenset[str]) -> bool:
    """Return whether a name counts at a place of its pattern in a text."""
    if name.has_run and not all(_may_be_between(word, between) for word in match["run"].split()):
        return False
    return not (name.may_part and _COMMA in match.group()) or _begins_a_clause(spoken[: match.start()])


def _may_be_between(word: str, between: frozenset[str]) -> bool:
    return word in between or word.isdigit() or word in words_of_places()


def _begins_a_clause(before: str) -> bool:
    """Return whether nothing but usual words is before a name in its clause: "chronic, severe"."""
    return _usual_words().issuperset(_ENDS.split(before)[-1].split())


@cache
def _usual_words() -> frozenset[str]:
    return frozenset(load_cues()["inverted"]["words"])


def side_within(names: Iterable[str], affirmed: str) -> str:
    """Return the side word within a name in an affirmed text ("tear of the right supraspinatus"); "" for none."""
    words: list[str] = [word for word in _WORD.findall(affirmed) if word not in GLUE and word != _COMMA]
    for at, word in enumerate(words):
        if word in SIDES:
            before, after = " ".join(words[:at]), " ".join(words[at + 1 :])
            if any(_is_within(name, before, after) for name in names):
                return word
    return ""


def _is_within(name: str, before: str, after: str) -> bool:
    """Return whether a name begins at the end of one text and ends at the beginning of another."""
    words = name.split()
    return any(
        f" {before}".endswith(f" {' '.join(words[:cut])}") and f"{after} ".startswith(f"{' '.join(words[cut:])} ")
        for cut in range(1, len(words))
    )


@cache
def _patterns(written: tuple[str, ...]) -> tuple[_Name, ...]:
    return tuple(_pattern(name.split()) for name in written)


def _pattern(words: Sequence[str]) -> _Name:
    kept = (_PARTS.get(word, f" {re.escape(word)}") for word in words if word not in _ARTICLES)
    return _Name(re.compile(f"{''.join(kept)}(?= )"), _OF in words, STAR in words)


@cache
def _any_apart(apart: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of longer names, which a comma does not part."""
    wording = (f"(?: {_COMMA})? ".join(map(re.escape, name.split())) for name in apart)
    return re.compile(f" (?:{'|'.join(wording)})(?= )")
