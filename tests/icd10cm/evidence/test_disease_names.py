"""How documents have to name the disease of a code that the reviewed table does not list."""

from __future__ import annotations

import pytest

from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.releases.loading import load_embedded
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text


def names(code: str, sentence: str) -> bool:
    release = load_embedded()
    index = release.position(code)
    assert index is not None
    disease, own = disease_at(index, release)
    return disease.may_be_in(sentence.lower()) and disease.is_named_in(read_text(sentence, load_lexicon(), own))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("I82.B19", "Thrombosis of the left subclavian vein"),  # "embolism and thrombosis": either (I.A.14)
        ("I82.B19", "Embolus in the left subclavian vein"),
        ("K57.92", "Sigmoid diverticulitis"),  # "without perforation or abscess" need not be said
        ("K50.90", "Crohn's disease of the ileum"),
        ("M50.20", "Disc herniation at C5-C6"),
        ("N83.209", "Cyst of the left ovary"),
        ("G56.20", "Left cubital tunnel syndrome"),
        ("M70.60", "Right trochanteric bursitis"),
        ("D05.10", "Ductal carcinoma in situ of the right breast"),
        ("C82.05", "Follicular lymphoma of the inguinal lymph nodes"),
        ("H33.009", "Retinal detachment of the left eye with a retinal break"),
        ("H33.009", "Rhegmatogenous retinal detachment of the left eye"),
        ("I71.40", "Aneurysm of the abdominal aorta"),
        ("K80.20", "Cholelithiasis"),
        ("K80.20", "Stones in the gallbladder"),
        ("I60.9", "Subarachnoid hemorrhage"),  # "nontraumatic" need not be said
        ("S42.256A", "Displaced fracture of the greater tuberosity of the left humerus"),  # either way
    ],
)
def test_a_sentence_that_names_the_disease(code: str, sentence: str) -> None:
    assert names(code, sentence)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("N83.209", "Cyst of the left kidney"),
        ("M50.20", "Displacement of a fragment at C5"),
        ("S83.30", "Tear of the medial meniscus"),
        ("M06.9", "Osteoarthritis of the right hand"),
        ("M54.10", "Radicular pain of the left leg"),
        ("D05.10", "Invasive ductal carcinoma of the right breast"),
        ("D24.9", "Malignant neoplasm of the left breast"),
        ("I60.9", "Intraparenchymal hemorrhage"),
        ("S36.00", "Laceration of the spleen"),
        ("J18.9", "Consolidation of the left lung"),
        ("I82.B19", "Chronic thrombosis of the left subclavian vein"),
        ("C82.05", "Grade I lymphoma of the inguinal lymph nodes"),
        ("I71.40", "Dilatation of the abdominal aorta"),
        ("I60.9", "Traumatic subarachnoid hemorrhage"),  # a nontraumatic one
        ("I62.00", "Traumatic subdural hemorrhage"),
    ],
)
def test_a_sentence_that_names_another_disease_or_a_sign(code: str, sentence: str) -> None:
    assert not names(code, sentence)


def test_what_many_parts_can_have_needs_its_place() -> None:
    release = load_embedded()
    general = {code: disease_at(release.position(code) or 0, release)[0].is_general for code in ("M25.469", "N83.209")}
    assert general == {"M25.469": True, "N83.209": False}
