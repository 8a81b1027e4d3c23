"""What the trace says of each sentence of a report: why it counts, and why it does not."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.encounter import CodedEncounter, Diagnosis, Document, DocumentKind
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.inspect.read_facts import read_facts
from icd10cm.releases.loading import load_embedded

_DAY = date(2026, 6, 15)


def encounter_of(text: str, *codes: str, title: str = "MRI TIBIA") -> CodedEncounter:
    document = Document(
        ("DiagnosticReport/1", "DocumentReference/2"), DocumentKind.IMAGING, title, text, _DAY, "amended"
    )
    diagnoses = tuple(Diagnosis(f"Condition/{number}", code) for number, code in enumerate(codes))
    return CodedEncounter(date_of_service=_DAY, diagnoses=diagnoses, documents=(document,))


def traced(text: str, *codes: str, title: str = "MRI TIBIA") -> list[tuple[str, tuple[str, ...], str]]:
    placed = place_facts(encounter_of(text, *codes, title=title), load_embedded())
    return [(fact.what, fact.to, fact.why) for fact in placed if fact.kind == "document"]


def test_the_sentence_that_counts_and_the_one_that_does_not() -> None:
    text = "FINDINGS: Edema.\nIMPRESSION: Chronic osteomyelitis of the right tibia. No fracture."
    assert traced(text, "M86.60", "I10") == [
        ("Chronic osteomyelitis of the right tibia.", ("M86.60",), "states the disease"),
        ("No fracture.", (), "names no coded disease"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "title", "why"),
    [
        (
            "IMPRESSION: No chronic osteomyelitis of the tibia.",
            "M86.60",
            "MRI",
            "M86.60: names the disease and does not affirm it",
        ),
        (
            "IMPRESSION: Chronic osteomyelitis of the left tibia.",
            "M86.60",
            "MRI TIBIA RIGHT",
            "M86.60: names both sides",
        ),
        ("IMPRESSION: Edema of the tibia.", "M86.60", "MRI", "names no coded disease"),
        (
            "FINDINGS: Chronic osteomyelitis.",
            "M86.60",
            "MRI",
            "has no impression, final diagnosis or postoperative diagnosis",
        ),
        ("IMPRESSION: Normal.", "I10", "MRI", "the codes leave no place, side or kind open"),
        (
            "IMPRESSION: Chronic osteomyelitis.",
            "M86.60",
            "MRI",
            "M86.60: states the disease, and nothing that the code leaves open",
        ),
    ],
)
def test_why_a_document_is_silent(text: str, code: str, title: str, why: str) -> None:
    (trace,) = traced(text, code, title=title)
    assert trace[1:] == ((), why)


def test_an_addendum_that_takes_the_disease_back() -> None:
    text = "IMPRESSION: Chronic osteomyelitis of the left tibia.\nADDENDUM: This is not osteomyelitis."
    assert {why for _, _, why in traced(text, "M86.60")} == {"M86.60: an addendum takes it back"}


def test_a_document_is_listed_among_what_was_read() -> None:
    read = [fact for fact in read_facts(encounter_of("IMPRESSION: Normal.", "I10")) if fact.kind == "imaging report"]
    assert [(one.reference, one.what, one.notes) for one in read] == [
        ("DiagnosticReport/1", "MRI TIBIA 2026-06-15", "amended; 19 characters; DocumentReference/2")
    ]


def test_the_organism_that_an_operative_note_names() -> None:
    text = "POSTOPERATIVE DIAGNOSIS: Empyema due to S. pneumoniae."
    note = Document(("DocumentReference/1",), DocumentKind.OPERATIVE, "Operative note", text, _DAY)
    diagnoses = (Diagnosis("Condition/1", "J86.9"),)
    placed = place_facts(CodedEncounter(date_of_service=_DAY, diagnoses=diagnoses, documents=(note,)), load_embedded())
    assert [(fact.kind, fact.what, fact.to, fact.why) for fact in placed] == [
        ("document", "Empyema due to S. pneumoniae.", ("J86.9",), "states the disease"),
        ("organism", "Streptococcus pneumoniae", ("J86.9",), "an operative note names it as the cause"),
    ]


def test_a_place_that_a_report_names_is_not_said_to_be_of_the_diagnosis() -> None:
    encounter = encounter_of("IMPRESSION: Chronic osteomyelitis of the right tibia.", "M86.60")
    sites = [fact for fact in place_facts(encounter, load_embedded()) if fact.kind == "site"]
    assert [(site.reference, site.what) for site in sites] == [
        ("DiagnosticReport/1", "right tibia"),
        ("DocumentReference/2", "right tibia"),
    ]
    assert {site.why for site in sites} == {"a report or note names the coded disease at this place"}
