"""Two names in one phrase: what they share is said once, what tells them apart is never left out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cards.phrases.shortening import with_abbreviations

if TYPE_CHECKING:
    from collections.abc import Sequence

Names = tuple[str, str]

_WORDS = re.compile(r"[^\s,]+|,")
_PREPOSITIONS = ("of", "in", "at", "on", "to", "into", "by", "for", "from", "with", "without", "w/o", "due", "as")
_JOINERS = frozenset((*_PREPOSITIONS, "after", "during", "following", "between", "a", "an", "the", "and", "or", "not"))
_CLAUSES = frozenset((",", "with", "without", "w/o", "due"))
_LISTS = _CLAUSES | {"and", "or"}
_ALTERNATIVES = frozenset(("and", "or"))
_ENDED = _JOINERS | _CLAUSES
_LEADING = _ENDED - {"and", "or", "not"}
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_NUMBER = re.compile(r"\d\S*|[IVX]+[ABC]?|[A-Z]")
_STAGES = re.compile(r"\bstage (\d) through stage (\d)\b")
_LAST_STAGE = re.compile(r"\bstage 5 chronic kidney disease,? or end stage renal disease")
_FROM_STAGE = re.compile(r",?(?: and)?(?: with)? stage \d.*")
_OR_UNSPECIFIED = "or unspecified chronic kidney disease"


def in_a_row(words: Sequence[str], last: str) -> str:
    """Return words as a list in a sentence: "a, b or c".

    >>> in_a_row(["a", "b", "c"], "or")
    'a, b or c'
    >>> in_a_row(["type I or II", "type III"], "or")
    'type I or II, or type III'
    """
    comma = "," if any(f" {last} " in _IN_BRACKETS.sub("", each) for each in words) else ""
    return f"{comma} {last} ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def said_together(names: Names) -> str:
    """Return two names with their shared beginning, or their shared end, said once; "" where they share neither.

    >>> said_together(("displaced fracture of left radius", "nondisplaced fracture of left radius"))
    'displaced and nondisplaced fracture of left radius'
    >>> said_together(("acute thrombosis of deep veins", "acute thrombosis of left popliteal vein"))
    'acute thrombosis of deep veins and of left popliteal vein'
    """
    begin, own, others, end = _parted(names)
    last = begin[-1] if begin and not end else ""
    again = [last] if last in _JOINERS else []
    # "Stress fracture, foot and left toes" would be one fracture.
    if not (begin or end) or last == "," or not all(_is_part(each, len(end), again) for each in (own, others)):
        return ""
    return _text([*begin, *own, "and", *again, *others, *end])


def either_of(names: Names) -> str:
    """Return two names as a choice, what they share said once; "" where they share neither beginning nor end.

    >>> either_of(("type 1 diabetes", "type 2 diabetes"))
    'type 1 or type 2 diabetes'
    >>> either_of(("chronic kidney disease, stage 3a", "chronic kidney disease, stage 4"))
    'chronic kidney disease, stage 3a or stage 4'
    >>> either_of(("type 2 diabetes", "type 2 diabetes with kidney disease"))
    'type 2 diabetes with or without kidney disease'
    """
    begin, own, others, end = _parted(names)
    if begin and not end and _is_denied(own, others):
        return _text([*begin, "with or without", *max(own, others, key=len)[1:]])
    if not (begin or end) or not all(each and _CLAUSES.isdisjoint(each) for each in (own, others)):
        return ""
    return _text([*begin, *own, "or", *others, *end])


def in_common(names: Names) -> tuple[str, str, str]:
    """Return what two names share, and what each says in its place; three times "" where no noun is shared.

    >>> in_common(("acute systolic heart failure", "acute combined heart failure"))
    ('acute heart failure', 'systolic', 'combined')
    >>> in_common(("type 1 diabetes", "type 2 diabetes"))
    ('diabetes', 'type 1', 'type 2')
    >>> in_common(("acute cystitis", "acute pyelonephritis"))
    ('', '', '')
    """
    begin, own, others, end = _parted(names)
    whole = all(each and each[-1] not in _ENDED and _LEADING.isdisjoint(each) for each in (own, others))
    if not end or end[0] in _ENDED or not whole or (begin and begin[-1] in _ENDED):
        return "", "", ""
    return _text([*begin, *end]), _text(own), _text(others)


def _parted(names: Names) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the words with which two names begin, those that each has alone, and those with which they end."""
    one, other = map(_WORDS.findall, names)
    begins, ends = _shared(one, other)
    if begins and any(_NUMBER.fullmatch(words[begins]) for words in (one, other) if len(words) > begins):
        begins -= 1  # "type 1 and type 2", not "type 1 and 2"
    return one[:begins], one[begins : len(one) - ends], other[begins : len(other) - ends], other[len(other) - ends :]


