"""Words about organisms: a culture or a note is a reason to ask, never an answer (guideline III.B)."""

from __future__ import annotations

from cards.wording.rows import Key, Row
from cards.wording.words import NO

CULTURES = frozenset({"cultures"})
SIGNIFICANCE = "The provider decides if a result matters (Guideline III.B)."
LEAD = 'If it is not the cause, dismiss with "Contaminant or colonization".'

GREW = (
    "{Culture} grew {organism}. Is it the cause of the {name} ({code})?",
    "{Culture} grew {organism_short}. Is it the cause of the {name} ({code})?",
    "{Culture} grew {organism}. Did it cause the {name} ({code})?",
    "{Culture} grew {organism_short}. Did it cause the {name} ({code})?",
    "{Culture}: {organism_short}. Did it cause the {name} ({code})?",
    "{Culture_undated}: {organism_short}. Did it cause the {name} ({code})?",
    "{Organism} grew in a culture. Is it the cause of {code}?",  # no slot of the chart: only where no other fits
)

ROWS: dict[Key, Row] = {
    ("MissingOrganism", ""): Row(
        sentences=(
            *GREW,
            "A culture result is available. Is the organism the cause of the {name} ({code})?",
            "A culture result is available. Is the organism the cause of {code}?",
        ),
        about="Organism",
        nothing="no culture with an organism found",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    ),
    ("MissingOrganism", "stated"): Row(
        sentences=(
            "{Fact}. Is that organism the cause of the {name} ({code})?",
            "{Fact}. Is that organism the cause of {code}?",
            "The {origin} names {choice}. Is it the cause of the {name} ({code})?",
            "The {origin} names {choice}. Is it the cause of {code}?",
            "A note names the organism. Is it the cause of {code}?",
        ),
        about="Organism",
        remarks=("The provider decides if it is the cause.",),
        lead=LEAD,
    ),
    ("MissingOrganism", "contradicted"): Row(
        sentences=(
            "{Culture} grew {organism}; {code} is {name}. Which is the cause of the {name2} ({code2})?",
            "{Culture} grew {organism}; {code} is {name}. Which is the cause of {code2}?",
            "{Culture} grew {organism}; {code} is {name}. Which is the cause?",
            "{Culture} grew {organism_short}; {code} is coded. Which is the cause?",
            "The culture and the coded organism differ ({codes}). Which is the cause?",
            "The culture and the coded organism differ. Which is the cause?",
        ),
        about="Organism of the culture",
        remarks=(SIGNIFICANCE,),
        lead='If the coded organism is the cause, dismiss with "Contaminant or colonization".',
        needs=CULTURES,
    ),
    ("UseAdditionalCode", "resistance"): Row(
        sentences=(
            "{Culture}: {result}. Is the {name} resistant ({code})?",
            "{Culture}: {result}. Is it resistant ({code})?",
            "Susceptibility result: {result}. Is resistance part of {code} ({name})?",
            "Susceptibility results are available. Is resistance part of {code} ({name})?",
            "Susceptibility results are available. Is resistance part of {code}?",
        ),
        about="Resistance of the organism",
        remarks=(SIGNIFICANCE,),
        lead=NO,
        needs=CULTURES,
    ),
}
