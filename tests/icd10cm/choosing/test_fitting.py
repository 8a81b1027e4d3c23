"""An offer keeps what the texts state and the coded title says, and denies none of it."""

from __future__ import annotations

import random

import pytest

from icd10cm.choosing.chooser import Choice, Silence, choose
from icd10cm.choosing.comparing.fitting import fitting
from icd10cm.titles.claims import claims_of
from tests.function_calls import function_calls
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of, facts_of, initial_code

_NODES = RELEASE.tabular.nodes
_SAMPLE = 110
_CALLS_OF_AN_OFFER = 5_000


def _fitting(code: str, text: str, *offered: str, together: bool = False) -> tuple[str, ...]:
    return fitting(offered, diagnosis_of(code, text), RELEASE, together=together)


def _choice(code: str, text: str) -> Choice:
    facts = facts_of(code, text)
    return choose(facts.diagnoses[0], facts)


@pytest.mark.parametrize(
    ("code", "text", "offered", "why"),
    [
        ("T40.606A", "Poisoning by unspecified narcotics, undetermined", "T40.601A", "undetermined is lost"),
        ("S93.03XA", "Dislocation of right ankle joint", "S93.01XA", "the text says dislocation, a sibling too"),
        ("G47.10", "Idiopathic hypersomnia without long sleep time", "G47.11", "claims what the text denies"),
        ("K25.4", "Acute gastric ulcer without hemorrhage or perforation", "K25.0", "claims what the text denies"),
        (
            "K57.90",
            "Diverticulitis of intestine, part unspecified, without abscess with bleeding",
            "K57.92",
            "denies it",
        ),
        ("E75.3", "Lipid storage disorder", "E75.6", "the coded title says that and more"),
        ("G43.909", "chronic migraine without aura, intractable", "G43.709", "the title says not intractable"),
        ("L97.509", "right foot ulcer, full thickness with fat layer exposed", "L97.519", "the depth is said"),
        ("S82.66XD", "left lateral malleolus fracture, nonunion on CT", "S82.65XD", "the healing is said"),
    ],
)
def test_is_not_fitting(code: str, text: str, offered: str, why: str) -> None:
    assert _fitting(code, text, offered) == (), why
    assert offered not in _choice(code, text).codes


@pytest.mark.parametrize(
    ("code", "text", "offered", "why"),
    [
        ("S93.03XA", "Subluxation of right ankle joint", "S93.01XA", "says what the text says"),
        ("K43.6", "Incisional hernia NOS", "K43.0", "keeps the coded obstruction, which no text denies"),
        ("M06.079", "Rheumatoid arthritis without rheumatoid factor, right ankle and foot", "M06.071", "a denial ends"),
        ("B96.20", "STEC O157 with or without confirmation of Shiga toxin-production", "B96.21", "nothing is denied"),
        ("C64.9", "Malignant neoplasm of right kidney, except renal pelvis", "C64.1", "an exception is no denial"),
        ("M86.659", "chronic osteomyelitis of right femur", "M86.651", "the title says thigh"),
        ("M86.60", "chronic osteomyelitis of left tibia and right calcaneus", "M86.69", "multiple sites hold each"),
        (
            "S42.213A",
            "Unspecified nondisplaced fracture of surgical neck of right humerus",
            "S42.211A",
            "the side alone",
        ),
        ("L97.509", "right foot ulcer, no drainage", "L97.519", "the severity stays open"),
        ("H25.11", "nuclear cataract of both eyes", "H25.13", "both are bilateral"),
    ],
)
def test_is_fitting(code: str, text: str, offered: str, why: str) -> None:
    assert _fitting(code, text, offered) == (offered,), why


def test_of_alternatives_the_one_that_keeps_all_is_left() -> None:
    text = "Dislocation of right ankle joint"
    assert _fitting("S93.06XA", text, "S93.01XA", "S93.04XA") == ("S93.04XA",)


def test_codes_that_go_together_keep_facts_together() -> None:
    text = "chronic osteomyelitis of right and left femur"
    assert _fitting("M86.659", text, "M86.651", "M86.652", together=True) == ("M86.651", "M86.652")


def test_right_and_left_together_are_both_sides() -> None:
    text = "nuclear cataract of both eyes"
    assert _fitting("H25.10", text, "H25.11", "H25.12", together=True) == ("H25.11", "H25.12")
    assert _fitting("H25.10", text, "H25.11") == ()


def test_without_a_code_that_keeps_all_there_is_silence() -> None:
    assert _choice("S93.03XA", "Dislocation of right ankle joint").silence is Silence.LOST


def test_no_side_is_added_that_nobody_stated() -> None:
    text = "Posterior subluxation of proximal end of tibia, unspecified knee"
    assert _choice("S83.126A", text).codes == ("S83.123A",)  # the subluxation, unspecified knee


def test_only_titles_that_say_what_is_lost_are_held_against_an_offer() -> None:
    """S62 has 273 leaves: reading all of their titles takes 210,000 calls."""
    text = "fracture of hook process of hamate bone, right wrist, comminuted by a saw"
    diagnosis = diagnosis_of("S62.146A", text)

    def fit() -> None:
        assert fitting(("S62.151A",), diagnosis, RELEASE, together=False) == ("S62.151A",)

    RELEASE.derived.clear()
    fit()
    RELEASE.derived.clear()
    assert function_calls(fit) < _CALLS_OF_AN_OFFER


def _sibling_titles(seed: int) -> list[tuple[str, str, int]]:
    """Return unspecified codes, each with the title or a term of a code under the same header."""
    rng = random.Random(seed)
    opens = [
        node
        for node in _NODES
        if not node.children and node.parent >= 0 and "nspecified" in node.title and RELEASE.codes_at(node.index)
    ]
    found = []
    for node in rng.sample(opens, _SAMPLE):
        beside = [one for one in _NODES[node.parent].children if not _NODES[one].children and one != node.index]
        if not beside:
            continue
        sibling = _NODES[rng.choice(beside)]
        found.append((initial_code(node), rng.choice([sibling.title, *sibling.inclusion_terms]), sibling.index))
    return found


@pytest.mark.sweep
def test_a_sibling_s_words_lead_to_the_sibling_or_keep_what_is_coded() -> None:
    """Another code than the sibling may be offered only where it keeps a word of the coded title."""
    right = 0
    for code, text, sibling in _sibling_titles(29):
        coded = diagnosis_of(code, text).node
        assert coded is not None
        codes = _choice(code, text).codes
        right += bool(codes) and all(RELEASE.position(each) == sibling for each in codes)
        own = claims_of(coded.title).said - claims_of(text).said
        for each in codes:
            assert RELEASE.position(each) == sibling or own & claims_of(RELEASE.title(each)).said, (code, text, codes)
    assert right >= _SAMPLE * 2 // 5
