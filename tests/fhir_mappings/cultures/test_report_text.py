"""What grew, in the text of a microbiology report."""

from __future__ import annotations

import pytest

from fhir_mappings.cultures.report_text import culture_result


@pytest.mark.parametrize(
    ("text", "result", "why"),
    [
        ("CULTURE RESULT: MRSA", "MRSA", "the result"),
        ("SPECIMEN: Bone\nGRAM STAIN: Cocci\nCULTURE:\nMRSA\nE. coli", "MRSA\nE. coli", "the lines under its heading"),
        ("CULTURE: MRSA\nCOMMENT: E. coli last year", "MRSA", "a comment is no result"),
        ("GRAM STAIN: Staphylococcus seen", "", "a stain alone"),
        ("Heavy growth of MRSA", "Heavy growth of MRSA", "no headings"),
        ("Gram stain: cocci\nFinal (2 days): MRSA", "MRSA", "a heading with words in brackets"),
        ("Gram positive cocci in clusters", "", "a stain without a heading"),
        ("Culture of bone of Mr X\nRESULT: No growth", "No growth", "a line before the headings does not count"),
        ("", "", "nothing"),
    ],
)
def test_culture_result(text: str, result: str, why: str) -> None:
    assert culture_result(text) == result, why
