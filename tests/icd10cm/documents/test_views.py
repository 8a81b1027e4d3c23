"""What of a document is evidence, by its kind."""

from __future__ import annotations

import pytest

from icd10cm.documents.views import SHORT_REPORT, view_of
from icd10cm.encounter import Document, DocumentKind


def report(text: str, title: str = "MRI TIBIA RIGHT") -> Document:
    return Document(("DiagnosticReport/1",), DocumentKind.IMAGING, title, text)


def note(text: str) -> Document:
    return Document(("DocumentReference/1",), DocumentKind.OPERATIVE, "Operative note", text)


@pytest.mark.parametrize(
    ("text", "evidence", "why"),
    [
        ("FINDINGS: A.\nIMPRESSION: B.", ("B.",), "the impression"),
        ("FINDINGS: A.", (), "findings alone conclude nothing"),
        ("INDICATION: A.\nTECHNIQUE: B.\nCOMPARISON: C.\nRECOMMENDATION: D.", (), "none of these is evidence"),
        ("PRELIMINARY READ: A.\nIMPRESSION: B.", ("B.",), "the final read"),
        ("WET READ: A.", (), "a first read alone"),
        ("Fracture of the right tibia.", ("Fracture of the right tibia.",), "a short report without headings"),
        ("IMPRESSION: A.\n\nIMPRESSION: B.", ("A.", "B."), "two impressions: both, and they have to agree"),
    ],
)
def test_an_imaging_report(text: str, evidence: tuple[str, ...], why: str) -> None:
    assert view_of(report(text)).evidence == evidence, why


@pytest.mark.parametrize(("length", "counts"), [(SHORT_REPORT, True), (SHORT_REPORT + 1, False)])
def test_how_short_a_report_without_headings_is(length: int, counts: bool) -> None:  # noqa: FBT001
    assert bool(view_of(report("x" * length)).evidence) is counts


@pytest.mark.parametrize(
    ("text", "evidence", "addendum", "why"),
    [
        ("ADDENDUM: A.\nORIGINAL REPORT:\nIMPRESSION: B.", ("B.",), ("A.",), "before the report, to its mark"),
        ("IMPRESSION: B.\nADDENDUM: A.\nIMPRESSION: C.", ("B.",), ("A.", "C."), "after the report, to the end"),
        ("ADDENDUM: A.\nFINDINGS: F.\nIMPRESSION: B.", ("B.",), ("A.",), "before the report, without a mark"),
        (
            "ADDENDUM: A.\nIMPRESSION: C.\nORIGINAL REPORT:\nIMPRESSION: B.",
            ("B.",),
            ("A.", "C."),
            "with its own impression",
        ),
    ],
)
def test_an_addendum(text: str, evidence: tuple[str, ...], addendum: tuple[str, ...], why: str) -> None:
    view = view_of(report(text))
    assert (view.evidence, view.addendum) == (evidence, addendum), why


@pytest.mark.parametrize(
    ("text", "evidence", "why"),
    [
        ("PREOPERATIVE DIAGNOSIS: A.\nPOSTOPERATIVE DIAGNOSIS: B.", ("B.",), "after the operation (IV.N)"),
        ("PREOPERATIVE DIAGNOSIS: A.\nPOSTOPERATIVE DIAGNOSIS: Same.", ("A.",), "the same"),
        ("PREOPERATIVE DIAGNOSIS: A.\nPOSTOPERATIVE DIAGNOSIS: same as preoperative", ("A.",), "the same, in words"),
        ("PREOPERATIVE DIAGNOSIS: A.", (), "before the operation alone"),
        ("DIAGNOSIS: A.", ("A.",), "where there is one only"),
        ("PREOPERATIVE DIAGNOSIS: A.\nDIAGNOSIS: B.", (), "not beside a preoperative one"),
        ("INDICATIONS: A.\nANESTHESIA: B.\nPOSITION: C.", (), "none of these is evidence"),
        ("Left knee washed out.", (), "a note without headings"),
    ],
)
def test_an_operative_note(text: str, evidence: tuple[str, ...], why: str) -> None:
    assert view_of(note(text)).evidence == evidence, why


def test_the_procedure_is_the_title_of_a_note() -> None:
    assert (
        view_of(note("POSTOPERATIVE DIAGNOSIS: A.\nPROCEDURE: Arthrotomy, left knee")).title == "Arthrotomy, left knee"
    )


def test_titles_of_a_report() -> None:
    assert view_of(report("EXAM: MR FOOT LEFT\nIMPRESSION: A.", "MR FOOT")).title == "MR FOOT ; MR FOOT LEFT"
    assert view_of(report("A.", "")).title == "", "the whole text is not its title"


def test_a_pathology_report() -> None:
    text = "CLINICAL HISTORY: A.\nGROSS: B.\nFINAL DIAGNOSIS:\nBONE, LEFT FIFTH METATARSAL: Acute osteomyelitis."
    document = Document(("DiagnosticReport/1",), DocumentKind.PATHOLOGY, "Surgical pathology", text)
    view = view_of(document)
    assert not view.evidence
    assert [one.quote for one in view.specimens] == ["BONE, LEFT FIFTH METATARSAL: Acute osteomyelitis."]
