"""Words about codes that an Excludes1 note keeps apart."""

from __future__ import annotations

from cards.wording.organism import CULTURES, LEAD, SIGNIFICANCE
from cards.wording.rows import Key, Row

EXCEPTION = (
    "Exception: when the two conditions are unrelated to each other, both may be coded "
    "(ICD-10-CM Official Guidelines I.A.12.a)."
)

ROWS: dict[Key, Row] = {
    ("Excludes1", ""): Row(
        summary="Are these two conditions unrelated to each other: {} and {}?",
        about="Codes that exclude each other",
        remarks=(EXCEPTION,),
        lead="If they are unrelated, keep both. If they are one condition, keep the code that describes it:",
    ),
    ("Excludes1", "vaguer"): Row(
        summary="Do both of these codes still apply: {} and {}?",
        about="Vaguer code beside a definite one",
        remarks=(EXCEPTION,),
        lead="If the more definite code covers the other:",
    ),
    ("Excludes1", "organism"): Row(
        summary="A culture result is available; which diagnosis does the record support: {}?",
        about="Organism with a code of its own",
        remarks=(EXCEPTION, SIGNIFICANCE),
        lead=LEAD,
        needs=CULTURES,
    ),
}
