"""Which sentences of a document name the disease of a code: those that affirm it, by one of its names."""

from __future__ import annotations

import pytest

from icd10cm.documents.named_disease import disease_listed
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text

_OSTEOMYELITIS = disease_listed(["other chronic osteomyelitis"])
_OWN = frozenset(("osteomyelitis", "osteomyeliti"))


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Osteomyelitis of the right tibia", True),
        ("No osteomyelitis of the right tibia", False),
        ("Osteomyelitis of the right tibia cannot be excluded", False),
        ("Possible osteomyelitis of the right tibia", False),
        ("Marrow edema of the right tibia", False),
        ("Chronic osteomyelitis of the right tibia", True),
        ("Acute osteomyelitis of the right tibia", False),
    ],
)
def test_a_sentence_that_names_the_disease(sentence: str, *, names: bool) -> None:
    facts = read_text(sentence, load_lexicon(), _OWN)
    assert _OSTEOMYELITIS.is_named_in(facts) is names
