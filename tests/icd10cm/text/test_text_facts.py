"""What a free text affirms: places, phases of treatment, open fractures; and what silences them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icd10cm.anatomy.side import Side
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import Place, TextFacts, read_text
from icd10cm.text.tokens import MAX_LENGTH

LEXICON = load_lexicon()
R, L, B = Side.RIGHT, Side.LEFT, Side.BILATERAL


def read(text: str) -> TextFacts:
    return read_text(text, LEXICON)


PLACES = [
    ("chronic hematogenous osteomyelitis of right femur", [("femur", R)]),
    ("right femur and left tibia", [("femur", R), ("tibia", L)]),
    ("osteomyelitis of the right femur and tibia", [("femur", R), ("tibia", R)]),
    ("both hips", [("hip", B)]),
    ("bilateral femurs", [("femur", B)]),
    ("hips, bilaterally", [("hip", B)]),
    ("B/L knee OA", [("knee", B)]),
    ("right and left hips", [("hip", R), ("hip", L)]),
    ("hip pain, left and right", [("hip", L), ("hip", R)]),
    ("femur, right", [("femur", R)]),
    ("hip fracture left", [("hip", L)]),
    ("osteomyelitis rt. femur", [("femur", R)]),
    ("lt tibia", [("tibia", L)]),
    ("R femur osteomyelitis", [("femur", R)]),
    ("fracture of R. tibia", [("tibia", R)]),
    ("(L) knee pain", [("knee", L)]),
    ("knee (R)", [("knee", R)]),
    ("great toe of right foot", [("great-toe", R)]),
    ("left 2nd metatarsal head", [("metatarsal-2", L)]),
    ("right radial neck", [("radial-head", R)]),
    ("left hip and neck", [("hip", L), ("neck", None)]),
    ("shoulder/neck pain", [("shoulder", None), ("neck", None)]),
    ("Displaced fracture of base of neck of left femur", [("femur", L)]),
    ("lumbar vertebra", [("vertebra-lumbar", None)]),
    ("left lumbar vertebra", [("vertebra-lumbar", None)]),
    ("Bone structure of femur", [("femur", None)]),
    ("Right", [(None, R)]),
    ("Left (qualifier value)", [(None, L)]),
    ("osteomyelitis, right side", [(None, R)]),
    ("right-sided osteomyelitis", [(None, R)]),
    ("osteomyelitis, left", [(None, L)]),
    ("left carpal tunnel syndrome", [(None, L)]),
    ("Bilateral carpal tunnel syndrome", [(None, B)]),
    ("left against medical advice", []),
    ("left cataract with glaucoma", []),
    ("right bundle branch block", []),
    # Nothing where the side or the site could be read in two ways.
    ("right or left femur", [("femur", None)]),
    ("right/left femur", [("femur", None)]),
    ("left > right hip pain", [("hip", None)]),
    ("hip pain, left > right", [("hip", None)]),
    ("knee pain, right worse than left", [("knee", None)]),
    ("left worse than right knee pain", [("knee", None)]),
    ("femur or tibia", []),
    ("femur right tibia left", [("femur", None), ("tibia", None)]),
    ("l femur", [("femur", None)]),
    ("femur. R", [("femur", None)]),
    ("right hand dominant man with left tibia fracture", [("tibia", L)]),
    ("left-handed man with fracture of tibia", [("tibia", None)]),
    ("patient left against advice; osteomyelitis of femur", [("femur", None)]),
    ("the patient left", []),
    ("left ventricular hypertrophy", []),
    ("right heart failure", []),
    ("chronic kidney disease, osteomyelitis of sacrum", [("sacrum", None)]),
    ("Congenital absence of both forearm and hand", [("forearm", None), ("hand", None)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "places"), PLACES)
def test_places(text: str, places: list[tuple[str | None, Side | None]]) -> None:
    expected = [Place(site, side) for site, side in places]
    assert list(read(text).places) == expected


SILENCED = [
    "no osteomyelitis of right femur",
    "No evidence of osteomyelitis, right femur",
    "without involvement of the right femur",
    "denies pain of right femur",
    "negative for osteomyelitis of right femur",
    "rule out osteomyelitis of right femur",
    "r/o osteomyelitis right femur",
    "osteomyelitis of right femur ruled out",
    "osteomyelitis right femur, ruled out by MRI",
    "possible osteomyelitis of right femur",
    "osteomyelitis of right femur, possible",
    "Probable osteomyelitis right femur",
    "suspected osteomyelitis of the right femur",
    "osteomyelitis of right femur (suspected)",
    "questionable osteomyelitis of right femur",
    "? osteomyelitis right femur",
    "osteomyelitis right femur?",
    "cannot exclude osteomyelitis of right femur",
    "can't exclude osteomyelitis of right femur",
    "osteomyelitis of right femur is felt to be less likely",
    "can\u2019t rule out osteomyelitis of right femur",
    "osteomyelitis not seen in right femur",
    "consistent with osteomyelitis of right femur",
    "working diagnosis osteomyelitis right femur",
    "osteomyelitis of right femur versus tumor",
    "right femur vs. right tibia",
    "history of osteomyelitis of right femur",
    "Personal history of fracture, right femur",
    "h/o osteomyelitis, right femur",
    "s/p debridement of right femur",
    "status post fixation of right femur",
    "osteomyelitis of right femur, resolved",
    "family history of tumor of right femur",
    "mother had a fracture of the right femur",
    "absence of right femur",
    "at risk for osteomyelitis of right femur",
    "w/o osteomyelitis right femur",
]


@pytest.mark.parametrize("text", SILENCED)
def test_denied_doubted_and_past_statements_are_silent(text: str) -> None:
    facts = read(text)
    assert facts.places == ()
    assert "femur" not in facts.words
    assert "femur" not in facts.affirmed


KEPT = [
    ("Osteomyelitis right femur, no draining sinus", "femur", R),
    ("Osteomyelitis of right tibia with possible abscess", "tibia", R),
    ("Osteomyelitis of right tibia but not of the left femur", "tibia", R),
    ("No fever. Osteomyelitis of right tibia", "tibia", R),
    ("No fever\nOsteomyelitis of right tibia", "tibia", R),
    ("History of fracture of left femur; now osteomyelitis of right tibia", "tibia", R),
    ("Osteomyelitis (no sinus) of right tibia", "tibia", R),
    ("Pain in joint, not elsewhere classified, right knee", "knee", R),
    ("Laceration without foreign body, right knee", "knee", R),
    ("Neoplasm of uncertain behavior of right breast", "breast", R),
    ("Acquired absence of left leg below knee", "leg-below-knee", L),
    ("non-hematogenous osteomyelitis, right tibia", "tibia", R),
]


@pytest.mark.parametrize(("text", "site", "side"), KEPT)
def test_what_a_cue_does_not_reach_is_kept(text: str, site: str, side: Side) -> None:
    assert read(text).places == (Place(site, side),)


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("hip fracture, closed, initial, OR tonight", {"initial encounter"}),
        ("hip fracture, initial film negative", set()),
        ("distal radius fracture, first ED visit", {"initial encounter"}),
        ("burned 2 hours ago", {"initial encounter"}),
        ("here for follow-up, week 3", {"subsequent encounter"}),
        ("cast removed; seen in ED last month", {"subsequent encounter"}),
        ("cast off, in ED today", {"initial encounter", "subsequent encounter"}),
        ("fracture, ortho follow-up next week", set()),
        ("no follow-up visit", set()),
        ("fell a month ago", set()),
    ],
)
def test_phases_of_treatment(text: str, phases: set[str]) -> None:
    assert read(text).phases == phases


@pytest.mark.parametrize(
    ("text", "gustilo", "is_open"),
    [
        ("Gustilo IIIB", "IIIB", True),
        ("Gustilo-Anderson type 3b fracture", "IIIB", True),
        ("gustilo anderson grade II", "II", True),
        ("Gustilo type I open fracture of left tibia", "I", True),
        ("type II open fracture of tibia", "II", True),
        ("open fracture type IIIC of left tibia", "IIIC", True),
        ("Gustilo type III A fracture", "IIIA", True),
        ("gustilo type iii a fracture", "III", True),
        ("Gustilo IIIA or IIIB", "III", True),
        ("Gustilo II or IIIA", None, True),
        ("Gustilo I or II", None, True),
        ("Gustilo II/III", None, True),
        ("Gustilo II of the tibia, Gustilo IIIA of the femur", None, True),
        ("Gustilo II of the tibia, Gustilo II of the femur", "II", True),
        ("initial encounter for open fracture type IIIA, IIIB, or IIIC", "III", True),
        ("Type II diabetes, open fracture of tibia", None, True),
        ("type II odontoid fracture", None, None),
        ("open fracture of tibia", None, True),
        ("compound tibia fracture", None, True),
        ("closed fracture of tibia", None, False),
        ("fracture of tibia, closed", None, False),
        ("fracture of tibia, displaced, closed", None, False),
        ("closed, displaced, fracture of tibia", None, False),
        ("fracture of tibia, wound, closed", None, None),
        ("open fracture of tibia, closed fracture of fibula", None, None),
        ("open reduction of tibia fracture", None, None),
        ("open wound near fracture", None, None),
        ("no open fracture", None, None),
        ("not a Gustilo II", None, None),
        ("fracture of tibia", None, None),
    ],
)
def test_open_fractures(text: str, gustilo: str | None, *, is_open: bool | None) -> None:
    facts = read(text)
    assert facts.gustilo == gustilo
    assert facts.open_fracture is is_open


def test_a_text_with_nothing_affirmed_says_nothing() -> None:
    assert read("possible osteomyelitis") == TextFacts(mentioned="possible osteomyelitis")
    assert read("no osteomyelitis") == TextFacts(denied="no osteomyelitis", denied_beside=(None,))
    assert read(" \n ") == TextFacts()


def test_accents_and_odd_signs_do_no_harm() -> None:
    assert read("Oste\u0301omye\u0301lite \u2013 right femur\u00a0\U0001f9b4").places == (Place("femur", R),)


def test_a_sentence_that_the_limit_cuts_is_left_out() -> None:
    start = "Osteomyelitis of right femur. "
    filler = "x" * (MAX_LENGTH - len(start) - 20)
    facts = read(f"{start}{filler}. Osteomyelitis of left tibia ruled out")
    assert facts.places == (Place("femur", R),)
    assert read("left tibia " * 1000) == TextFacts()


@given(st.text(alphabet="RLrl/() ,.;?-no'femurtibagsI3", max_size=300) | st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    facts = read(text)
    assert len(facts.affirmed) <= MAX_LENGTH
    assert facts.affirmed.isascii()
    assert all(place.site in LEXICON.anatomy.sites for place in facts.places if place.site)


@pytest.mark.parametrize(
    "unit", ["no ", "(no ", "right femur and ", "femur; ", "gustilo :, ", "R femur or ", "non-", "("]
)
def test_hostile_text_does_not_hold_a_call_up(unit: str) -> None:
    """Tenths of a second; a pattern that tries every way through such a text would take hours."""
    text = (unit * MAX_LENGTH)[: MAX_LENGTH - 1] + ";"
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 10
