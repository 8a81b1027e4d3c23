"""Reads the diagnoses that an R5 Encounter holds itself: a concept in Encounter.diagnosis, without a Condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.diagnoses.conditions import choose_code
from icd10cm.encounter import Diagnosis, Evidence, Statement

if TYPE_CHECKING:
    from fhir_mappings.chart.encounter import NamedDiagnosis
    from fhir_mappings.chart.reading_context import ReadingContext


def inline_diagnoses(context: ReadingContext) -> list[Diagnosis]:
    """Return a diagnosis for each concept of Encounter.diagnosis that has an ICD-10-CM code."""
    if context.encounter.reference is None:
        return []
    found = [_read(named, context) for named in context.encounter.diagnoses if named.concept is not None]
    return [diagnosis for diagnosis in found if diagnosis is not None]


def _read(named: NamedDiagnosis, context: ReadingContext) -> Diagnosis | None:
    if named.concept is None:
        return None
    chosen = choose_code(named.concept)
    if chosen is None:
        return None
    encounter = named.concept.reference
    text = named.concept.text("text")
    statement = Statement(text, Evidence(encounter, text, from_text=True))
    return Diagnosis(
        reference=f"{encounter}#{named.place}",
        code=chosen.code,
        title=chosen.title,
        statements=(statement,) if text else (),
        rank=named.rank,
        use=named.use,
        ordered=chosen.code in context.ordered_codes,
    )
