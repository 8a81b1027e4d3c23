"""A quote is true to the letter: whatever a report holds, what is quoted is in it, white space folded."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from icd10cm.documents.sentences import LONGEST_QUOTE, sentences_of
from icd10cm.documents.specimens import findings_of
from icd10cm.documents.statements import Silence
from icd10cm.encounter import CodedEncounter, Document, DocumentKind
from icd10cm.evidence.from_documents.document_facts import DocumentReader
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.documents.test_cases import CASES, encounter_of

_PIECES = st.sampled_from(
    [
        *("IMPRESSION:", "FINDINGS:", "FINAL DIAGNOSIS:", "ADDENDUM:", "POSTOPERATIVE DIAGNOSIS:", "PROCEDURE:"),
        *("\n", "\n\n", "1. ", "- ", "A. ", ". ", "; ", ": ", "  ", "\t", " - ", "? ", "e.g. ", "Dr. "),
        *("Chronic osteomyelitis", "of the right tibia", "left", "BREAST, LEFT, CORE BIOPSY", "carcinoma", "no"),
        *("Infected left TKA", "should read right, not left", "and", "tibia", "x" * LONGEST_QUOTE, "ä", "\u2022"),
    ]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=14).map("".join)


def folded(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_sentences_stand_in_the_text(text: str) -> None:
    assert all(sentence in folded(text) for sentence in sentences_of(text))


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_diagnoses_of_specimens_stand_in_the_text(text: str) -> None:
    for finding in findings_of(text):
        assert finding.quote in folded(text)
        assert finding.sentence in folded(text)


@settings(max_examples=100, deadline=None)
@given(_TEXTS, st.sampled_from(list(DocumentKind)), st.sampled_from(["M86.60", "C50.919", "T84.50XA"]))
def test_statements_stand_in_the_text(text: str, kind: DocumentKind, code: str) -> None:
    release = load_embedded()
    document = Document(("DiagnosticReport/1",), kind, "MRI TIBIA", text)
    encounter = encounter_of(CASES[0])
    encounter = CodedEncounter(encounter.date_of_service, encounter.diagnoses, documents=(document,))
    known = release.known(code)
    assert known is not None
    for outcome in DocumentReader(encounter, release).outcomes(known.node):
        if not isinstance(outcome, Silence):
            assert all(one.quote in folded(text) and len(one.quote) <= LONGEST_QUOTE for one in outcome)
