"""What the words of an order say: the kind of work, and the one place that they name.

An order's words are the provider's own (guideline I.A.19), but they say where to look, not what was found. They count
for the diagnosis that the order names as its reason, and never against a side that is coded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fhir_mappings.procedures.procedure_kinds import load_procedure_kinds
from icd10cm.anatomy.side import Side
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import recall_text

if TYPE_CHECKING:
    from fhir_mappings.procedures.procedure_table import SiteAndSide

_LONGEST = 200
_DOUBT = re.compile(
    r"\b(?:r/o|rule[ -]?out|eval(?:uate)?|assess|compar\w+|contralateral|opposite|both|bilat\w*|b/l|vs)\b",
    re.IGNORECASE,
)

_MANNER = re.compile(
    r"\b\d+ ?(?:v|vw|vws|views?)\b|\b(?:w/?wo|w/ ?wo|wo|w/o|w)\b(?: ?/? ?\w* ?contrast)?", re.IGNORECASE
)
"""How an exam is made: "3 views", "WO", "w/wo contrast"."""


def kinds_of_order(words: str) -> tuple[str, ...]:
    """Return the kinds of work that the words of an order name; none for lines, blocks, dressings and the like."""
    return load_procedure_kinds().of_name(words)


@lru_cache(maxsize=1 << 12)
def place_of_order(words: str) -> SiteAndSide | None:
    """Return the one place that the words of an order name; None for several, both sides, or a question.

    >>> place_of_order("MRI right tibia w/wo contrast")
    ('tibia', <Side.RIGHT: 'right'>)
    """
    if not words or len(words) > _LONGEST or _DOUBT.search(words):
        return None
    places = {(place.site, place.side) for place in recall_text(_MANNER.sub(" ", words), load_lexicon()).places}
    if len(places) != 1:
        return None
    site, side = places.pop()
    return None if site is None or side is Side.BILATERAL else (site, side)
