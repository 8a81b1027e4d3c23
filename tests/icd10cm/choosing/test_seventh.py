"""The 7th character that texts state."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.seventh import (
    Meaning,
    fits,
    fitting_sevenths,
    read_meaning,
    stated_fracture,
    with_stated_seventh,
)
from icd10cm.choosing.usual_sevenths import LeftOpen, left_open, usual_sevenths
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, Statement
from icd10cm.evidence.encounter_facts import read_encounter
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("S82.202A", "Gustilo IIIB open fracture of left tibia", "S82.202C"),
        ("S82.202A", "open fracture of left tibia", "S82.202B"),
        ("S82.202C", "open fracture of left tibia", "S82.202C"),
        ("S82.202B", "closed fracture of left tibia", "S82.202A"),
        ("S42.201A", "open fracture of right humerus", "S42.201B"),
        # A list of 7th characters without types has one for any open fracture.
        ("S42.201A", "Gustilo II open fracture of right humerus", "S42.201B"),
        ("S42.201A", "Gustilo IIIB open fracture of right humerus", "S42.201B"),
        ("S42.201D", "Gustilo IIIB fracture of right humerus, nonunion", "S42.201K"),
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


@pytest.mark.parametrize(
    ("printed", "meaning"),
    [
        ("initial encounter", Meaning("initial encounter")),
        ("sequela", Meaning("sequela")),
        ("initial encounter for open fracture NOS", Meaning("initial encounter", "open")),
        (
            "subsequent encounter for fracture with routine healing",
            Meaning("subsequent encounter", "", "routine healing"),
        ),
        (
            "subsequent encounter for open fracture type I or II with malunion",
            Meaning("subsequent encounter", "open type I or II", "malunion"),
        ),
        ("severe stage", Meaning(rest=(frozenset(("sever",)), frozenset(("stage",))))),
        ("stage unspecified; more", Meaning(rest=(frozenset(("stage",)),))),
        ("with tophus (tophi)", Meaning(rest=(frozenset(("tophu",)),))),
        ("fetus 1", Meaning(rest=(frozenset(("fetus",)), frozenset(("1",))))),
        # A side is read elsewhere, and what is left over says nothing.
        ("right eye", Meaning()),
        ("unspecified eye", Meaning()),
        ("other fetus", Meaning()),
        ("not applicable or unspecified", Meaning()),
    ],
)
def test_each_part_of_a_meaning(printed: str, meaning: Meaning) -> None:
    assert read_meaning(printed) == meaning


@pytest.mark.parametrize(
    ("text", "fracture"),
    [
        ("open fracture", "open"),
        ("closed fracture", "closed"),
        ("Gustilo I", "open type I or II"),
        ("Gustilo II open fracture", "open type I or II"),
        ("Gustilo IIIA open fracture", "open type III"),
        ("open fracture; Gustilo IIIB", "open type III"),
        ("open fracture; closed fracture", ""),
        ("fracture", ""),
    ],
)
def test_the_kind_of_fracture_that_texts_affirm(text: str, fracture: str) -> None:
    assert stated_fracture(diagnosis_of("S82.201A", text)) == fracture


@pytest.mark.parametrize(
    ("meaning", "wanted", "expected"),
    [
        (Meaning("sequela"), Meaning("sequela"), True),
        (Meaning("initial encounter"), Meaning("sequela"), False),
        (Meaning("initial encounter"), Meaning(), True),
        (Meaning(), Meaning("sequela"), False),
        (Meaning(healing="nonunion"), Meaning(healing="nonunion"), True),
        (Meaning(healing="malunion"), Meaning(healing="nonunion"), False),
        (Meaning(), Meaning(healing="nonunion"), True),
        (Meaning(fracture="open type III"), Meaning(fracture="open type I or II"), False),
        (Meaning(fracture="open type III"), Meaning(fracture="open type III"), True),
        (Meaning(fracture="open"), Meaning(fracture="open type III"), True),
        (Meaning(fracture="open"), Meaning(fracture="closed"), False),
        (Meaning(fracture="closed"), Meaning(fracture="open type III"), False),
        (Meaning(fracture="closed"), Meaning(), True),
        (Meaning(rest=(frozenset(("mild",)),)), Meaning(rest=(frozenset(("sever",)),)), False),
        (Meaning(rest=(frozenset(("mild",)),)), Meaning(), True),
    ],
)
def test_what_contradicts_what_is_wanted(meaning: Meaning, wanted: Meaning, expected: bool) -> None:  # noqa: FBT001
    assert fits(meaning, wanted) is expected


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
        ("O32.1", "breech, twin B", ("O32.1XX2",)),
        ("O32.1", "breech, twins", tuple(f"O32.1XX{each}" for each in "0123459")),
        ("T23.251", "burn of the palm", ("T23.251A", "T23.251D", "T23.251S")),
        ("T23.251", "burn of the palm, first visit today, recheck of the rash", ("T23.251A", "T23.251D", "T23.251S")),
    ],
)
def test_the_phase_of_treatment_narrows_what_a_code_lacks(code: str, text: str, wanted: tuple[str, ...]) -> None:
    diagnosis = diagnosis_of(code, text)
    choices = RELEASE.codes_at(RELEASE.tabular.find(code).index)
    assert fitting_sevenths(choices, diagnosis, words_stated(diagnosis, RELEASE), RELEASE) == wanted


@pytest.mark.parametrize(
    ("texts", "fracture", "why"),
    [
        (["tibia fracture"], "", "none is said"),
        (["open tibia fracture"], "open", "without a type"),
        (["closed tibia fracture"], "closed", "closed"),
        (["tibia fracture, Gustilo II"], "open type I or II", "a lower type"),
        (["tibia fracture, Gustilo IIIA"], "open type III", "the highest type"),
        (["open tibia fracture", "tibia fracture, Gustilo II"], "open type I or II", "one text says more"),
        (["open tibia fracture", "closed tibia fracture"], "", "two texts contradict each other"),
        (["tibia fracture, Gustilo II", "closed tibia fracture"], "", "two texts contradict each other"),
        (["tibia fracture, Gustilo II", "tibia fracture, Gustilo IIIA"], "", "two types"),
        (["open tibia fracture", "tibia fracture, Gustilo II", "tibia fracture, Gustilo IIIA"], "", "two types"),
        (["open tibia fracture", "tibia fracture, Gustilo II", "closed tibia fracture"], "", "closed as well"),
    ],
)
def test_the_kind_of_fracture_that_all_texts_state(texts: list[str], fracture: str, why: str) -> None:
    statements = tuple(Statement(text, Evidence("Condition/0", text)) for text in texts)
    encounter = CodedEncounter(date(2026, 6, 15), (Diagnosis("Condition/0", "S82.201A", statements=statements),))
    (diagnosis,) = read_encounter(encounter, RELEASE).diagnoses
    assert stated_fracture(diagnosis) == fracture, why


@pytest.mark.parametrize(
    ("leaf", "sevenths", "open_in", "usual", "why"),
    [
        ("S82.201", "ABCDEFKS", LeftOpen.STATE, "ADKS", "a fracture is closed unless it is said to be open"),
        ("S82.201", "BC", LeftOpen.TYPE, "B", "an open one is of a lower type"),
        ("S82.201", "AC", LeftOpen.NOTHING, "AC", "one open type alone"),
        ("S82.201", "AB", LeftOpen.NOTHING, "AB", "one open type alone"),
        ("S82.201", "A", LeftOpen.NOTHING, "A", "one code"),
        ("S42.201", "ABDS", LeftOpen.NOTHING, "ABDS", "of no types"),
        ("T84.53X", "ADS", LeftOpen.NOTHING, "ADS", "no fracture"),
    ],
)
def test_what_a_fracture_counts_as(leaf: str, sevenths: str, open_in: LeftOpen, usual: str, why: str) -> None:
    codes = tuple(leaf + each for each in sevenths)
    assert left_open(codes, RELEASE) is open_in, why
    assert usual_sevenths(codes, RELEASE) == tuple(leaf + each for each in usual), why


def test_no_code_leaves_nothing_open() -> None:
    assert left_open((), RELEASE) is LeftOpen.NOTHING
    assert usual_sevenths((), RELEASE) == ()
