"""Where in a site family a diagnosis belongs: at the documented place, else at the place that its own code names."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.choosing.places.family_place import leaves_with_words, place_in_family
from icd10cm.encounter import Evidence, SiteFact
from tests.icd10cm.choosing.charts import RELEASE

_R, _L, _B = Side.RIGHT, Side.LEFT, Side.BILATERAL
_Place = tuple[str | None, Side | None]


def _placed(family: str, code: str, documented: list[_Place], side: Side | None) -> tuple[list[str], bool] | None:
    """Return the codes where the diagnosis belongs, and whether they go together; None where that is open."""
    index, node = RELEASE.position(family), RELEASE.node(code)
    assert index is not None
    assert node is not None
    evidence = Evidence("Condition/0", "a place")
    found = place_in_family(index, node, [SiteFact(*place, evidence) for place in documented], side, RELEASE)
    return found and ([RELEASE.tabular.nodes[leaf].code for leaf in found.leaves], found.together)


@pytest.mark.parametrize(
    ("family", "code", "documented", "side", "codes", "why"),
    [
        ("M86.10", "M86.60", [("femur", _R)], None, ["M86.151"], "site and side"),
        ("M86.10", "M86.60", [("femur", None)], None, ["M86.151", "M86.152", "M86.159"], "a site alone"),
        ("M86.10", "M86.60", [("head", None)], None, ["M86.18"], "a site that has no sides"),
        ("M86.10", "M86.60", [], _R, ["M86.10"], "a side alone"),
        ("M86.10", "M86.651", [], None, ["M86.151"], "the coded place"),
        ("M86.10", "M86.651", [], _L, ["M86.152"], "the coded site, on the documented side"),
        ("M86.10", "M86.659", [], None, ["M86.159"], "a coded site, its side open"),
        ("M86.10", "M86.659", [], _L, ["M86.152"], "a coded site, on the documented side"),
        ("M17.10", "M17.9", [], None, ["M17.10"], "no place at all"),
        ("M17.10", "M17.9", [], _R, ["M17.11"], "a family of one site"),
        ("M17.10", "M17.11", [], _L, ["M17.12"], "the documented side goes before the coded one"),
        ("I10", "M86.60", [], None, ["I10"], "a family of one code"),
        ("M17.0", "M17.9", [], _B, ["M17.0"], "a family of one code"),
        ("S43.016", "S43.006", [], _R, ["S43.014"], "the one place nearest to the code"),
        ("S43.016", "S43.004", [], None, ["S43.014"], "the one place nearest to the code, on its side"),
        ("S52.509", "S62.109", [("wrist", None)], _R, ["S52.501"], "the radius, for a wrist"),
        ("H72.00", "H72.91", [], None, ["H72.01"], "the ear drum, for an ear"),
        ("M00.00", "M00.80", [], _L, ["M00.00"], "an open site stays open"),
        ("M00.00", "M00.88", [], None, ["M00.08"], "a coded site without sides"),
    ],
)
def test_one_place(
    family: str, code: str, documented: list[_Place], side: Side | None, codes: list[str], why: str
) -> None:
    assert _placed(family, code, documented, side) == (codes, False), why


@pytest.mark.parametrize(
    ("family", "code", "codes", "together", "why"),
    [
        ("M17.10", "M17.9", ["M17.11", "M17.12"], True, "a code for each side"),
        ("M86.10", "M86.659", ["M86.151", "M86.152"], True, "a code for each side of the coded site"),
        ("H72.00", "H72.90", ["H72.03"], False, "a code for both"),
        ("I82.509", "I82.409", ["I82.503"], False, "a code for both"),
        ("M00.00", "M00.9", ["M00.00"], False, "the sides of no site"),
    ],
)
def test_both_sides(family: str, code: str, codes: list[str], together: bool, why: str) -> None:  # noqa: FBT001
    assert _placed(family, code, [], _B) == (codes, together), why


@pytest.mark.parametrize(
    ("family", "code", "documented", "side", "why"),
    [
        ("M86.10", "M86.60", [("knee", _R)], None, "no bone of the family is a knee"),
        ("M86.10", "M86.651", [("tibia", _R)], None, "against the coded site"),
        ("S43.016", "S43.006", [("knee", _R)], None, "elsewhere"),
        ("S52.509", "S62.109", [("wrist", None)], None, "no side"),
        ("S52.509", "S62.109", [("wrist", None)], _B, "both sides"),
        ("S52.509", "S62.109", [("wrist", _L)], _R, "on the other side"),
        ("H72.00", "H72.90", [("ear", _R)], None, "an ear, of which nothing says that it is the drum"),
    ],
)
def test_an_open_place(family: str, code: str, documented: list[_Place], side: Side | None, why: str) -> None:
    assert _placed(family, code, documented, side) is None, why


@pytest.mark.parametrize(
    ("family", "words", "codes"),
    [
        ("M17.10", {"right"}, ["M17.11"]),
        ("M17.10", {"knee"}, ["M17.10", "M17.11", "M17.12"]),
        ("M17.10", {"knee", "hip"}, []),
        ("M17.0", {"knee"}, ["M17.0"]),
        ("I10", {"knee"}, []),
    ],
)
def test_leaves_with_all_of_the_words(family: str, words: set[str], codes: list[str]) -> None:
    index = RELEASE.position(family)
    assert index is not None
    found = leaves_with_words(index, frozenset(words), RELEASE)
    assert [RELEASE.tabular.nodes[leaf].code for leaf in found] == codes
