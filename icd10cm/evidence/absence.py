"""Whether a missing code may be concluded from what was read.

A diagnosis in SNOMED CT, in another ICD or in text alone, and one that was named but not received, may be the very code
that a rule misses, or stand before it. Rules of absence and order ask here first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.encounter import CodedEncounter


def may_conclude_absence(encounter: CodedEncounter) -> bool:
    """Return whether every diagnosis of the encounter was read, so that "not coded" and "listed first" can be said."""
    return not encounter.missing


def absence_note(encounter: CodedEncounter) -> str:
    """Return in words why nothing can be concluded from a missing code; "" where every diagnosis was read."""
    missing = encounter.missing
    notes = []
    if missing.uncoded:
        notes.append(f"{_diagnoses(missing.uncoded)} no ICD-10-CM code")
    if missing.not_received:
        notes.append(f"{missing.not_received} named by the encounter or an order, but not received")
    if missing.is_incomplete:
        notes.append("the list of Conditions is incomplete")
    return "; ".join(notes)


def _diagnoses(count: int) -> str:
    return "1 diagnosis of this encounter carries" if count == 1 else f"{count} diagnoses of this encounter carry"
