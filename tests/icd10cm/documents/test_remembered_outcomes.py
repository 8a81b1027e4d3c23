"""A report that comes again is not read again: the same statements, quoted from the document that came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from icd10cm.documents.named_disease import NamedDisease
from icd10cm.documents.remembered_outcomes import _outcomes, key_of, recall_outcome
from icd10cm.documents.statements import Silence, Statement
from icd10cm.encounter import Document, DocumentKind
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text

if TYPE_CHECKING:
    from icd10cm.documents.statements import Outcome

QUOTE = "Osteomyelitis of the left tibia, stage Q."


def report(text: str, title: str = "MR", kind: DocumentKind = DocumentKind.IMAGING) -> Document:
    return Document(("DiagnosticReport/1",), kind, title, text)


def stated(quote: str = QUOTE) -> Outcome:
    return (Statement(quote, read_text("osteomyelitis", load_lexicon()), ()),)


def recalled(document: Document, outcome: Outcome) -> tuple[Outcome, bool]:
    """Return what is recalled of a document that would be read as an outcome, and whether it was read."""
    reads: list[Outcome] = []

    def read() -> Outcome:
        reads.append(outcome)
        return outcome

    found = recall_outcome((key_of(document), NamedDisease(), frozenset()), document, read)
    return found, bool(reads)


@pytest.mark.parametrize(
    "text",
    [f"IMPRESSION: {QUOTE}", "IMPRESSION: Osteomyelitis of the\n  left tibia, stage Q.", f"A.\n{QUOTE}\nB."],
    ids=["as printed", "wrapped", "between others"],
)
def test_a_document_is_read_once(text: str) -> None:
    assert recalled(report(text), stated()) == (stated(), True)
    assert recalled(report(text), stated()) == (stated(), False)


def test_silence_is_remembered() -> None:
    document = report("IMPRESSION: Normal, of one kind.")
    assert recalled(document, Silence.NOT_NAMED) == (Silence.NOT_NAMED, True)
    assert recalled(document, Silence.BOTH_SIDES) == (Silence.NOT_NAMED, False)


def test_a_quote_that_the_text_does_not_have_is_not_remembered() -> None:
    document = report("IMPRESSION: something else altogether.")
    assert recalled(document, stated()) == (stated(), True)
    assert recalled(document, stated()) == (stated(), True)


def test_another_document_is_read() -> None:
    text = f"FINDINGS: {QUOTE}"
    for each in (report(text), report(text, "CT"), report(f"{text} "), report(text, kind=DocumentKind.PATHOLOGY)):
        assert recalled(each, stated())[1], "title, text and kind are what is read of a document"


def test_no_words_of_a_statement_are_kept() -> None:
    recalled(report(f"CONCLUSION: {QUOTE}"), stated())
    assert "stage Q" not in repr((_outcomes._newer, _outcomes._older))
