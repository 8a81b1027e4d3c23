"""The pieces of a sentence between its commas."""

from __future__ import annotations

import pytest

from icd10cm.documents.sentences import pieces_of, says_a_place_alone


@pytest.mark.parametrize(
    ("affirmed", "number"),
    [
        ("diverticulitis, sigmoid polyp", 2),
        ("left ovary with follicles, cyst in the right kidney", 2),
        ("cyst, left ovary", 1),
        ("right ovary, simple cyst", 1),
        ("varicose veins, left leg, with ulcer of the calf", 1),
        ("cyst of the ovary; fibroid", 2),
        ("cyst of the ovary", 1),
        ("", 0),
    ],
)
def test_the_pieces(affirmed: str, number: int) -> None:
    assert len(pieces_of(affirmed)) == number


@pytest.mark.parametrize("piece", ["left knee", "the distal third of the right radius", "3 cm", ""])
def test_a_place_alone(piece: str) -> None:
    assert says_a_place_alone(piece)


@pytest.mark.parametrize("piece", ["left knee effusion", "left leg dvt", "sigmoid polyp"])
def test_more_than_a_place(piece: str) -> None:
    assert not says_a_place_alone(piece)
