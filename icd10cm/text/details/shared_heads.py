"""Places that share a noun: "right upper and lower lobes", "common femoral and popliteal veins".

The words before "and" are read with the noun that ends the place after it, where that makes a place of the vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.text.lexicon import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.text.lexicon import Lexicon

_JOINS = frozenset((",", "/", "&", "and"))
_PASSED = _JOINS | {"r", "l", "rt", "lt", "right", "left", "the"}
_LONGEST = 2
"""Words before the first "and" that make a place with the noun: "common femoral"."""
_WITHIN = 8
"""Words up to the place that has the noun."""


def before_joins(words: Sequence[str]) -> frozenset[int]:
    """Return the positions at which places may begin that share a noun: a quick look before each is tried."""
    if _JOINS.isdisjoint(words):  # the usual case
        return frozenset()
    joins = [at for at, word in enumerate(words) if word in _JOINS]
    return frozenset([at - length for at in joins for length in range(1, _LONGEST + 1)])


def shared_site(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Entry, int] | None:
    """Return the place that begins at a position and ends with a noun further on, and the position after its words."""
    for length in range(1, _LONGEST + 1):
        join = at + length
        if join >= len(words) or words[join - 1] in _PASSED:
            return None
        if words[join] in _JOINS:
            noun = _noun_behind(words, join + 1, lexicon)
            match = noun and lexicon.phrases.match([*words[at:join], noun], 0)
            is_place = match and match[0].kind is Kind.SITE and match[1] == length + 1
            return (Entry(Kind.SITE, match[0].value), join) if match and is_place else None
    return None


def _noun_behind(words: Sequence[str], at: int, lexicon: Lexicon) -> str:
    """Return the last word of the place of several words that a list ends with; "" where it ends otherwise."""
    named = 0
    for place in range(at, min(len(words), at + _WITHIN)):
        if words[place] in _PASSED:
            named = 0
            continue
        match = lexicon.phrases.match(words, place)
        if match is not None and match[0].kind is Kind.SITE:
            return words[match[1] - 1] if match[1] > place + 1 else ""
        named += 1
        if named > _LONGEST or not words[place][0].isalpha():
            return ""
    return ""
