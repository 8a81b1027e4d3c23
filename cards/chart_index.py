"""The diagnoses and procedures of an encounter by their references and codes, so that no card searches through them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.encounter import CodedEncounter, Diagnosis, Procedure


@dataclass(frozen=True, slots=True)
class ChartIndex:
    """Of two that share a reference the first counts; those of one code come in the order of the encounter."""

    diagnoses: Mapping[str, Diagnosis] = field(repr=False)
    procedures: Mapping[str, Procedure] = field(repr=False)
    by_code: Mapping[str, Sequence[Diagnosis]] = field(repr=False)


def index_of(encounter: CodedEncounter) -> ChartIndex:
    """Return the index of an encounter."""
    by_code: dict[str, list[Diagnosis]] = {}
    for diagnosis in encounter.diagnoses:
        by_code.setdefault(diagnosis.code, []).append(diagnosis)
    return ChartIndex(
        diagnoses={each.reference: each for each in reversed(encounter.diagnoses)},
        procedures={each.reference: each for each in reversed(encounter.procedures)},
        by_code=by_code,
    )
