"""The diagnoses of specimens, each with its label."""

from __future__ import annotations

import pytest

from icd10cm.documents.sentences import LONGEST_QUOTE
from icd10cm.documents.specimens import findings_of, synoptic_finding


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("SIGMOID COLON, BIOPSY: A.", [("SIGMOID COLON, BIOPSY", "A.")], "on one line"),
        ("A. Left breast, core:\n- A.\n- B.", [("Left breast, core", "A."), ("Left breast, core", "B.")], "two"),
        ("Left breast, core biopsy\n- A", [("Left breast, core biopsy", "A")], "without a colon"),
        ("A) Skin, left cheek - A", [("Skin, left cheek", "A")], "a dash"),
        ("Osteomyelitis of the left tibia.", [("", "Osteomyelitis of the left tibia.")], "no label"),
        ("Grade: 2 of 3", [("", "Grade: 2 of 3")], "a label that names no specimen"),
    ],
)  # fmt: skip
def test_findings(text: str, found: list[tuple[str, str]], why: str) -> None:
    assert [(one.label, one.sentence) for one in findings_of(text)] == found, why


@pytest.mark.parametrize(("length", "whole"), [(LONGEST_QUOTE - 18, True), (LONGEST_QUOTE - 17, False)])
def test_a_quote_holds_the_label_where_it_fits(length: int, whole: bool) -> None:  # noqa: FBT001
    (one,) = findings_of(f"Left bone biopsy: {'x' * length}")
    assert one.quote.startswith("Left bone") is whole


@pytest.mark.parametrize(
    ("text", "label", "quote", "why"),
    [
        ("Laterality: Left\nHistologic type: A", "Left", "Laterality: Left Histologic type: A", "all lines"),
        ("Histologic type: A\nTumor site: Cecum", "Cecum", "A", "the diagnosis alone where others follow it"),
    ],
)  # fmt: skip
def test_a_synoptic_report(text: str, label: str, quote: str, why: str) -> None:
    found = synoptic_finding(text)
    assert found is not None
    assert (found.label, found.sentence, found.quote) == (label, "A", quote), why


@pytest.mark.parametrize("text", ["Histologic type: A", "Procedure: Excision\nLaterality: Left", "Left kidney: A"])
def test_no_synoptic_report(text: str) -> None:
    assert synoptic_finding(text) is None
