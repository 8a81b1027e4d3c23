"""What was found in the tissue of a mass goes on with the sentence of the mass."""

from __future__ import annotations

import pytest

from icd10cm.text.details.tissue import with_tissue
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_sentences


def _joined(text: str) -> list[str]:
    lexicon = load_lexicon()
    sentences = [list(each) for each in read_sentences(text, lexicon, ())]
    return [" ".join(item.text for item in sentence) for sentence in with_tissue(sentences, lexicon)]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Mass in cecum. Biopsy adenocarcinoma.", "mass in cecum , biopsy adenocarcinoma"),
        ("Mass in cecum. Path: adenocarcinoma.", "mass in cecum , path adenocarcinoma"),
        ("Seen today. Lesion on cheek. Punch bx melanoma.", "lesion on cheek , bx melanoma"),
    ],
)
def test_a_tissue_behind_a_mass(text: str, last: str) -> None:
    assert _joined(text)[-1] == last


@pytest.mark.parametrize(
    "text",
    [
        "Mass in cecum. Adenocarcinoma.",  # no tissue
        "Ulcer in cecum. Biopsy adenocarcinoma.",  # no mass
        "No mass in cecum. Biopsy adenocarcinoma.",  # denied
        "Mass in cecum, polyp in sigmoid. Biopsy adenocarcinoma.",  # of two
        "Mass in cecum. Prior biopsy adenocarcinoma.",  # of another time
        "Mass in cecum. Will plan for repeat biopsy.",  # the tissue does not begin it
        "Biopsy adenocarcinoma. Mass in cecum.",  # the mass comes behind it
    ],
)
def test_a_sentence_that_stays_alone(text: str) -> None:
    assert len(_joined(text)) == len(text.split(". "))
