"""The diagnoses and procedures of an encounter by their references and codes, so that no card searches through them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from icd10cm.encounter import CodedEncounter, Diagnosis, DocumentKind, Evidence, Procedure


@dataclass(frozen=True, slots=True)
class ChartIndex:
    """Those of one code come in the order of the encounter.

    A reference that several diagnoses share, those of one Condition with several codes, names none of them; it is in
    `shared`. `documents` are the kinds of the reports and notes that were read, `cultures` the references of culture
    results, `named_sites` the body sites of diagnoses that are words and no codes.
    """

    diagnoses: Mapping[str, Diagnosis] = field(repr=False)
    procedures: Mapping[str, Procedure] = field(repr=False)
    by_code: Mapping[str, Sequence[Diagnosis]] = field(repr=False)
    shared: AbstractSet[str] = field(repr=False, default=frozenset())
    documents: Mapping[str, DocumentKind] = field(repr=False, default_factory=dict)
    cultures: AbstractSet[str] = field(repr=False, default=frozenset())
    named_sites: AbstractSet[Evidence] = field(repr=False, default=frozenset())


def index_of(encounter: CodedEncounter) -> ChartIndex:
    """Return the index of an encounter."""
    by_reference, shared = _by_reference(encounter.diagnoses)
    return ChartIndex(
        diagnoses=by_reference,
        procedures={each.reference: each for each in reversed(encounter.procedures)},
        by_code=_by_code(encounter.diagnoses),
        shared=shared,
        documents={reference: each.kind for each in encounter.documents for reference in each.references},
        cultures=frozenset(each.reference for each in encounter.cultures),
        named_sites=frozenset(_named_sites(encounter.diagnoses)),
    )


def _by_reference(diagnoses: Iterable[Diagnosis]) -> tuple[dict[str, Diagnosis], set[str]]:
    """Return the diagnoses by their own references, and the references that several share."""
    found: dict[str, Diagnosis] = {}
    shared: set[str] = set()
    for diagnosis in diagnoses:
        if found.setdefault(diagnosis.reference, diagnosis) is not diagnosis:
            shared.add(diagnosis.reference)
    for reference in shared:
        del found[reference]
    return found, shared


def _by_code(diagnoses: Iterable[Diagnosis]) -> dict[str, list[Diagnosis]]:
    found: dict[str, list[Diagnosis]] = {}
    for diagnosis in diagnoses:
        found.setdefault(diagnosis.code, []).append(diagnosis)
    return found


def _named_sites(diagnoses: Iterable[Diagnosis]) -> Iterator[Evidence]:
    return (fact.evidence for each in diagnoses for fact in each.sites if fact.evidence.from_text)
