"""Whether a code may be the manifestation of a cause, by side, place and the notes of the cause.

A cause owns the codes that its own use-additional note names (E11.621: L97.4-, L97.5-). One that has such a code behind
it already is content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.attaching.attachment import Reason
from icd10cm.attaching.nearness import opposite
from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.evidence.sequence import comes_before, is_sequela
from icd10cm.notes.note_index import NEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts


def belong_together(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a code may be the manifestation of this cause, and the cause has none behind it yet."""
    facts.check_time()
    return not is_sequela(earlier, facts) and why_apart(later, earlier, facts) is None


def why_apart(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> Reason | None:
    """Return why a code is not the manifestation of this cause, None where it may be."""
    return why_no_pair(later, earlier, facts) or (Reason.HAS_ITS_OWN if _has_its_own(earlier, later, facts) else None)


def why_no_pair(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> Reason | None:
    """Return what rules out that a code is the manifestation of this cause: its side or place, or the cause's note."""
    if opposite(_side(later, facts), _side(earlier, facts)):
        return Reason.OTHER_PLACE
    named, others = _own_note(earlier, later, facts)
    if others and not named:
        return Reason.OWNS_OTHER_CODES
    return Reason.OTHER_PLACE if named and _apart(later, earlier, facts) else None


def _has_its_own(earlier: DiagnosisFacts, later: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a cause has a code of the same category behind it already."""
    return any(
        comes_before(earlier, one) and why_no_pair(one, earlier, facts) is None
        for one in _by_category(facts).get(later.code[:3], ())
    )


@kept_with_encounter
def _by_category(facts: EncounterFacts) -> Mapping[str, Sequence[DiagnosisFacts]]:
    """Return the diagnoses by the first three characters of their codes, in the order of the chart."""
    found: dict[str, list[DiagnosisFacts]] = {}
    for one in facts.diagnoses:
        found.setdefault(one.code[:3], []).append(one)
    return found


def _side(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Side | None:
    """Return the side that a code names, else the one that the chart documents."""
    return facts.release.side_of(diagnosis.code) or diagnosis.side


def _own_note(earlier: DiagnosisFacts, later: DiagnosisFacts, facts: EncounterFacts) -> tuple[bool, bool]:
    """Return whether the use-additional notes of a cause name a code, and whether they name others of its category."""
    if earlier.node is None or later.node is None:
        return False, False
    index = later.node.index
    category = facts.release.category(index)
    named = others = False
    for line in facts.release.notes.inherited(earlier.node.index, "useAdditionalCode"):
        if line.level in NEAR:
            named = named or line.names(index, later.code)
            others = others or any(
                first < category.end and category.index < end
                for reference in line.references
                for first, end in reference.spans
            )
    return named, others


def _apart(later: DiagnosisFacts, earlier: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the titles of two codes name surely different places: an ulcer of the calf and one of the foot."""
    ones, others = _sites(later, facts), _sites(earlier, facts)
    return bool(ones and others) and all(facts.anatomy.disjoint(one, other) for one in ones for other in others)


def _sites(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    return facts.anatomy.narrowest(facts.release.sites_of(diagnosis.code))
