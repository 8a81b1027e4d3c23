"""Words about codes that an Excludes1 note keeps apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.organism import CULTURES, LEAD, SIGNIFICANCE
from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import Matter

EXCEPTION = (
    "Exception: when the two conditions are unrelated to each other, both may be coded "
    "(ICD-10-CM Official Guidelines I.A.12.a)."
)


def excludes1(matter: Matter) -> Words:
    """Word `Excludes1`; `organism`: a culture leads to a combination code, `vaguer`: one code says less."""
    if matter.issue.because == "organism":
        return Words(
            summary=matter.ask("A culture result is available; which diagnosis does the record support: {}?"),
            about="Organism with a code of its own",
            remarks=(EXCEPTION, SIGNIFICANCE),
            lead=LEAD,
            needs=CULTURES,
        )
    if matter.issue.minor or matter.issue.because == "vaguer":
        return Words(
            summary=matter.ask("Do both of these codes still apply: {} and {}?"),
            about="Vaguer code beside a definite one",
            remarks=(EXCEPTION,),
            lead="If the more definite code covers the other:",
        )
    return Words(
        summary=matter.ask("Are these two conditions unrelated to each other: {} and {}?"),
        about="Codes that exclude each other",
        remarks=(EXCEPTION,),
        lead="If they are unrelated, keep both. If they are one condition, keep the code that describes it:",
    )
