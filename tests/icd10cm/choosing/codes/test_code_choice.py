"""Codes for places: the leaf with a 7th character, and the families to choose among."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry, families, leaves_of, lift
from tests.icd10cm.choosing.charts import RELEASE


def _positions(*codes: str) -> list[int]:
    found = [RELEASE.position(code) for code in codes]
    return [index for index in found if index is not None]


@pytest.mark.parametrize(
    ("code", "leaf", "carried"),
    [
        ("S82.201B", "S82.202", "S82.202B"),
        ("T84.51XD", "T84.52", "T84.52XD"),
        ("H40.1111", "H40.112", "H40.1121"),
        ("S82.201", "S82.202", "S82.202"),  # nothing to carry
        ("M17.11", "M17.12", "M17.12"),
        ("S82.201B", "M17.12", "M17.12"),  # the leaf takes none
        ("S82.201C", "S42.201", "S42.201"),  # the leaf has no such character
    ],
)
def test_a_leaf_takes_the_7th_character_that_it_has(code: str, leaf: str, carried: str) -> None:
    assert carry(code, *_positions(leaf), RELEASE) == carried


def test_the_leaves_below_a_header_are_those_of_all_levels() -> None:
    nodes = RELEASE.tabular.nodes
    assert [nodes[leaf].code for leaf in leaves_of(*_positions("M17"), RELEASE)] == [
        *("M17.0", "M17.10", "M17.11", "M17.12", "M17.2", "M17.30", "M17.31", "M17.32", "M17.4", "M17.5", "M17.9"),
    ]
    assert leaves_of(*_positions("M17.0"), RELEASE) == tuple(_positions("M17.0"))


@pytest.mark.parametrize(
    ("code", "leaves", "shown"),
    [
        ("M86.60", ("M86.611", "M86.612", "M86.651", "M86.68"), ("M86.61", "M86.651", "M86.68")),
        ("M86.60", ("M86.651",), ("M86.651",)),
        ("C50.919", ("C50.411", "C50.412", "C50.511"), ("C50.41", "C50.511")),
        ("S61.209A", ("S61.001", "S61.200", "S61.202"), ("S61.001A", "S61.200A", "S61.202A")),
        ("M25.50", ("M25.569", "M25.511"), ("M25.56", "M25.511")),  # "unspecified knee" leaves as much open
        ("H02.001", ("H02.009", "H02.109"), ("H02.009", "H02.1")),  # a leaf that leaves more open than the code
        ("M86.60", (), ()),
    ],
)
def test_a_family_is_the_header_of_its_leaves_and_one_leaf_itself(
    code: str, leaves: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    assert lift(_positions(*leaves), code, RELEASE) == shown


@pytest.mark.parametrize(
    ("code", "leaves", "within", "side", "whole"),
    [
        # Adds the half of the eyelids that the leaves lack: none is missed.
        (
            "H02.003",
            ("H02.001", "H02.002", "H02.004", "H02.005"),
            (),
            None,
            ("H02.001", "H02.002", "H02.004", "H02.005"),
        ),
        # Two of several joints are not a whole list.
        ("M25.50", ("M25.561", "M25.562", "M25.511"), (), None, ()),
        ("M86.60", ("M86.651",), (), None, ()),
        # C50.A is for another disease, C50.8 for what is left over; a breast that is missed may be a man's.
        (
            "C50.911",
            ("C50.012", "C50.112", "C50.212", "C50.312", "C50.412", "C50.512"),
            ("breast",),
            Side.LEFT,
            ("C50.012", "C50.112", "C50.212", "C50.312", "C50.412", "C50.512", "C50.6"),
        ),
        (
            "C50.911",
            ("C50.011", "C50.111", "C50.211", "C50.311"),
            ("breast",),
            Side.RIGHT,
            ("C50.011", "C50.111", "C50.211", "C50.311", "C50.4", "C50.5", "C50.6"),
        ),
        ("C50.911", ("C50.011", "C50.111", "C50.211"), ("breast",), Side.RIGHT, ()),  # four of seven are missed
        ("M86.60", (), (), None, ()),
    ],
)
def test_families_are_a_whole_list_or_none(
    code: str, leaves: tuple[str, ...], within: tuple[str, ...], side: Side | None, whole: tuple[str, ...]
) -> None:
    assert families(_positions(*leaves), code, RELEASE, within, side) == whole


def test_what_is_left_over_is_missed_by_a_code_that_leaves_more_open() -> None:
    leaves = _positions("C34.02", "C34.12", "C34.2", "C34.32")
    shown = ("C34.02", "C34.12", "C34.2", "C34.32")
    assert families(leaves, "C34.92", RELEASE, ("bronchus-and-lung",), Side.LEFT) == shown
    assert families(leaves, "C34.90", RELEASE, ("bronchus-and-lung",), Side.LEFT) == (*shown, "C34.82")
