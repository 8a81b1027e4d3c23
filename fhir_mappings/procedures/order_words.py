"""What the words of an order say: the kind of work, and the one place that they name.

An order's words are the provider's own (guideline I.A.19), but they say where to look, not what was found. They count
for the diagnosis that the order names as its reason, and never against a side that is coded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from fhir_mappings.procedures.procedure_kinds import load_procedure_kinds
from icd10cm.anatomy.operations import operates, treated_sites
from icd10cm.anatomy.side import Side
from icd10cm.documents.sides import only_side
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import recall_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fhir_mappings.procedures.procedure_table import SiteAndSide

Found = TypeVar("Found")

_LONGEST = 200
_OF_ORGAN = "organ-operation"
_DOUBT = re.compile(
    r"\b(?:r/o|rule[ -]?out|eval(?:uate)?|assess|compar\w+|contralateral|opposite|both|bilat\w*|b/l|vs)\b",
    re.IGNORECASE,
)

_MANNER = re.compile(
    r"\b\d+ ?(?:v|vw|vws|views?)\b|\b(?:w/?wo|w/ ?wo|wo|w/o|w)\b(?: ?/? ?\w* ?contrast)?"
    r"|\b(?:with(?:(?: and |/| ?& ?| or )without)?|without)(?: \w+){0,2} (?:contrast|gad\w*)\b",
    re.IGNORECASE,
)
"""How an exam is made: "3 views", "WO", "w/wo contrast", "without IV contrast"."""


def kinds_of_order(words: str) -> tuple[str, ...]:
    """Return the kinds of work that the words of an order name; none for lines, blocks, dressings and the like."""
    return (*load_procedure_kinds().of_name(words), *((_OF_ORGAN,) if operates(words) else ()))


@lru_cache(maxsize=1 << 12)
def place_of_order(words: str) -> SiteAndSide | None:
    """Return the one place that the words of an order name; None for several, both sides, or a question.

    >>> place_of_order("MRI right tibia w/wo contrast")
    ('tibia', <Side.RIGHT: 'right'>)
    """
    if not words or len(words) > _LONGEST or _DOUBT.search(words):
        return None
    places = recall_text(_MANNER.sub(" ", words), load_lexicon()).places
    site = _only(place.site for place in places) or _only(treated_sites(words) or ())
    return None if site is None else _on_one_side(site, {place.side for place in places if place.side}, words)


def _on_one_side(site: str, sides: set[Side], words: str) -> SiteAndSide | None:
    """Return a site with the one side of its order, None for several sides."""
    side = _only(sides or {only_side(words)})
    return None if side is Side.BILATERAL or len(sides) > 1 else (site, side)


def _only(found: Iterable[Found | None]) -> Found | None:
    """Return the one value of some; None for none and for several."""
    named = set(filter(None, found))
    return named.pop() if len(named) == 1 else None
