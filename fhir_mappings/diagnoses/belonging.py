"""Decides which Conditions are diagnoses of the encounter, and which are items of the problem list.

A Condition belongs to the encounter by its own reference, by Encounter.diagnosis, or because an order names it. FHIR
says of `encounter-diagnosis` "a point in time diagnosis in context of an encounter": without a reference the context is
unknown, so that a call that names its encounter leaves the Condition out, whenever it was recorded
(`docs/decisions/0017-which-diagnoses.md`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fhir_mappings.elements.references import is_on_another_server

if TYPE_CHECKING:
    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element

_PROBLEM = "problem-list-item"


class Belonging(StrEnum):
    """Where a Condition belongs: to the encounter, to the problem list, or why it is left out."""

    ENCOUNTER = "of the encounter"
    PROBLEM_LIST = "on the problem list"
    OTHER_PATIENT = "of another patient"
    OTHER_SERVER = "its subject or encounter is on another FHIR server"
    OTHER_ENCOUNTER = "of another encounter"
    NOT_ON_LIST = "not on the problem list"
    LISTED_ONLY = "on the problem list, and neither the encounter nor an order names it"
    CONTAINED = "contained, and neither the encounter nor an order names it"
    NO_ENCOUNTER = "neither it nor the encounter nor an order says that it belongs to the encounter"


def belonging_of(condition: Element, context: ReadingContext) -> Belonging:
    """Return where a Condition belongs."""
    why_not = context.why_not_patient(condition)
    if why_not is not None:
        return Belonging(why_not)
    reference = condition.reference
    if context.is_problem_list:
        return _on_problem_list(condition, context)
    if reference in context.named_by_encounter or reference in context.reason_references or reference in context.drafts:
        return Belonging.ENCOUNTER
    if "#" in reference:
        return Belonging.CONTAINED
    return _by_own_reference(condition, context)


def _on_problem_list(condition: Element, context: ReadingContext) -> Belonging:
    """Return whether a Condition is compared with those about to join the problem list, whatever its encounter."""
    if condition.reference in context.drafts:
        return Belonging.PROBLEM_LIST
    categories = condition.codes("category")
    return Belonging.NOT_ON_LIST if categories and _PROBLEM not in categories else Belonging.PROBLEM_LIST


def _by_own_reference(condition: Element, context: ReadingContext) -> Belonging:
    own = context.encounter_of(condition)
    if context.is_ours(own):
        return Belonging.ENCOUNTER
    if is_on_another_server(own):
        return Belonging.OTHER_SERVER
    categories = condition.codes("category")
    is_listed = _PROBLEM in categories
    if context.encounter.named is None:
        # The call names no encounter either: an active Condition without one is a current diagnosis of the patient.
        return Belonging.PROBLEM_LIST if is_listed or own is None else Belonging.OTHER_ENCOUNTER
    if own is not None:
        return Belonging.OTHER_ENCOUNTER
    return Belonging.LISTED_ONLY if is_listed else Belonging.NO_ENCOUNTER
