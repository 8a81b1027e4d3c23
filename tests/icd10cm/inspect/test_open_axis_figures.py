"""What codes leave open: single titles that were hard, and the figures over the release of April 1 2026."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.choosing.open_axes import finer_sides, open_sides, open_sites, sides_by_seventh
from icd10cm.inspect.open_axis_figures import AxisFigures, Count, count_axes
from icd10cm.inspect.release_check import check
from icd10cm.inspect.release_check_report import render
from icd10cm.releases.loading import load_embedded


@pytest.fixture(scope="module")
def figures() -> AxisFigures:
    return count_axes(load_embedded())


def sites(code: str) -> tuple[str, ...]:
    nodes = load_embedded().tabular.nodes
    node = load_embedded().tabular.find(code)
    assert node is not None
    return tuple(nodes[index].code for index in open_sites(node.index, load_embedded()))


def test_the_figures(figures: AxisFigures) -> None:
    """A change of these is a change of docs/decisions/0005-axes-from-titles.md."""
    assert figures.side == Count(4_258, 11_397)
    assert figures.finer == Count(113, 343)
    assert figures.site == Count(927, 1_810)
    assert figures.both == Count(212, 536)
    assert figures.any == Count(5_086, 13_014)
    assert (figures.bilateral, figures.by_seventh) == (822, 65)
    assert figures.unspecified == Count(10_273, 23_461)
    assert len(figures.none) == 5_187


def test_what_is_not_found_is_listed(figures: AxisFigures) -> None:
    assert {"C81.00", "R10.10", "M84.750"} <= set(figures.none)
    assert "E11.9" not in figures.none
    assert "M86.50" not in figures.none
    assert "H25.019" not in figures.none


@pytest.mark.parametrize(
    ("code", "some"),
    [
        ("M86.50", {"M86.511", "M86.58", "M86.59"}),
        ("M60.10", {"M60.111", "M60.18"}),  # "of unspecified site" beside ", right shoulder"
        ("L03.90", {"L03.011", "L03.116"}),  # no place in the title at all
        ("T84.039", {"T84.030", "T84.033"}),  # "unspecified internal prosthetic joint"
        ("S67.91", {"S67.01"}),  # "part(s)"
        ("R10.819", {"R10.811", "R10.814"}),  # the place is in front
    ],
)
def test_open_sites(code: str, some: set[str]) -> None:
    assert some <= set(sites(code))


@pytest.mark.parametrize(
    ("code", "elsewhere"),
    [
        ("C44.310", "C44.519"),  # "other part of trunk" is not a part of the face
        ("S85.119", "S85.511"),  # a vein is not a part of an artery
        ("L97.923", "L97.523"),
        ("I70.709", "I70.391"),  # "unspecified type" is not "other type"
    ],
)
def test_options_lie_within_what_is_open(code: str, elsewhere: str) -> None:
    assert sites(code)
    assert elsewhere not in sites(code)


@pytest.mark.parametrize(
    "code",
    [
        "S60.519",  # the side alone: "Abrasion of unspecified hand" beside "Abrasion of right hand"
        "M93.99",  # "unspecified multiple sites": the disease
        "M46.42",  # "Discitis, unspecified, cervical region"
        "Z52.20",  # a kidney donor is not a bone donor
        "M86.9",
    ],
)
def test_no_site_is_open(code: str) -> None:
    assert sites(code) == ()


def test_the_options_keep_the_side_of_the_code() -> None:
    assert sites("H00.016") == ("H00.014", "H00.015")


def test_the_side_in_the_seventh_character() -> None:
    assert sides_by_seventh("E11.3299", load_embedded()) == {
        Side.RIGHT: ("E11.3291",),
        Side.LEFT: ("E11.3292",),
        Side.BILATERAL: ("E11.3293",),
    }
    assert sides_by_seventh("E11.3291", load_embedded()) == {}
    assert sides_by_seventh("S82.201A", load_embedded()) == {}


def test_sides_carry_the_seventh_character() -> None:
    assert open_sides("S82.209B", load_embedded()) == {Side.RIGHT: ("S82.201B",), Side.LEFT: ("S82.202B",)}
    assert open_sides("no code", load_embedded()) == {}


def test_finer_sides_are_told_apart() -> None:
    node = load_embedded().tabular.find("S61.209")
    assert node is not None
    assert finer_sides(node.index, load_embedded()) is not None
    assert open_sides("S61.209", load_embedded()) == {}


def test_the_report_of_a_release_shows_them() -> None:
    report = render(check(load_embedded()))
    for shown in ("11,397", "13,014", "822", "5,187 (--list shows them)", "65 more valid codes"):
        assert shown in report
