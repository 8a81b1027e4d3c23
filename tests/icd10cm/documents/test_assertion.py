"""What sentences, addenda and documents do with what they name: one value each."""

from __future__ import annotations

import pytest

from icd10cm.documents.assertion import (
    Assertion,
    assertion_of,
    assertion_of_addendum,
    assertion_of_document,
    is_normal,
)
from icd10cm.documents.cues import load_cues
from icd10cm.documents.named_disease import NamedDisease
from icd10cm.encounter import DocumentKind

_VOCABULARY = frozenset(("cup", "tear", "status", "post"))
LOOSENING = NamedDisease(("loosening",), anchors=("loosening",), vocabulary=_VOCABULARY)
TEAR = NamedDisease(("tear",), anchors=("tear",), vocabulary=_VOCABULARY)
OF_DEVICE = NamedDisease(("loosening",), anchors=("loosening",), vocabulary=_VOCABULARY, of_device=True)
IMAGING, OPERATIVE = DocumentKind.IMAGING, DocumentKind.OPERATIVE
A, D, P, U = Assertion.ASSERTED, Assertion.DOUBTED, Assertion.PAST, Assertion.UNKNOWN


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("loosening of the cup", A),
        ("loosening, which may progress", A),
        ("loosening is seen", A),
        ("there is definite loosening", A),
        ("lucency may indicate loosening", D),
        ("recommend biopsy to confirm loosening", D),
        ("in keeping with loosening", D),
        ("loosening should be considered", D),
        ("loosening, if present", D),
        ("loosening, per outside report", D),
        ("according to the patient, loosening", D),
        ("treated loosening", P),
        ("well-healed loosening", P),
        ("untreated loosening", U),
        ("findings argue against loosening", D),
        ("the quixotic loosening", U),
        ("the quixotic cup, loosening", A),
        ("loosening is quixotic", U),
        ("loosening, quixotic", A),
    ],
)
def test_a_sentence(sentence: str, says: Assertion) -> None:
    assert assertion_of(sentence, IMAGING, LOOSENING) is says


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("tear, right knee, status post repair", P),
        ("tear s/p partial meniscectomy", P),
        ("tear after hemiarthroplasty", P),
        ("status post repair for tear", P),
        ("repair of the tear", P),
        ("tear, after a fall", A),
        ("recurrent tear, status post repair", A),
        ("tear, status post repair, now residual tear", A),
        ("status post meniscectomy with tear", A),
        ("status post fall, tear", A),
    ],
)
def test_what_was_treated_before_the_exam(sentence: str, says: Assertion) -> None:
    assert assertion_of(sentence, IMAGING, TEAR) is says


def test_an_operative_note_says_what_is_treated_now() -> None:
    assert assertion_of("tear, right knee, status post repair", OPERATIVE, TEAR) is A


def test_a_device_is_what_a_treatment_left() -> None:
    assert assertion_of("loosening, status post arthroplasty", IMAGING, LOOSENING) is P
    assert assertion_of("loosening, status post arthroplasty", IMAGING, OF_DEVICE) is A


@pytest.mark.parametrize(
    ("sentence", "is_back"),
    [
        ("The lucency is an unchanged nutrient canal.", True),
        ("The previously described finding represents a vessel.", True),
        ("Normal study.", True),
        ("No acute abnormality.", True),
        ("The findings were called to Dr. Lee.", False),
        ("The finding is unchanged.", False),
        ("A small effusion is seen as well.", False),
        ("Stains are negative.", False),
    ],
)
def test_an_addendum(sentence: str, *, is_back: bool) -> None:
    assert assertion_of_addendum(sentence) is (Assertion.WITHDRAWN if is_back else A)


def test_each_phrase_of_a_withdrawal_is_looked_for() -> None:
    data = load_cues()["withdrawn"]
    for phrase in (*data["whole"], *data["in_error"], *data["order"], *data["void"]):
        assert any(look in phrase for look in data["looks"]), phrase


@pytest.mark.parametrize("text", ["Please disregard\nthe above report.", "Dictated on the wrong\npatient.", "VOID"])
def test_a_document_that_is_taken_back(text: str) -> None:
    assert assertion_of_document(f"IMPRESSION: Loosening.\n{text}") is Assertion.WITHDRAWN


@pytest.mark.parametrize("text", ["Avoid weight.", "The side was dictated in error.", "Another view is normal."])
def test_a_document_that_stands(text: str) -> None:
    assert assertion_of_document(f"IMPRESSION: Loosening.\n{text}") is A


@pytest.mark.parametrize(
    ("sentence", "normal"),
    [
        ("Right orbit normal.", True),
        ("Right tube and both ovaries normal.", True),
        ("The right kidney is normal in size.", True),
        ("The right kidney is normal in size with a stone.", False),
        ("The right hip is otherwise normal.", False),
        ("Right tibia edema, fibula normal.", False),
        ("Right tibia: edema, cortex intact.", False),
        ("Right orbit swollen.", False),
    ],
)
def test_a_part_that_is_well(sentence: str, *, normal: bool) -> None:
    assert is_normal(sentence) is normal
