"""What a code leaves open, by titles and by 7th characters."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.choosing.open_axes import completed_by_side, finer_sides, open_sides, open_sites, sides_by_seventh
from tests.icd10cm.choosing.charts import RELEASE

_RIGHT, _LEFT, _BOTH = Side.RIGHT, Side.LEFT, Side.BILATERAL


def _position(code: str) -> int:
    found = RELEASE.position(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "sides"),
    [
        ("M25.569", {_RIGHT: ("M25.561",), _LEFT: ("M25.562",)}),
        ("S82.209B", {_RIGHT: ("S82.201B",), _LEFT: ("S82.202B",)}),
        ("H65.90", {_RIGHT: ("H65.91",), _LEFT: ("H65.92",), _BOTH: ("H65.93",)}),
        ("G81.90", {_RIGHT: ("G81.91", "G81.93"), _LEFT: ("G81.92", "G81.94")}),
        ("E11.3519", {_RIGHT: ("E11.3511",), _LEFT: ("E11.3512",), _BOTH: ("E11.3513",)}),
        # The quadrant stays open, and the eyelid.
        ("C50.919", {_RIGHT: ("C50.911",), _LEFT: ("C50.912",)}),
        ("H02.009", {_RIGHT: ("H02.003",), _LEFT: ("H02.006",)}),
        # The same where the list has no group of their sides, since codes for a side and for a place in it are mixed.
        ("N63.0", {_RIGHT: ("N63.10",), _LEFT: ("N63.20",)}),
        ("H02.529", {_RIGHT: ("H02.523",), _LEFT: ("H02.526",)}),
        ("M60.002", {_RIGHT: ("M60.000",), _LEFT: ("M60.001",)}),
    ],
)
def test_the_codes_that_say_the_open_side(code: str, sides: dict[Side, tuple[str, ...]]) -> None:
    assert open_sides(code, RELEASE) == sides


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("M25.561", "names a side"),
        ("C50.911", "names a side and leaves the quadrant open"),
        ("H02.003", "names a side and leaves the eyelid open"),
        ("E11.3511", "names an eye"),
        ("H40.10X0", "its 7th character means a stage"),
        ("S61.209A", "leaves a finger open too"),
        ("M25.50", "leaves the joint open"),
        ("C50.811", "overlapping sites of a side"),
        ("J18.9", "has no sides"),
        ("E11.351", "lacks its 7th character"),
        ("XXX", "is unknown"),
    ],
)
def test_no_side_is_open(code: str, why: str) -> None:
    assert not open_sides(code, RELEASE), why


@pytest.mark.parametrize("code", ["M25.569", "E11.3511", "E11.351", "H40.10X0", "S82.209A", "H40.1194", "XXX"])
def test_only_an_unspecified_eye_is_a_side_of_the_7th_character(code: str) -> None:
    assert not sides_by_seventh(code, RELEASE)
    assert sides_by_seventh("E10.3299", RELEASE)[_LEFT] == ("E10.3292",)


@pytest.mark.parametrize(
    ("code", "side", "full"),
    [
        ("E11.351", _LEFT, ("E11.3512",)),
        ("E11.351", _RIGHT, ("E11.3511",)),
        ("E11.351", _BOTH, ("E11.3513",)),
        ("E11.3519", _LEFT, ()),
        ("S82.201", _LEFT, ()),
        ("M25.56", _LEFT, ()),
        ("XXX", _LEFT, ()),
    ],
)
def test_an_incomplete_code_is_completed_by_a_side(code: str, side: Side, full: tuple[str, ...]) -> None:
    assert completed_by_side(code, side, RELEASE) == full


def test_a_finger_is_finer_than_a_side() -> None:
    group = finer_sides(_position("S61.209A"), RELEASE)
    assert group is not None
    assert _position("S61.200A") in group.sided[_RIGHT]


@pytest.mark.parametrize("code", ["S61.200A", "M25.569", "M25.561", "J18.9"])
def test_nothing_finer_than_a_side_is_open(code: str) -> None:
    assert finer_sides(_position(code), RELEASE) is None


@pytest.mark.parametrize(
    ("code", "some", "others"),
    [
        ("M86.60", ("M86.611", "M86.652"), ("M86.60", "M86.9")),
        ("H02.003", ("H02.001", "H02.002"), ("H02.004", "H02.006")),
        ("C34.92", ("C34.12", "C34.2"), ("C34.11", "C34.10")),
        ("S61.209A", ("S61.001", "S61.200"), ("S61.209",)),
    ],
)
def test_the_sites_that_a_code_leaves_open(code: str, some: tuple[str, ...], others: tuple[str, ...]) -> None:
    sites = {RELEASE.tabular.nodes[leaf].code for leaf in open_sites(_position(code), RELEASE)}
    assert sites.issuperset(some)
    assert sites.isdisjoint(others)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("S60.519A", "the title names the hand, only the side is open"),
        ("S60.512A", "the title names hand and side"),
        ("M25.569", "the title names the knee"),
        ("M86.9", "no code differs in place alone"),
    ],
)
def test_no_site_is_open(code: str, why: str) -> None:
    assert open_sites(_position(code), RELEASE) == (), why
