"""The side and the site that an offered code claims or leaves open, against those that the texts name."""

from __future__ import annotations

import pytest

from icd10cm.choosing.choice import Choice, Question
from icd10cm.choosing.comparing.places import places_fit
from icd10cm.choosing.comparing.stated_facts import stated_facts
from icd10cm.issue import Strength
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of, facts_of


def _fits(code: str, text: str, choice: Choice) -> bool:
    facts = facts_of(code, text)
    return places_fit(choice, facts.diagnoses[0], facts)


@pytest.mark.parametrize(
    ("code", "text", "offered", "why"),
    [
        ("S92.909A", "R 5th metatarsal base fracture", "S92.901A", "the metatarsal has its code"),
        ("S82.899A", "R lateral malleolus fracture", "S82.891A", "the malleolus has its code"),
        (
            "C50.912",
            "Malignant neoplasm of upper-inner quadrant of right female breast",
            "C50.911",
            "the quadrant has its code",
        ),
        ("H20.049", "Vogt-Koyanagi syndrome, left eye", "H20.829", "the side is passed over"),
        ("S02.620A", "Fracture of orbital floor, unspecified side", "S02.31XA", "nobody stated the right side"),
    ],
)
def test_a_side_or_site_is_passed_over_or_added(code: str, text: str, offered: str, why: str) -> None:
    assert not _fits(code, text, Choice((offered,))), why


@pytest.mark.parametrize(
    ("code", "text", "offered", "why"),
    [
        ("S92.909A", "R foot fracture", "S92.901A", "no more is said"),
        ("S92.909A", "R foot fracture; L 5th metatarsal base fracture", "S92.901A", "the metatarsal is on the left"),
        ("S92.909A", "R foot fracture, no 5th metatarsal fracture", "S92.901A", "the metatarsal is denied"),
        ("H20.049", "Vogt-Koyanagi syndrome", "H20.829", "no side is stated"),
        ("H20.049", "Vogt-Koyanagi syndrome, no pain of left eye", "H20.829", "the side is that of what is denied"),
        ("S02.620A", "Fracture of orbital floor, right side", "S02.31XA", "the side is stated"),
        ("S02.611A", "Fracture of orbital floor", "S02.31XA", "the side is coded"),
        ("M86.659", "chronic osteomyelitis of right femur", "M86.651", "the thigh holds the femur, no code names it"),
    ],
)
def test_all_places_are_kept(code: str, text: str, offered: str, why: str) -> None:
    assert _fits(code, text, Choice((offered,), sided=offered == "M86.651")), why


def test_a_prompt_and_alternatives_may_leave_a_place_open() -> None:
    text = "R 5th metatarsal base fracture"
    assert _fits("S92.909A", text, Choice(("S92.901A",), strength=Strength.PROCEDURE))
    assert _fits("S92.909A", "5th metatarsal base fracture", Choice(("S92.901A", "S92.902A")))


def test_codes_of_both_sides_are_no_offer_where_one_side_is_stated() -> None:
    both = ("S92.901A", "S92.902A")
    assert not _fits("S92.909A", "R 5th metatarsal base fracture", Choice(both))
    assert _fits("S92.909A", "R and L 5th metatarsal base fractures", Choice(both, together=True))
    assert _fits("S92.909A", "R 5th metatarsal base fracture", Choice(both, strength=Strength.PROMPT))
    assert not _fits("S44.91XA", "injury of radial nerve", Choice(("S44.20XA", "S44.21XA")))  # S44.91 says right


def test_other_is_not_what_a_text_calls_unspecified() -> None:
    text = "puncture wound, unspecified finger"
    assert not _fits("S61.239A", text, Choice(("S61.238A",), Question.SITE))
    assert _fits("S61.239A", text, Choice(("S61.238A",), Question.KIND))
    assert _fits("S61.239A", "puncture wound, index finger", Choice(("S61.238A",), Question.SITE, Strength.PROMPT))


def test_the_names_of_a_site_and_its_head_are_no_facts_to_be_kept() -> None:
    diagnosis = diagnosis_of("M17.9", "severe osteoarthritis of knee joint, stage 3, mild pain")
    assert diagnosis.node is not None
    facts = stated_facts(diagnosis, diagnosis.node, RELEASE)
    assert facts.stated.isdisjoint(("knee", "joint"))
    assert {"sever", "stage:3"} <= facts.stated
    assert "mild" not in facts.stated
