"""Words about organisms: a culture is a reason to ask, never an answer (guideline III.B)."""

from __future__ import annotations

from cards.wording.rows import Key, Row

CULTURES = frozenset({"cultures"})
LEAD = "If the result is clinically significant, choose what the record supports:"
SIGNIFICANCE = (
    "A result counts as a diagnosis only when the provider states its significance "
    "(ICD-10-CM Official Guidelines III.B)."
)

ROWS: dict[Key, Row] = {
    ("MissingOrganism", ""): Row(
        summary="A culture result is available; is the organism the cause of: {}?",
        about="Organism",
        nothing="No culture that names an organism was found in the data received.",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    ),
    ("MissingOrganism", "contradicted"): Row(
        summary="The culture and the coded organism differ; which is the cause: {}?",
        about="Organism of the culture",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    ),
    ("UseAdditionalCode", "resistance"): Row(
        summary="Susceptibility results are available; is resistance part of: {}?",
        about="Resistance of the organism",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    ),
}
