"""A newer report about the same part of the body rules over an older one."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis, Document, DocumentKind
from icd10cm.issue import Strength
from icd10cm.releases.loading import load_embedded

_OLDER, _NEWER = date(2026, 6, 14), date(2026, 6, 15)
_STATED = Document(
    ("DiagnosticReport/1",),
    DocumentKind.IMAGING,
    "MRI TIBIA RIGHT",
    "IMPRESSION: Chronic osteomyelitis of the right tibia.",
    _OLDER,
)


def choices(*documents: Document) -> list[str]:
    encounter = CodedEncounter(_NEWER, (Diagnosis("Condition/1", "M86.60"),), documents=documents)
    issues = review(encounter, load_embedded())
    return [code for issue in issues if issue.strength is Strength.DOCUMENTED for code in issue.choices]


def other(text: str, title: str = "MRI TIBIA RIGHT", day: date | None = _NEWER) -> Document:
    return Document(("DiagnosticReport/2",), DocumentKind.IMAGING, title, f"IMPRESSION: {text}", day)


@pytest.mark.parametrize(
    ("newer", "stays", "why"),
    [
        (other("No osteomyelitis."), False, "the newer one denies it"),
        (other("Possible osteomyelitis of the right tibia."), False, "the newer one doubts it"),
        (other("No osteomyelitis.", day=_OLDER), True, "of the same day"),
        (other("No osteomyelitis.", day=None), True, "of no day"),
        (other("No fracture."), True, "of another disease"),
        (other("No osteomyelitis.", title="MRI HAND RIGHT"), True, "of another part of the body"),
        (other("No osteomyelitis of the left tibia.", title="MRI TIBIA LEFT"), True, "of the other side"),
    ],
)
def test_a_newer_report(newer: Document, stays: bool, why: str) -> None:  # noqa: FBT001
    assert choices(newer, _STATED) == (["M86.661"] if stays else []), why
