"""Whether one statement of a chart has the coded disease on the right, and another one on the left.

"Right knee pain" with the note "left knee pain x 2 wks" may be an error of either (guideline I.B.13 has the provider
asked), so that neither side is documented, nor both. One statement that says both sides is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.text.places_of_disease import SIGN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.text.places_of_disease import Place

_Sited = frozenset[str | None]
_SIDES = frozenset((Side.RIGHT, Side.LEFT))


def names_both_sides_apart(diagnosis: DiagnosisFacts, anatomy: Anatomy) -> bool:
    """Return whether two statements, or a body site and a text, each name one side of a place, and not the same."""
    told = [found for places in _places(diagnosis) if (found := _one_sided(places))]
    right = [sites for side, sites in told if side is Side.RIGHT]
    left = [sites for side, sites in told if side is Side.LEFT]
    return any(_may_be_one(one, other, anatomy) for one in right for other in left)


def _places(diagnosis: DiagnosisFacts) -> Iterator[Sequence[Place | SiteFact]]:
    """Yield the places of each statement of the chart, and those that the diagnosis codes; documents are for others."""
    for text in diagnosis.texts:
        if not text.evidence.source:
            yield [place for place in text.facts.places if place.site or place.rank < SIGN]
    yield diagnosis.diagnosis.sites


def _one_sided(places: Sequence[Place | SiteFact]) -> tuple[Side, _Sited] | None:
    """Return the one side that some places name, with the sites on it; None for none and for both."""
    sided = [(place.site, place.side) for place in places if place.side]
    sides = {side for _, side in sided}
    if len(sides) != 1 or not sides <= _SIDES:
        return None
    return sides.pop(), frozenset(site for site, _ in sided)


def _may_be_one(sites: _Sited, others: _Sited, anatomy: Anatomy) -> bool:
    """Return whether some of the sites may be the same place; a bare side may be that of any."""
    return any(site is None or other is None or not anatomy.disjoint(site, other) for site in sites for other in others)
