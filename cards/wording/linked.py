"""Words about codes that belong together, and about their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.organism import resistance
from cards.wording.words import Words
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from cards.card_context import Matter


def use_additional_code(matter: Matter) -> Words:
    """Word `UseAdditionalCode`, with evidence in the chart or as a prompt; `resistance`: a code of Z16."""
    if matter.issue.because == "resistance":
        return resistance(matter)
    if matter.issue.strength is Strength.PROMPT:
        return Words(
            summary=matter.ask("Can the further detail that belongs to this code be stated: {}?"),
            about="Additional code",
            nothing="The further detail was not found in the data received.",
        )
    return Words(
        summary=matter.ask("The chart holds a further detail; does it belong to this diagnosis: {}?"),
        about="Additional code",
        nothing="The further detail was not found in the data received.",
        lead="If it belongs to the diagnosis, choose what the record supports:",
    )


def code_first(matter: Matter) -> Words:
    """Word `CodeFirst`; `order`: both are coded, in the other order, `missing`: the etiology is not coded."""
    if matter.issue.because == "order":
        return Words(
            summary=matter.ask("Is the second condition the cause of the first: {} and {}?"),
            about="Order of two codes",
            lead="If so, list the underlying condition first:",
        )
    return Words(
        summary=matter.ask("Which underlying condition is the cause: {}?"),
        about="Underlying condition",
        nothing="No underlying condition that the note names was found among the diagnoses.",
        lead="If the underlying condition is known, code it and list it first:",
    )


def sequencing(matter: Matter) -> Words:
    """Word `Sequencing`: the code listed first is never first-listed."""
    return Words(
        summary=matter.ask("Which diagnosis is listed first in place of {}?"),
        about="First-listed diagnosis",
        lead="List the condition that this encounter is mainly for first:",
    )
