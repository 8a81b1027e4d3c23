"""Headings in every common form, and text that must not count for a section that it is not part of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icd10cm.documents.sections import SectionKind, read_sections

I, F, O = SectionKind.IMPRESSION, SectionKind.FINDINGS, SectionKind.OTHER  # noqa: E741 - short for the table
B = SectionKind.BACKGROUND


def read(text: str) -> list[tuple[SectionKind, str]]:
    return [(section.kind, section.text) for section in read_sections(text)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("IMPRESSION: Fracture.", "capitals and a colon"),
        ("Impression: Fracture.", "a capital letter"),
        ("impression:\nFracture.", "small letters, text on the next line"),
        ("IMPRESSION\nFracture.", "alone on its line"),
        ("IMPRESSION - Fracture.", "a dash"),
        ("**IMPRESSION:** Fracture.", "Markdown"),
        ("## Impression\nFracture.", "a Markdown heading"),
        ("CONCLUSION: Fracture.", "another word"),
        ("IMP: Fracture.", "in short"),
        ("IMPRESSION (final): Fracture.", "words in brackets"),
        ("FINDINGS/IMPRESSION: Fracture.", "both in one"),
        ("3. IMPRESSION: Fracture.", "numbered"),
        ("  Impression :  Fracture.", "blanks"),
        ("FINAL DIAGNOSIS: Fracture.", "of a pathologist"),
    ],
)
def test_an_impression(text: str, why: str) -> None:
    assert read(text) == [(I, "Fracture.")], why


def test_sections_in_the_run_of_a_line() -> None:
    text = "INDICATION: Pain. TECHNIQUE: 3 views. FINDINGS: Cortex intact. IMPRESSION: No fracture."
    assert read(text) == [(B, "Pain."), (B, "3 views."), (F, "Cortex intact."), (I, "No fracture.")]


@pytest.mark.parametrize(
    ("text", "impression", "why"),
    [
        ("IMPRESSION: A.\nRECOMMENDATION: B.", ["A."], "a recommendation is not the impression"),
        ("IMPRESSION: A.\nQUALITY MEASURES: B.", ["A."], "an unknown heading ends it"),
        ("IMPRESSION:\nRIGHT TIBIA: A.", ["RIGHT TIBIA: A."], "a heading that names a place is a line of it"),
        (
            "IMPRESSION: The impression of the cortex is deep: A.",
            ["The impression of the cortex is deep: A."],
            "a word",
        ),
        ("The prior impression: unchanged. Fracture.", [], "a heading begins a line or a sentence"),
        ("Clinical impression of gout.", [], "no mark follows"),
        ("PRELIMINARY READ: A.\nFINAL IMPRESSION: B.", ["B."], "the final one"),
        ("IMPRESSION:\n\nCOMMENT: B.", [], "nothing under it"),
        ("IMPRESSION:\tA.\nPrevious visit\tB.", ["A."], "the label of another row ends it"),
        ("IMPRESSION:\n1.\tA.\n2.\tB.", ["1.\tA.\n2.\tB."], "numbers and letters are no labels"),
        ("Impression\tA.\nLeft leg\tB.", ["A."], "a row about another place is a finding"),
    ],
)
def test_what_counts_for_the_impression(text: str, impression: list[str], why: str) -> None:
    assert [body for kind, body in read(text) if kind is I] == impression, why


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("POSTOPERATIVE DIAGNOSIS", SectionKind.POSTOPERATIVE),
        ("Post-op Dx", SectionKind.POSTOPERATIVE),
        ("PREOPERATIVE DIAGNOSIS", SectionKind.PREOPERATIVE),
        ("PROCEDURE PERFORMED", SectionKind.PROCEDURE),
        ("PROCEDURE(S)", SectionKind.PROCEDURE),
        ("PROCEDURE IN DETAIL", O),
        ("DIAGNOSIS", SectionKind.DIAGNOSIS),
        ("Post-op", SectionKind.POSTOPERATIVE),
        ("Pre-op/Post-op Dx", SectionKind.POSTOPERATIVE),
        ("ADDENDUM", SectionKind.ADDENDUM),
        ("ADDENDUM 06/15/2026 16:20", SectionKind.ADDENDUM),
        ("ADDENDUM #1", SectionKind.ADDENDUM),
        ("ORIGINAL REPORT", SectionKind.ORIGINAL),
        ("WET READ", SectionKind.PRELIMINARY),
        ("EXAMINATION", SectionKind.TITLE),
        ("INDICATION", B),
        ("DONOR SITE", O),
    ],
)
def test_kinds(heading: str, kind: SectionKind) -> None:
    assert read(f"{heading}: left knee") == [(kind, "left knee")]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("IMPRESSION: FINAL DIAGNOSIS: A.", [(SectionKind.IMPRESSION, "A.")]),
        ("IMPRESSION: INDICATION: Evaluate for A. FINDINGS: B.", [(B, "Evaluate for A."), (F, "B.")]),
        ("IMPRESSION: Findings suggest A.", [(SectionKind.IMPRESSION, "Findings suggest A.")]),
        ("IMPRESSION: Findings - A.", [(SectionKind.IMPRESSION, "Findings - A.")]),
        ("PRELIMINARY READ: IMPRESSION: A.", [(SectionKind.PRELIMINARY, "IMPRESSION: A.")]),
        ("ADDENDUM: IMPRESSION: A.", [(SectionKind.ADDENDUM, "IMPRESSION: A.")]),
    ],
)
def test_a_heading_within_an_impression(text: str, sections: list[tuple[SectionKind, str]]) -> None:
    """A report's `conclusion` counts as an impression and may bring its own headings."""
    assert read(text) == sections


def test_the_opening_is_no_section_of_evidence() -> None:
    assert read("MRI RIGHT TIBIA\nFINDINGS: A.") == [(SectionKind.OPENING, "MRI RIGHT TIBIA"), (F, "A.")]


@given(st.text(alphabet="IMPRESSION: findgs\n.*#", max_size=120))
def test_no_text_is_lost_or_made_up(text: str) -> None:
    kept = "".join("".join(body.split()) for _, body in read(text))
    assert set(kept) <= set(text)
    assert len(kept) <= len("".join(text.split()))


@pytest.mark.parametrize(
    "heading",
    [
        "***ADDENDUM***",
        "[ADDENDUM]",
        "<b>ADDENDUM</b>",
        "---- ADDENDUM ----",
        "Addendum #1 (6/16/2026):",
        "LATE ADDENDUM:",
        "Revised impression:",
        "ADDENDUM",
    ],
)
def test_an_addendum_in_any_form(heading: str) -> None:
    assert read(f"IMPRESSION: A.\n{heading} B.") == [(I, "A."), (SectionKind.ADDENDUM, "B.")]
    assert read(f"IMPRESSION: A. {heading} B.")[0] == (I, "A.")


@pytest.mark.parametrize("line", ["No addendum.", "See addendum.", "Agenda: none."])
def test_no_addendum(line: str) -> None:
    assert SectionKind.ADDENDUM not in [kind for kind, _ in read(f"IMPRESSION: A.\n{line}")]
