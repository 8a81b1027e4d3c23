"""What a text says of open fractures: of the coded one alone, and which numbers are Gustilo types."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.text.details.fractures import ANYWHERE, CodedPlace
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text


def _read(text: str, coded: CodedPlace = ANYWHERE) -> tuple[str | None, bool | None]:
    facts = read_text(text, load_lexicon(), frozenset(("fracture", "fractur")), coded=coded)
    return facts.gustilo, facts.open_fracture


@pytest.mark.parametrize(
    ("text", "gustilo", "why"),
    [
        ("tibia fracture, Gustilo I", "I", "the name and a number"),
        ("tibia fracture, Gustilo 1", "I", "an Arabic number"),
        ("tibia fracture, Gustilo 2", "II", "an Arabic number"),
        ("tibia fracture, Gustilo 3", "III", "an Arabic number"),
        ("tibia fracture, Gustilo 3c", "IIIC", "with its letter"),
        ("tibia fracture, Gustilo III B", "IIIB", "the letter apart"),
        ("tibia fracture, Gustilo III b", "III", "a small letter is a word"),
        ("tibia fracture, Gustilo III D", "III", "no such letter"),
        ("tibia fracture, Gustilo IIA", "II", "only the third has letters"),
        ("tibia fracture, Gustilo & Anderson type: II", "II", "words between"),
        ("tibia fracture, Gustilo (grade 2)", "II", "brackets between"),
        ("tibia fracture, GA II", "II", "the name in short"),
        ("tibia fracture, G-A II", "II", "the name in short"),
        ("G-A II tibia fracture", "II", "the text begins with it"),
        ("tibia fracture, B-A II", None, "another name"),
        ("II tibia fracture", None, "a number alone"),
        ("type II tibia fracture", None, "a type of some other kind"),
        ("type IIIA tibia fracture", "IIIA", "only these have a letter"),
        ("type IIA tibia fracture", None, "the second has none"),
        ("IIIA tibia fracture", None, "not called a type"),
        ("open IIIB tibia fracture", "IIIB", "beside open"),
        ("compound IIIB tibia fracture", "IIIB", "beside compound"),
        ("open II tibia fracture", None, "a number beside open is not called a type"),
        ("type II open tibia fracture", "II", "before open"),
        ("type II, open tibia fracture", "II", "a comma between"),
        ("type II distal radius open fracture", None, "too far from open"),
        ("IIIA open tibia fracture", "IIIA", "of a letter, before open"),
        ("open fracture, class III", "III", "another word for type"),
        ("type IIIA acromion", None, "no fracture"),
        ("Gustilo IIIA to IIIC", "III", "a range"),
        ("Gustilo IIIA IIIB", "IIIA", "nothing joins the two"),
        ("Gustilo IIIA, wound 2", "IIIA", "a word between"),
        ("Gustilo I, II, III", None, "three of them"),
        ("Gustilo I or I", "I", "the same twice"),
        ("Gustilo IV", None, "no such type"),
        ("Gustilo", None, "no type"),
    ],
)
def test_gustilo_types(text: str, gustilo: str | None, why: str) -> None:
    found, is_open = _read(text)
    assert found == gustilo, why
    assert is_open or gustilo is None, "a type is one of an open fracture"


@pytest.mark.parametrize(
    ("text", "is_open", "why"),
    [
        ("open fracture", True, "before it"),
        ("compound fracture", True, "before it"),
        ("closed fracture", False, "before it"),
        ("fracture, open", True, "behind it"),
        ("fracture, closed", False, "behind it"),
        ("fracture is open", True, "in its phrase"),
        ("fracture: displaced: open", True, "only how it is"),
        ("open, displaced, fracture", True, "only how it is"),
        ("open, pain, fracture", None, "something between"),
        ("fracture, pain, open", None, "something between"),
        ("open displaced comminuted distal radius fracture", True, "five words between"),
        ("open very badly displaced comminuted distal radius fracture", None, "six words between"),
        ("fracture of the distal radius is open", True, "five words between"),
        ("fracture of the right distal radius is open", None, "six words between"),
        ("open reduction of fracture", None, "an operation"),
        ("open surgical reduction of fracture", None, "an operation"),
        ("wound left open, fracture", None, "a phrase of its own"),
        ("open and closed fracture", None, "both"),
        ("open pneumothorax", None, "no fracture"),
        ("Gustilo wound", True, "only open ones have a type"),
        ("fracture", None, "neither"),
    ],
)
def test_open_or_closed(text: str, is_open: bool | None, why: str) -> None:  # noqa: FBT001
    assert _read(text)[1] is is_open, why


_TIBIA = CodedPlace(("tibia",))
_RIGHT_TIBIA = CodedPlace(("tibia",), Side.RIGHT)
_BOTH = CodedPlace(("tibia",), Side.BILATERAL)


@pytest.mark.parametrize(
    ("text", "coded", "is_open", "why"),
    [
        ("open tibia fracture, closed femur fracture", _TIBIA, True, "the other one is elsewhere"),
        ("closed femur fracture, open tibia fracture", _TIBIA, True, "the other one is elsewhere"),
        ("open tibia fracture, closed femur fracture", ANYWHERE, None, "any of them"),
        ("closed femur fracture", _TIBIA, None, "of another bone"),
        ("closed leg fracture", _TIBIA, False, "what may be the same place"),
        ("open right tibia fracture, closed left tibia fracture", _RIGHT_TIBIA, True, "the other one is on the left"),
        ("open left tibia fracture", _RIGHT_TIBIA, None, "on the other side"),
        ("open right tibia fracture", _RIGHT_TIBIA, True, "on the coded side"),
        ("open left tibia fracture", _TIBIA, True, "no side is coded"),
        ("open left tibia fracture", _BOTH, True, "both sides are coded"),
        ("open bilateral tibia fracture", _RIGHT_TIBIA, True, "both sides are said"),
        ("left femur fracture, open", _TIBIA, None, "what follows is of the fracture elsewhere"),
        ("open fracture, closed femur fracture", _TIBIA, True, "no place is that of the code"),
    ],
)
def test_the_fracture_of_another_place(text: str, coded: CodedPlace, is_open: bool | None, why: str) -> None:  # noqa: FBT001
    assert _read(text, coded)[1] is is_open, why
