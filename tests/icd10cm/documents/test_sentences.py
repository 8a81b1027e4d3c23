"""Sentences of a section: list items, wrapped lines, abbreviations."""

from __future__ import annotations

import pytest

from icd10cm.documents.sentences import sentences_of


@pytest.mark.parametrize(
    ("text", "sentences", "why"),
    [
        ("A fracture. No effusion.", ["A fracture.", "No effusion."], "full stops"),
        ("1. A fracture.\n2. No effusion.", ["A fracture.", "No effusion."], "a numbered list"),
        ("- A fracture\n- No effusion", ["A fracture", "No effusion"], "a list without full stops"),
        (
            "Chronic osteomyelitis of the\nright tibia. Edema.",
            ["Chronic osteomyelitis of the right tibia.", "Edema."],
            "wrapped",
        ),
        ("Osteomyelitis\n\nEdema", ["Osteomyelitis", "Edema"], "paragraphs"),
        ("Fracture of the L. femur.", ["Fracture of the L. femur."], "L. is left"),
        ("A 2.5 cm ulcer.", ["A 2.5 cm ulcer."], "a decimal point"),
        ("Osteomyelitis; no abscess.", ["Osteomyelitis;", "no abscess."], "a semicolon ends a statement"),
        ("1. A. 2. B.", ["A.", "B."], "a list in one line"),
        ("", [], "nothing"),
    ],
)
def test_sentences(text: str, sentences: list[str], why: str) -> None:
    assert list(sentences_of(text)) == sentences, why
