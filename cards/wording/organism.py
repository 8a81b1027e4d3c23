"""Words about organisms: a culture is a reason to ask, never an answer (guideline III.B)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import Matter

CULTURES = frozenset({"cultures"})
LEAD = "If the result is clinically significant, choose what the record supports:"
SIGNIFICANCE = (
    "A result counts as a diagnosis only when the provider states its significance "
    "(ICD-10-CM Official Guidelines III.B)."
)


def missing_organism(matter: Matter) -> Words:
    """Word `MissingOrganism`; `contradicted`: another organism is coded, `resistance`: a code of Z16."""
    if matter.issue.because == "resistance":
        return resistance(matter)
    if matter.issue.because == "contradicted":
        return Words(
            summary=matter.ask("The culture and the coded organism differ; which is the cause: {}?"),
            about="Organism of the culture",
            remarks=(SIGNIFICANCE,),
            lead=LEAD,
            needs=CULTURES,
        )
    return Words(
        summary=matter.ask("A culture result is available; is the organism the cause of: {}?"),
        about="Organism",
        nothing="No culture that names an organism was found in the data received.",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    )


def resistance(matter: Matter) -> Words:
    """Word a question about resistance that susceptibility results show (Z16)."""
    return Words(
        summary=matter.ask("Susceptibility results are available; is resistance part of: {}?"),
        about="Resistance of the organism",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    )
