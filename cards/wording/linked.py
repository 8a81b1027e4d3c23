"""Words about codes that belong together, and about their order."""

from __future__ import annotations

from cards.wording.rows import Key, Row

_NOT_FOUND = "The further detail was not found in the data received."
_ETIOLOGY = Row(
    summary="Which underlying condition is the cause: {}?",
    about="Underlying condition",
    nothing="No underlying condition that the note names was found among the diagnoses.",
    lead="If the underlying condition is known, code it and list it first:",
)

ROWS: dict[Key, Row] = {
    ("UseAdditionalCode", ""): Row(
        summary="The chart holds a further detail; does it belong to this diagnosis: {}?",
        about="Additional code",
        nothing=_NOT_FOUND,
        lead="If it belongs to the diagnosis, choose what the record supports:",
    ),
    ("UseAdditionalCode", "", "prompt"): Row(
        summary="Can the further detail that belongs to this code be stated: {}?",
        about="Additional code",
        nothing=_NOT_FOUND,
    ),
    ("CodeFirst", ""): _ETIOLOGY,
    ("CodeFirst", "missing"): _ETIOLOGY,
    ("CodeFirst", "order"): Row(
        summary="Is the second condition the cause of the first: {} and {}?",
        about="Order of two codes",
        lead="If so, list the underlying condition first:",
    ),
    ("Sequencing", ""): Row(
        summary="Which diagnosis is listed first in place of {}?",
        about="First-listed diagnosis",
        lead="List the condition that this encounter is mainly for first:",
    ),
}
