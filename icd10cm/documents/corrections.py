"""The side that an addendum puts right: "The impression should read right tibia, not left."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.documents.sentences import LONGEST_QUOTE
from icd10cm.documents.sides import only_side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.anatomy.side import Side

_CUE = re.compile(
    r"\b(?:should (?:read|say|be|state|have)|correct(?:ed|ion|s|ly)?|incorrect(?:ly)?|erroneous(?:ly)?|error|typo|"
    r"mistake(?:n|nly)?|misdictat\w*|mislabel\w*|wrong(?:ly)?)\b",
    re.IGNORECASE,
)
_LATERALITY = re.compile(r"\b(?:laterality|side|sidedness)\b", re.IGNORECASE)
_SIDE = r"(?:the\s+)?[\"'\u201c]?(?:left|right)\b[\"'\u201d]?"
_BEFORE = (
    r"not|instead of|rather than|in place of|from|"
    r"(?:incorrectly|erroneously|mistakenly|wrongly|previously|originally)(?:\s+\w+){0,4}?"
)
_AFTER = r"should (?:be|read|say)|was (?:dictated|stated|an error|in error)|is (?:incorrect|wrong|an error|in error)"
_WRONG = re.compile(rf"\b(?:{_BEFORE})\s+{_SIDE}|{_SIDE}(?:\s+\w+)?\s+(?:{_AFTER})", re.IGNORECASE)
"""A side that is named as the wrong one."""


class Correction(Struct, frozen=True):
    """The sentence of an addendum that corrects the side of a report, and the right side."""

    sentence: str
    side: Side


def corrected_side(addendum: Iterable[str]) -> Correction | None:
    """Return the one correction of a side that an addendum makes; None for none and for several sides.

    "Correction to laterality." may be its own sentence before the one with the side.
    """
    found: list[Correction] = []
    announced = False
    for sentence in addendum:
        is_cue = _CUE.search(sentence) is not None
        side = only_side(_WRONG.sub(" ", sentence)) if is_cue or announced else None
        announced = announced or (is_cue and _LATERALITY.search(sentence) is not None)
        if side is not None and len(sentence) <= LONGEST_QUOTE:
            found.append(Correction(sentence, side))
    return found[0] if len({one.side for one in found}) == 1 else None
