"""What a question counts as being based on, in a report by source of evidence."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from cards.chart_index import index_of
from cards.evidence_source import EvidenceSource
from cards.selection.based_on import source_of
from icd10cm.anatomy.side import Side
from icd10cm.encounter import (
    CodedEncounter,
    Culture,
    Diagnosis,
    Document,
    DocumentKind,
    Evidence,
    Organism,
    Procedure,
    SiteFact,
    Statement,
)
from icd10cm.issue import CodingIssue, Strength

CODED = Evidence("Condition/1", "M86.60 Other chronic osteomyelitis, unspecified site")
TEXT = Evidence("Condition/1", "chronic osteomyelitis, right tibia", from_text=True)
SITE = Evidence("Condition/1", "Bone structure of tibia, right")
NAMED_SITE = Evidence("Condition/1", "right shin bone", from_text=True)
VISIT = Evidence("Encounter/1", "osteomyelitis right tibia", from_text=True)
REASON = Evidence("ServiceRequest/2", "osteomyelitis right tibia", from_text=True)
CODED_REASON = Evidence("ServiceRequest/2", "M86.60 Other chronic osteomyelitis, unspecified site")
ORDER = Evidence("ServiceRequest/1", "MRI right tibia")
DONE = Evidence("Procedure/1", "Incision of right tibia")
GREW = Evidence("Observation/1", "Staphylococcus aureus", from_text=True)
MRI = Evidence("DiagnosticReport/1", "Osteomyelitis of the right tibia.", from_text=True, source="MRI TIBIA")
BIOPSY = Evidence("DiagnosticReport/2", "Chronic osteomyelitis.", from_text=True, source="pathology report")
NOTE = Evidence("DocumentReference/2", "Osteomyelitis, right tibia.", from_text=True, source="operative note")
SAME_MRI = replace(MRI, reference="DocumentReference/1")


def document(kind: DocumentKind, *references: str) -> Document:
    return Document(references, kind, "", "")


ENCOUNTER = CodedEncounter(
    date(2026, 6, 1),
    diagnoses=(
        Diagnosis(
            "Condition/1",
            "M86.60",
            sites=(SiteFact("tibia", Side.RIGHT, SITE), SiteFact("tibia", Side.RIGHT, NAMED_SITE)),
            statements=(Statement(TEXT.statement, TEXT),),
        ),
    ),
    procedures=(
        Procedure("Procedure/1", "CPT", "27607", "Incision", DONE),
        Procedure("ServiceRequest/1", "CPT", "73718", "MRI", ORDER, is_order=True),
    ),
    cultures=(Culture("Observation/1", Organism("aureus", "S. aureus", "B95.61"), GREW),),
    documents=(
        document(DocumentKind.IMAGING, "DiagnosticReport/1", "DocumentReference/1"),
        document(DocumentKind.PATHOLOGY, "DiagnosticReport/2"),
        document(DocumentKind.OPERATIVE, "DocumentReference/2"),
    ),
)


def based_on(*evidence: Evidence) -> EvidenceSource:
    issue = CodingIssue("UnspecifiedSite", Strength.DOCUMENTED, ("M86.60",), ("Condition/1",), (), evidence=evidence)
    return source_of(issue, index_of(ENCOUNTER))


@pytest.mark.parametrize(
    ("evidence", "source"),
    [
        (CODED, EvidenceSource.CODES),
        (CODED_REASON, EvidenceSource.CODES),
        (TEXT, EvidenceSource.TEXT),
        (VISIT, EvidenceSource.TEXT),
        (SITE, EvidenceSource.BODY_SITE),
        (NAMED_SITE, EvidenceSource.BODY_SITE),
        (REASON, EvidenceSource.ORDER),
        (ORDER, EvidenceSource.ORDER),
        (DONE, EvidenceSource.PROCEDURE),
        (GREW, EvidenceSource.CULTURE),
        (MRI, EvidenceSource.IMAGING),
        (SAME_MRI, EvidenceSource.IMAGING),
        (BIOPSY, EvidenceSource.PATHOLOGY),
        (NOTE, EvidenceSource.NOTE),
    ],
)
def test_one_piece_of_evidence(evidence: Evidence, source: EvidenceSource) -> None:
    assert based_on(evidence) is source
    assert based_on(CODED, evidence) is source, "the code itself is beside all of them"


def test_no_evidence_is_the_codes_alone() -> None:
    assert based_on() is EvidenceSource.CODES


def test_of_several_the_first_in_the_order_of_the_sources_counts() -> None:
    assert based_on(TEXT, SITE) is EvidenceSource.BODY_SITE
    assert based_on(SITE, DONE, GREW) is EvidenceSource.CULTURE
    assert based_on(NOTE, GREW, MRI) is based_on(MRI, GREW, NOTE) is EvidenceSource.IMAGING


def test_a_quote_of_no_document_of_the_encounter_is_not_a_report() -> None:
    assert based_on(replace(MRI, reference="Condition/1")) is EvidenceSource.TEXT
