"""The parts of the chart that a question may be based on: what a report by source of evidence counts it as."""

from __future__ import annotations

from enum import StrEnum


class EvidenceSource(StrEnum):
    """Where the evidence of a question is from. A question with evidence of several counts for the first of them."""

    IMAGING = "imaging report"
    PATHOLOGY = "pathology report"
    NOTE = "note"
    CULTURE = "culture"
    PROCEDURE = "procedure"
    ORDER = "order"
    BODY_SITE = "body site"
    TEXT = "diagnosis text"
    CODES = "codes alone"
