"""Which part of the chart a question is based on, decided once when its card is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.evidence_source import EvidenceSource
from icd10cm.encounter import DocumentKind

if TYPE_CHECKING:
    from cards.chart_index import ChartIndex
    from icd10cm.encounter import Evidence
    from icd10cm.issue import CodingIssue

_OF_DOCUMENT = {
    DocumentKind.IMAGING: EvidenceSource.IMAGING,
    DocumentKind.PATHOLOGY: EvidenceSource.PATHOLOGY,
    DocumentKind.OPERATIVE: EvidenceSource.NOTE,
}
_OF_RESOURCE = {
    "DiagnosticReport": EvidenceSource.CULTURE,
    "Observation": EvidenceSource.CULTURE,
    "Procedure": EvidenceSource.PROCEDURE,
    "ServiceRequest": EvidenceSource.ORDER,
    "DeviceRequest": EvidenceSource.ORDER,
    "MedicationRequest": EvidenceSource.ORDER,
    "SupplyRequest": EvidenceSource.ORDER,
}
"""What other resources count as, by their type."""
_ORDER = list(EvidenceSource)


def source_of(issue: CodingIssue, index: ChartIndex) -> EvidenceSource:
    """Return what a question is based on; `CODES` for one without evidence beside the codes of the chart."""
    found = {_source(each, index) for each in issue.evidence}
    return min(found, key=_ORDER.index, default=EvidenceSource.CODES)


def _source(evidence: Evidence, index: ChartIndex) -> EvidenceSource:
    if evidence.source and evidence.reference in index.documents:
        return _OF_DOCUMENT[index.documents[evidence.reference]]
    if not evidence.from_text and evidence.statement.partition(" ")[0] in index.by_code:
        return EvidenceSource.CODES  # a diagnosis itself, whatever resource carries it
    if evidence.reference in index.cultures:
        return EvidenceSource.CULTURE
    procedure = index.procedures.get(evidence.reference)
    if procedure is not None:
        return EvidenceSource.ORDER if procedure.is_order else EvidenceSource.PROCEDURE
    if not evidence.from_text or evidence in index.named_sites:
        return _OF_RESOURCE.get(_type_of(evidence), EvidenceSource.BODY_SITE)
    return _OF_RESOURCE.get(_type_of(evidence), EvidenceSource.TEXT)


def _type_of(evidence: Evidence) -> str:
    return evidence.reference.partition("/")[0]
