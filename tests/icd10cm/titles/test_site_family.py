"""Documented sites to codes of one family: the narrowest title, several sites, two sides, and when to abstain."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.encounter import Evidence, SiteFact
from icd10cm.releases.loading import load_embedded

_CHART = Evidence("Condition/1", "as documented")
_OPEN = "M86.60"


def fact(site: str | None, side: Side | None = None) -> SiteFact:
    return SiteFact(site, side, _CHART)


def placed(code: str, *facts: SiteFact) -> tuple[tuple[str, ...], bool] | None:
    release = load_embedded()
    node = release.tabular.find(code)
    assert node is not None
    peers = release.families.site_family(node.index)
    assert peers is not None
    by_site = peers.place(facts)
    if by_site is None:
        return None
    return tuple(release.tabular.nodes[leaf].code for leaf in by_site.leaves), by_site.together


@pytest.mark.parametrize(
    ("facts", "codes", "together", "why"),
    [
        ([fact("femur", Side.LEFT)], ("M86.652",), False, "one site, one side"),
        ([fact("femur")], ("M86.651", "M86.652", "M86.659"), False, "a site without a side leaves all sides"),
        (
            [fact("femur", Side.RIGHT), fact("femur", Side.LEFT)],
            ("M86.651", "M86.652"),
            True,
            "two sides of one bone are two codes, not multiple sites (guideline I.B.13)",
        ),
        ([fact("femur", Side.BILATERAL)], ("M86.651", "M86.652"), True, "no bilateral code in the list"),
        ([fact("femur", Side.LEFT), fact("hand", Side.LEFT)], ("M86.69",), False, "two sites: multiple sites"),
    ],
)
def test_places(facts: list[SiteFact], codes: tuple[str, ...], together: bool, why: str) -> None:  # noqa: FBT001
    found = placed(_OPEN, *facts)
    assert found is not None, why
    assert (set(found[0]) >= set(codes), found[1]) == (True, together), why


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ([], "nothing is documented"),
        ([fact(None, Side.LEFT)], "a side alone is not a site"),
        ([fact("patella", Side.LEFT)], "the titles of M86 leave open where the patella belongs"),
        ([fact("patella"), fact("femur")], "one undecided site makes the whole undecided"),
    ],
)
def test_abstains(facts: list[SiteFact], why: str) -> None:
    assert placed(_OPEN, *facts) is None, why


def test_a_bone_between_two_titles_goes_to_the_narrowest() -> None:
    found = placed(_OPEN, fact("tibia", Side.RIGHT))
    assert found == (("M86.661",), False)


def test_the_open_code_leaves_its_site_open_and_a_sited_one_does_not() -> None:
    release = load_embedded()
    for code, opened in (("M86.60", True), ("M86.651", False), ("M86.69", False)):
        node = release.tabular.find(code)
        assert node is not None
        peers = release.families.site_family(node.index)
        assert peers is not None
        assert peers.leaves_open(node.index) is opened, code
