"""Reads the diagnoses that an R5 Encounter holds itself: a concept in Encounter.diagnosis, without a Condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.diagnoses.icd_codes import icd_codes
from icd10cm.encounter import Diagnosis, Evidence, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.chart.encounter import NamedDiagnosis
    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element


def inline_diagnoses(context: ReadingContext) -> list[Diagnosis]:
    """Return a diagnosis for each ICD-10-CM code of the concepts of Encounter.diagnosis."""
    return [
        diagnosis
        for named in context.encounter.diagnoses
        if named.concept is not None
        for diagnosis in _read(named, named.concept, context)
    ]


def _read(named: NamedDiagnosis, concept: Element, context: ReadingContext) -> Iterator[Diagnosis]:
    codes = icd_codes(concept, context.icd_10_cm_systems)
    if not codes:
        context.uncoded += 1
    encounter = concept.reference
    text = concept.text("text") if codes else ""
    statement = Statement(text, Evidence(encounter, text, from_text=True))
    for code in codes:
        yield Diagnosis(
            reference=f"{encounter}#{named.place}",
            code=code.code,
            title=code.title,
            statements=(statement,) if text else (),
            rank=named.rank,
            use=named.use,
            ordered=code.code in context.ordered_codes,
        )