def _is_denied(own: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether one of two names alone says with what, or the other one denies it."""
    first, second = sorted((own, others), key=len)
    return second[:1] == ["with"] and (not first or (first[0] in ("without", "w/o") and first[1:] == second[1:]))


def added(names: Names) -> str:
    """Return what the second name says in addition to the first, where it says all else in the same words.

    >>> added(("tenosynovitis of the thigh", "tenosynovitis of the left thigh"))
    'left'
    >>> added(("cirrhosis", "other cirrhosis"))
    'other'
    >>> added(("acute pain", "acute and chronic pain"))
    ''
    """
    one, other = map(_WORDS.findall, names)
    begins, ends = _shared(one, other)
    more = other[begins : len(other) - ends]
    if begins + ends < len(one) or not one or not more or {more[0], more[-1]} & _ALTERNATIVES:
        return ""
    return _text(more[:-1] if more[-1] in _JOINERS else more)


def are_told_apart(names: Names, shorter: Names) -> bool:
    """Return whether shorter names still have the words that tell two forms of one thing apart."""
    one, other = map(_content, shorter)
    return distinct(names, shorter) and telling_words(names) <= one | other


def distinct(_: Names, shorter: Names) -> bool:
    """Return whether shorter names are not the same."""
    return shorter[0] != shorter[1]


def telling_words(names: Names) -> frozenset[str]:
    """Return the words that tell two forms of one thing apart, abbreviated; none for two different things.

    Forms of one thing share half of the words that either has.
    """
    one, other = map(_content, names)
    return one ^ other if 2 * len(one & other) >= min(len(one), len(other)) else frozenset()


@lru_cache(maxsize=2048)
def _content(name: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(with_abbreviations(name))) - _ENDED


def _shared(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Return how many words two names share at their beginning and, after those, at their end."""
    begins = _alike(one, other)
    fewest = min(len(one), len(other)) - begins
    return begins, min(fewest, _alike(one[::-1], other[::-1]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, pair in enumerate(pairs) if pair[0] != pair[1]), min(len(one), len(other)))


def _is_part(words: Sequence[str], ends: int, again: Sequence[str]) -> bool:
    """Return whether words can be said next to others in place of them.

    No clause, and nothing left hanging; a list only where the preposition before it is said again.
    """
    if len(words) == 1:
        return words[0] != ","  # "with" and "without" aura
    unfit = _ENDED if ends else _CLAUSES if again else _LISTS
    return bool(words) and unfit.isdisjoint(words)


def _text(words: Sequence[str]) -> str:
    return " ".join(words).replace(" ,", ",").strip(" ,")


def stages_of(title: str) -> str:
    """Return the stages that a title names in a row; "" for none."""
    found = _STAGES.search(title)
    return f"stages {found[1]} to {found[2]}" if found else "stage 5 or ESRD" if _LAST_STAGE.search(title) else ""


def other_stages(title: str, before: str) -> str:
    """Return the stages that a title is for, where it differs in these alone from the one before; otherwise ""."""
    stages, apart = stages_of(title), _FROM_STAGE.sub("", title) == _FROM_STAGE.sub("", before)
    if not stages or not apart or stages == stages_of(before):
        return ""
    return f"{stages} or unspecified" if title.endswith(_OR_UNSPECIFIED) else stages
