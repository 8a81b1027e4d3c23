"""A newer report about the same part of the body rules over an older one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

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
        (other("No osteomyelitis.", day=_OLDER), False, "of the same day, and nothing says which is the later one"),
        (other("No osteomyelitis.", day=None), True, "of no day"),
        (other("No fracture."), True, "of another disease"),
        (other("No osteomyelitis.", title="MRI HAND RIGHT"), True, "of another part of the body"),
        (other("No osteomyelitis of the left tibia.", title="MRI TIBIA LEFT"), True, "of the other side"),
    ],
)
def test_a_newer_report(newer: Document, stays: bool, why: str) -> None:  # noqa: FBT001
    assert choices(newer, _STATED) == (["M86.661"] if stays else []), why


def at(document: Document, hour: int) -> Document:
    return replace(document, moment=datetime(2026, 6, 14, hour, tzinfo=UTC))


@pytest.mark.parametrize(("hour", "stays"), [(15, False), (9, False), (8, True)])
def test_a_report_of_the_same_day_by_its_time(hour: int, stays: bool) -> None:  # noqa: FBT001
    denial = other("No osteomyelitis of the right tibia.", day=_OLDER)
    assert choices(at(denial, hour), at(_STATED, 9)) == (["M86.661"] if stays else [])


@pytest.mark.parametrize(
    ("text", "stays", "why"),
    [
        ("BONE, RIGHT TIBIA, BIOPSY: No osteomyelitis.", False, "the pathologist denies it"),
        ("BONE, RIGHT TIBIA, BIOPSY: Negative for osteomyelitis.", False, "the pathologist denies it"),
        ("BONE, LEFT FOOT, BIOPSY: No osteomyelitis.", True, "a specimen from elsewhere"),
        ("BONE, RIGHT TIBIA, BIOPSY: Fibrous tissue.", True, "it says nothing of the disease"),
    ],
)
def test_the_pathologist_decides(text: str, stays: bool, why: str) -> None:  # noqa: FBT001
    pathology = Document(
        ("DiagnosticReport/2",), DocumentKind.PATHOLOGY, "Surgical pathology", f"FINAL DIAGNOSIS: {text}", _NEWER
    )
    assert choices(pathology, _STATED) == (["M86.661"] if stays else []), why
