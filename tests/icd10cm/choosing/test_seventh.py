"""The 7th character that texts state."""

from __future__ import annotations

import pytest

from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.seventh import Meaning, fits, fitting_sevenths, read_meaning, with_stated_seventh
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("S82.202A", "Gustilo IIIB open fracture of left tibia", "S82.202C"),
        ("S82.202A", "open fracture of left tibia", "S82.202B"),
        ("S82.202C", "open fracture of left tibia", "S82.202C"),
        ("S82.202B", "closed fracture of left tibia", "S82.202A"),
        ("S42.201A", "open fracture of right humerus", "S42.201B"),
        ("S52.501A", "closed distal radius fracture right, routine healing", "S52.501D"),
        ("S52.501A", "closed distal radius fracture right, delayed healing", "S52.501G"),
        ("S52.501A", "closed distal radius fracture right, healing as expected", "S52.501D"),
        ("S52.501A", "closed distal radius fracture right, incision healing well", "S52.501A"),
        ("S52.501D", "distal radius fracture right, 7 months out: established nonunion on CT", "S52.501K"),
        ("S52.501A", "distal radius fracture right, subsequent encounter", "S52.501A"),
        ("S52.501A", "distal radius fracture right, routine healing, nonunion", "S52.501A"),
        ("H40.1130", "POAG both eyes, severe stage", "H40.1133"),
        ("H40.1130", "POAG both eyes, severe headache", "H40.1130"),
        ("O31.33X0", "one fetus, third trimester", "O31.33X0"),
        ("T84.53XA", "infected right knee, subsequent encounter", "T84.53XA"),
    ],
)
def test_what_the_text_states(code: str, text: str, wanted: str) -> None:
    diagnosis = diagnosis_of(code, text)
    assert with_stated_seventh(code, diagnosis, words_stated(diagnosis, RELEASE), RELEASE) == wanted


def test_a_meaning_taken_apart() -> None:
    printed = "subsequent encounter for open fracture type IIIA, IIIB, or IIIC with nonunion"
    assert read_meaning(printed) == Meaning("subsequent encounter", "open type III", "nonunion")
    assert read_meaning("initial encounter for closed fracture") == Meaning("initial encounter", "closed")


def test_open_alone_contradicts_closed_alone() -> None:
    assert fits(Meaning(fracture="open type III"), Meaning(fracture="open"))
    assert not fits(Meaning(fracture="closed"), Meaning(fracture="open"))
    assert fits(Meaning(), Meaning(fracture="open"))


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("S62.025", "scaphoid waist fracture, first ED visit", ("S62.025A",)),
        ("S62.025", "open scaphoid waist fracture, first ED visit", ("S62.025B",)),
        ("S62.025", "possible open scaphoid waist fracture, first ED visit", ("S62.025A", "S62.025B")),
        ("T23.251", "burn of the palm, follow-up visit", ("T23.251D",)),
        ("O32.1", "frank breech at 37 weeks", ("O32.1XX0",)),
        ("O32.1", "breech presentation of fetus 2", ("O32.1XX2",)),
        ("O32.1", "breech, twin B", tuple(f"O32.1XX{each}" for each in "0123459")),
        ("T23.251", "burn of the palm", ("T23.251A", "T23.251D", "T23.251S")),
        ("T23.251", "burn of the palm, first visit today, recheck of the rash", ("T23.251A", "T23.251D", "T23.251S")),
    ],
)
def test_the_phase_of_treatment_narrows_what_a_code_lacks(code: str, text: str, wanted: tuple[str, ...]) -> None:
    diagnosis = diagnosis_of(code, text)
    choices = RELEASE.codes_at(RELEASE.tabular.find(code).index)
    assert fitting_sevenths(choices, diagnosis, words_stated(diagnosis, RELEASE), RELEASE) == wanted
