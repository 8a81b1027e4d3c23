"""A fracture is displaced unless a text says nondisplaced (guideline I.C.19.c)."""

from __future__ import annotations

import pytest

from icd10cm.choosing.chooser import choose
from tests.icd10cm.choosing.charts import facts_of


@pytest.mark.parametrize(
    ("code", "text", "codes"),
    [
        ("S92.309A", "R 2nd MT fx", ("S92.321A",)),
        ("S92.309A", "R 2nd MT fx, nondisplaced", ("S92.324A",)),
        ("S92.309A", "R 2nd MT fx, displaced", ("S92.321A",)),
        ("S62.309A", "R 5th MC base fx", ("S62.316A",)),
        ("S62.309A", "R 5th MC base fx, nondisplaced", ("S62.346A",)),
        ("S72.009A", "L intertrochanteric femur fx", ("S72.142A",)),
        ("S72.009A", "L nondisplaced intertrochanteric femur fx", ("S72.145A",)),
    ],
)
def test_displaced_unless_a_text_says_otherwise(code: str, text: str, codes: tuple[str, ...]) -> None:
    facts = facts_of(code, text)
    assert choose(facts.diagnoses[0], facts).codes == codes


@pytest.mark.parametrize("text", ["R tib plateau fx Schatzker type II", "R tibial plateau fx"])
def test_an_inclusion_term_is_not_taken_as_displaced(text: str) -> None:
    facts = facts_of("S82.101A", text)
    assert choose(facts.diagnoses[0], facts).codes == ()
