"""Which codes differ in side alone, over the whole release and title by title."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.releases.loading import load_embedded
from icd10cm.titles.words import side_in, title_words

if TYPE_CHECKING:
    from icd10cm.releases.release import Release
    from icd10cm.titles.side_groups import SideGroup


@cache
def release() -> Release:
    return load_embedded()


def group_of(code: str) -> SideGroup | None:
    node = release().tabular.find(code)
    assert node is not None
    return release().families.side_group(node.index)


def options(code: str) -> dict[Side, tuple[str, ...]]:
    """The codes that say the side that `code` leaves open."""
    node = release().tabular.find(code)
    assert node is not None
    group = release().families.side_group(node.index)
    if group is None or node.index not in group.unspecified:
        return {}
    nodes = release().tabular.nodes
    return {side: tuple(nodes[index].code for index in members) for side, members in group.sided.items()}


@pytest.mark.parametrize(
    ("code", "right", "left", "bilateral"),
    [
        ("H25.019", "H25.011", "H25.012", "H25.013"),  # "..., bilateral" beside "..., right eye"
        ("H60.00", "H60.01", "H60.02", "H60.03"),  # "external ear, unspecified ear" beside "right external ear"
        ("H61.309", "H61.301", "H61.302", "H61.303"),  # two "unspecified", one of them the type
        ("H61.819", "H61.811", "H61.812", "H61.813"),  # the part that is named only for the open side
        ("H10.40", None, None, None),  # a header
        ("H53.469", "H53.461", "H53.462", None),  # "bilateral field defects, unspecified side"
        ("M24.876", "M24.874", "M24.875", None),  # the left one lacks an "of"
        ("M26.609", "M26.601", "M26.602", "M26.603"),
        ("N80.3A9", "N80.3A1", "N80.3A2", "N80.3A3"),  # "ligament(s)"
        ("P91.829", "P91.821", "P91.822", "P91.823"),  # "right side of brain"
        ("S47.9", "S47.1", "S47.2", None),
        ("C56.9", "C56.1", "C56.2", "C56.3"),  # "ovary", "ovaries"
        ("M16.10", "M16.11", "M16.12", "M16.0"),  # bilateral and unilateral under different headers
        ("M18.10", "M18.11", "M18.12", "M18.0"),
        ("I82.409", "I82.401", "I82.402", "I82.403"),
        ("M79.603", "M79.601", "M79.602", None),
    ],
)
def test_the_sides_of_an_unspecified_code(
    code: str, right: str | None, left: str | None, bilateral: str | None
) -> None:
    wanted = {Side.RIGHT: right, Side.LEFT: left, Side.BILATERAL: bilateral}
    assert options(code) == {side: (sided,) for side, sided in wanted.items() if sided}


@pytest.mark.parametrize(
    "code",
    [
        "H90.2",  # unspecified type of loss; the sided codes say what the other ear hears
        "H61.303",  # unspecified type, the side is bilateral
        "S25.99",  # "unspecified blood vessel" is not "other blood vessels"
        "M86.9",
        "E11.9",
        "T81.509",  # "left in body"
        "I44.7",  # "left bundle-branch block, unspecified" has no right twin
    ],
)
def test_no_side_is_open(code: str) -> None:
    assert options(code) == {}


def test_dominance_goes_with_the_side() -> None:
    assert options("I69.169") == {
        Side.RIGHT: ("I69.161", "I69.163"),
        Side.LEFT: ("I69.162", "I69.164"),
        Side.BILATERAL: ("I69.165",),
    }
    group = group_of("I69.169")
    assert group is not None
    assert not group.finer


@pytest.mark.parametrize("code", ["S62.629", "M67.819", "S61.209"])
def test_finer_groups_say_more_than_the_side(code: str) -> None:
    group = group_of(code)
    assert group is not None
    assert group.finer
    assert all(len(members) > 1 for members in group.sided.values())


@pytest.mark.sweep
def test_every_bilateral_code_with_sided_siblings_is_in_their_group() -> None:
    nodes = release().tabular.nodes
    without = []
    for node in nodes:
        if node.children or node.parent < 0 or release().side_of(node.code) is not Side.BILATERAL:
            continue
        beside = {release().side_of(nodes[index].code) for index in nodes[node.parent].children}
        group = release().families.side_group(node.index)
        if {Side.RIGHT, Side.LEFT} <= beside and (
            group is None or node.index not in group.sided.get(Side.BILATERAL, ())
        ):
            without.append(node.code)
    # "Homonymous bilateral field defects, unspecified side" is the open one of its group.
    assert without == ["H53.469"]


@pytest.mark.sweep
def test_every_group_has_right_and_left_in_equal_parts() -> None:
    for node in release().tabular.nodes:
        group = None if node.children else release().families.side_group(node.index)
        if group is not None and not group.finer:
            assert len(group.sided[Side.RIGHT]) == len(group.sided[Side.LEFT]), node.code


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("Pain in right knee", Side.RIGHT),
        ("Homonymous bilateral field defects, left side", Side.LEFT),
        ("Blindness, right eye, low vision left eye", None),
        ("Obstruction due to foreign body accidentally left in body following heart catheterization", None),
        ("Malignant neoplasm of bilateral ovaries", Side.BILATERAL),
        ("Pain in right ankle and joints of right foot", Side.RIGHT),
    ],
)
def test_the_side_that_a_title_names(title: str, side: Side | None) -> None:
    assert side_in(title_words(title)) is side


def test_words_are_compared_in_the_singular() -> None:
    assert title_words("Varicose veins of lower extremities") == ("varicose", "vein", "of", "lower", "extremity")
