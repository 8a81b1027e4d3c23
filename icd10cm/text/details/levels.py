"""Two levels of the spine as the one place that they name: "L5 on S1" is their disc, "L2-L4" the lumbar spine.

Levels of two regions name no one place; nor does a level beside one of the sacrum, which alone has no codes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.text.lexicon import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.text.lexicon import Lexicon

_LEVEL = re.compile(r"([ctls])(\d{1,2})")
_RANGE = frozenset(("-", "to", "through", "thru"))
_PARTED_BY = frozenset(("on", "over", "upon", "/")) | _RANGE
_SHORT = frozenset(("-", "/"))
_BETWEEN = _PARTED_BY | {"and", "&"}
_SACRUM = "s"
_REGIONS = {"c": "vertebra-cervical", "t": "vertebra-thoracic", "l": "vertebra-lumbar"}
_NO_PLACE = Entry(Kind.WORD)


def names_levels(words: Iterable[str]) -> bool:
    """Return whether a text may name two levels at all: a quick look before each word is tried."""
    return not _BETWEEN.isdisjoint(words)


def levels_at(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[Entry, int] | None:
    """Return the one place of two levels that begin at a word, and the position after them; None for each by itself."""
    after = at + 3
    if after > len(words) or words[at + 1] not in _BETWEEN:
        return None
    first = _LEVEL.fullmatch(words[at])
    last = first and _LEVEL.fullmatch(words[at + 2] if words[at + 1] not in _SHORT else _in_full(first, words[at + 2]))
    entry = None if first is None or last is None else _joined(first, words[at + 1], last, lexicon)
    return None if entry is None else (entry, after)


def _in_full(first: re.Match[str], last: str) -> str:
    """Return the second level of a range with the letter of the first one: "L3-5"."""
    return f"{first[1]}{last}" if last.isdecimal() and int(last) > int(first[2]) else last


def _joined(first: re.Match[str], between: str, last: re.Match[str], lexicon: Lexicon) -> Entry | None:
    disc = lexicon.phrases.match((first[0], last[0]), 0)
    if disc is not None and between in _PARTED_BY:
        return disc[0]
    if last[1] == _SACRUM:
        return _NO_PLACE
    return _of_range(first, last) if between in _RANGE and _leaves_out(first, last) else None


def _leaves_out(first: re.Match[str], last: re.Match[str]) -> bool:
    """Return whether a range has levels that it does not name."""
    return first[1] != last[1] or int(last[2]) - int(first[2]) > 1


def _of_range(first: re.Match[str], last: re.Match[str]) -> Entry:
    return Entry(Kind.SITE, _REGIONS[first[1]]) if first[1] == last[1] else _NO_PLACE
