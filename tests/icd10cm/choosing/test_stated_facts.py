"""The facts that the comparison weighs: what texts state, deny and link, and what the coded title says."""

from __future__ import annotations

import pytest

from icd10cm.choosing.comparing.comparison import GRAMMAR
from icd10cm.choosing.comparing.stated_facts import StatedFacts, stated_facts
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


def _facts(code: str, text: str) -> StatedFacts:
    diagnosis = diagnosis_of(code, text)
    assert diagnosis.node is not None
    return stated_facts(diagnosis, diagnosis.node, RELEASE)


@pytest.mark.parametrize(
    ("code", "text", "stated", "why"),
    [
        ("L97.509", "right foot ulcer with necrosis", "necrosi right ulcer", "no place, and no grammar"),
        ("L97.509", "possible chronic foot ulcer", "possibl ulcer", "what is doubted, but for a degree"),
        ("L97.509", "foot ulcer without necrosis", "ulcer", "not what is denied"),
        ("M17.9", "arthritis of knee joint, left", "arthriti left", "not the noun of a place"),
        ("E11.9", "diabetes, severe cough", "cough diabet", "not the degree of something else"),
        ("F03.90", "moderate dementia", "dement moderat", "the degree of the disease"),
        ("G81.90", "right dominant hemiplegia", "hemipleg right", "not which side is dominant"),
        ("E11.9", "", "", "no text"),
    ],
)
def test_what_is_stated(code: str, text: str, stated: str, why: str) -> None:
    facts = _facts(code, text)
    assert facts.stated == set(stated.split()), why
    assert facts.all == facts.stated | facts.coded


@pytest.mark.parametrize(
    ("code", "text", "affirmed", "not_affirmed"),
    [
        ("L97.509", "right foot ulcer with necrosis", "foot ulcer necrosi right", "left"),
        ("L97.509", "possible chronic foot ulcer", "", "ulcer possibl chron foot"),
        ("M17.9", "arthritis of both knees", "arthriti bilateral", "right left"),
        ("M17.9", "arthritis of right and left knee", "arthriti", "right left"),
    ],
)
def test_what_is_affirmed_has_the_places_and_the_one_side(
    code: str, text: str, affirmed: str, not_affirmed: str
) -> None:
    found = _facts(code, text).affirmed
    assert set(affirmed.split()) <= found
    assert found.isdisjoint(not_affirmed.split())


@pytest.mark.parametrize(
    ("code", "text", "linked"),
    [
        ("L97.509", "right foot ulcer with necrosis of muscle", "muscl necrosi"),
        ("F03.90", "dementia with agitation, back pain", "agitat"),
        ("L97.509", "foot ulcer with chronic necrosis", "necrosi"),
        ("L97.509", "foot ulcer due to neuropathy", ""),
        ("E11.9", "diabetes", ""),
    ],
)
def test_what_is_linked_by_with(code: str, text: str, linked: str) -> None:
    assert _facts(code, text).linked == set(linked.split())


@pytest.mark.parametrize(
    ("code", "text", "denied"),
    [
        ("L97.509", "foot ulcer without necrosis", "necrosi"),
        ("M86.9", "chronic osteomyelitis of femur, no abscess", "absces"),
        ("M86.9", "osteomyelitis with abscess of femur, no abscess of tibia", "tibia"),
        ("M86.9", "osteomyelitis", ""),
    ],
)
def test_what_is_denied_and_nowhere_stated(code: str, text: str, denied: str) -> None:
    assert _facts(code, text).denied_alone == set(denied.split())


@pytest.mark.parametrize(
    ("text", "caused", "why"),
    [
        ("arthritis of knee due to dysplasia", True, "due to, behind the name"),
        ("secondary arthritis of knee", True, "secondary, before the name"),
        ("dysplasia, arthritis of knee", False, "no cause"),
        ("arthritis of knee, secondary", False, "behind the name"),
        ("pain due to arthritis of knee", False, "it is the cause itself"),
    ],
)
def test_a_text_that_names_the_cause(text: str, *, caused: bool, why: str) -> None:
    assert _facts("M17.9", text).is_caused is caused, why


@pytest.mark.parametrize(
    ("text", "both"), [("bilateral arthritis of knee", True), ("right arthritis of knee", False), ("arthritis", False)]
)
def test_a_text_that_says_both_sides(text: str, *, both: bool) -> None:
    assert _facts("M17.9", text).is_bilateral is both


def test_the_coded_title_says_its_disease_without_its_place() -> None:
    assert _facts("L97.509", "").coded == {"chron", "nonpressur", "ulcer"}
    assert _facts("M17.9", "").coded == {"osteoarthriti"}


def test_facts_are_frozen() -> None:
    facts = _facts("L97.509", "right foot ulcer with necrosis, no infection")
    sets = [
        facts.affirmed,
        facts.stated,
        facts.denied,
        facts.coded,
        facts.linked,
        facts.all,
        facts.denied_alone,
        GRAMMAR,
    ]
    assert {type(each) for each in sets} == {frozenset}
