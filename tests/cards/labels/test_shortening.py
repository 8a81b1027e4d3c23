"""A name that is too long keeps its beginning, its side and what tells it from the others."""

from __future__ import annotations

import pytest

from cards.phrases.shortening import fitted_name

CASES = [
    # name, what the others say, room, the name in that room
    ("right tibia and fibula", [], 30, "right tibia and fibula"),
    ("osteomyelitis with necrosis", [], 11, ""),
    (
        "traumatic hemorrhage of cerebrum, with loss of consciousness of 6 hours to 24 hours",
        [],
        60,
        "traumatic hemorrhage of cerebrum, with LOC 6-24 hours",
    ),
    (
        "dislocation of distal interphalangeal joint of right little finger",
        [],
        60,
        "dislocation of DIP joint of right little finger",
    ),
    (
        "displaced supracondylar fracture without intracondylar extension of lower end of left femur",
        ["Displaced supracondylar fracture with intracondylar extension of lower end of left femur"],
        68,
        "displaced supracondylar fx w/o intracondylar extension of left femur",
    ),
    (
        "puncture wound with foreign body of left index finger with damage to nail",
        ["puncture wound with foreign body of left index finger without damage to nail"],
        58,
        "puncture wound of left index finger with nail damage",
    ),
    (
        "squamous cell carcinoma of skin of right ear and external auricular canal",
        [],
        45,
        "squamous cell carcinoma of skin of right ear",
    ),
    (
        "complete traumatic metacarpophalangeal amputation of right index finger",
        [],
        60,
        "complete traumatic MCP amputation of right index finger",
    ),
    (
        "sexual dysfunction not due to a substance or known physiological condition",
        [],
        45,
        "sexual dysfunction not due to a substance",
    ),
]


@pytest.mark.parametrize(("name", "others", "room", "expected"), CASES)
def test_a_name_in_its_room(name: str, others: list[str], room: int, expected: str) -> None:
    assert fitted_name(name, others, room) == expected


@pytest.mark.parametrize(("name", "others", "room", "expected"), CASES)
def test_a_name_fits(name: str, others: list[str], room: int, expected: str) -> None:
    assert len(expected) <= room
    for less in range(room):
        assert len(fitted_name(name, others, less)) <= less


def test_a_name_is_left_alone_at_the_length_that_fits() -> None:
    name = "laceration without foreign body of right hand"
    assert fitted_name(name, [], len(name)) == name
    assert fitted_name(name, [], len(name) - 1) == "laceration w/o foreign body of right hand"
