"""What grew, in the text of a microbiology report."""

from __future__ import annotations

import pytest

from fhir_mappings.cultures.report_text import culture_result, specimen_line


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
        ("SOURCE: Urine\nFINAL REPORT\nE. coli", "E. coli", "a heading alone on its line"),
        ("E. coli\nSUSCEPTIBILITY: Ampicillin R", "E. coli", "before the only heading, which is no result"),
        ("SOURCE: Urine\nSUSCEPTIBILITY: E. coli", "", "no heading of a result, and no line before them"),
        ("SOURCE: Urine\nUrine Culture\n>100,000 CFU/mL E. coli", ">100,000 CFU/mL E. coli", "the name of the culture"),
        ("SOURCE: Urine\nPRIOR RESULTS\nE. coli", "", "an earlier result, and no heading of one"),
    ],
)
def test_culture_result(text: str, result: str, why: str) -> None:
    assert culture_result(text) == result, why


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SOURCE: left knee fluid\nCULTURE: MRSA", "left knee fluid"),
        ("Specimen Source\nRight hip tissue\nCULTURE: MRSA", "Right hip tissue"),
        ("CULTURE: MRSA", ""),
        ("COMMENT: left knee\nCULTURE: MRSA", ""),
    ],
)
def test_specimen_line(text: str, line: str) -> None:
    assert specimen_line(text) == line
