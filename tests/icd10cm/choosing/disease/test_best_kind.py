"""Which of several kinds, and which of several codes, the texts mean."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.disease.best_kind import best_of, saying_most
from icd10cm.choosing.disease.kind import Kind, asked_kind
from icd10cm.choosing.disease.stated_among import stated_among
from icd10cm.titles.claims import claims_of
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


def _kind(code: str, *news: str, node: str = "") -> Kind:
    family = RELEASE.tabular.find(code)
    leaf = RELEASE.tabular.find(node)
    assert family is not None
    return Kind(family.index, -1 if leaf is None else leaf.index, frozenset(news), claims_of(family.title))


def _best(code: str, text: str, *kinds: Kind) -> Kind | None:
    diagnosis = diagnosis_of(code, text)
    stated = words_stated(diagnosis, RELEASE)
    assert diagnosis.node is not None
    assert stated is not None
    return best_of(kinds, asked_kind(code, diagnosis.node, stated, RELEASE))


@pytest.mark.parametrize(
    ("news", "most"),
    [
        ([{"acute"}, {"acute", "hypoxia"}], [1]),
        ([{"acute"}, {"chronic"}], [0, 1]),
        ([{"acute"}, {"acute"}], [0, 1]),
        ([{"acute", "right"}, {"acute", "hypoxia"}], [1]),  # a side counts for nothing against a word
        ([{"right"}, {"acute"}], [1]),
        ([{"right"}, {"left"}], [0, 1]),
        ([{"acute", "right"}, {"acute"}], [0]),
        ([], []),
    ],
)
def test_the_kinds_that_no_other_one_says_more_than(news: list[set[str]], most: list[int]) -> None:
    kinds = [_kind("I10", *each) for each in news]
    assert saying_most(kinds) == [kinds[at] for at in most]


def test_two_kinds_that_each_say_something_else_are_a_tie() -> None:
    assert _best("N18.9", "CKD", _kind("N18.4", "4"), _kind("N18.5", "5")) is None


def test_of_the_same_news_the_nearest_code_is_meant() -> None:
    near, far = _kind("M86.10", "acute"), _kind("M00.9", "acute")
    for kinds in ((near, far), (far, near)):
        assert _best("M86.9", "acute osteomyelitis", *kinds) == near


@pytest.mark.parametrize(
    ("code", "near", "far", "why"),
    [
        ("K62.4", "K62.9", "K62.82", "at the very places of the code, before a part of them"),
        ("K62.4", "K62.9", "K62.1", "at the very places of the code, before elsewhere"),
        ("K62.4", "K62.82", "K62.1", "a part of its places, before elsewhere"),
        ("J70.9", "J70.1", "J70.4", "of a code without a place one without, before any place"),
    ],
)
def test_of_what_is_as_near_in_the_list_the_kind_at_the_place_of_the_code_is_meant(
    code: str, near: str, far: str, why: str
) -> None:
    alike = _kind(near, "acute").claims
    kinds = [replace(_kind(each, "acute"), claims=alike) for each in (near, far)]
    for order in (kinds, kinds[::-1]):
        assert _best(code, "acute disease", *order) == kinds[0], why


def test_a_title_and_its_inclusion_term_are_one_kind() -> None:
    title, term = _kind("N18.4", "4"), _kind("N18.4", "severe", "4")
    assert _best("N18.9", "CKD stage 4", title, term) is not None


@pytest.mark.parametrize(
    ("text", "meant", "other", "why"),
    [
        ("acute ulcer", "Acute ulcer", "Other acute ulcer", "before what is left over"),
        ("acute ulcer", "Acute ulcer", "Acute ulcer, uncomplicated", "before a default that no text says"),
        ("acute ulcer, uncomplicated", "Acute ulcer, uncomplicated", "Acute ulcer", "the default that the text says"),
        ("acute unilateral ulcer", "Acute unilateral ulcer", "Acute ulcer", "another default"),
        ("acute ulcer", "Acute ulcer", "Acute ulcer without bleeding", "before what denies more"),
        (
            "acute ulcer",
            "Acute ulcer without bleeding",
            "Acute ulcer without bleeding, without perforation",
            "before what denies more",
        ),
        ("acute ulcer", "Acute ulcer", "Acute ulcer with bleeding", "before what says more than the text"),
        ("acute ulcer with bleeding", "Acute ulcer with bleeding", "Acute ulcer", "the text says more in full"),
        ("acute chronic ulcer", "Acute chronic ulcer", "Acute ulcer", "the text says more in full"),
    ],
)
def test_of_two_kinds_at_one_place_the_title_decides(text: str, meant: str, other: str, why: str) -> None:
    one = replace(_kind("K62.9", "acute"), claims=claims_of(meant))
    another = replace(_kind("K62.5", "acute"), claims=claims_of(other))
    for kinds in ((one, another), (another, one)):
        assert _best("K62.4", text, *kinds) == one, why


def test_two_families_at_the_places_of_the_code_are_a_tie() -> None:
    one = _kind("K62.9", "acute")
    assert _best("K62.4", "acute disease", one, replace(_kind("K62.5", "acute"), claims=one.claims)) is None


def test_two_leaves_of_one_family_leave_the_leaf_open() -> None:
    one, other = _kind("M86.10", "acute", node="M86.111"), _kind("M86.10", "acute", node="M86.112")
    best = _best("M86.9", "acute osteomyelitis", one, other)
    assert best is not None
    assert best.node == -1
    assert _best("M86.9", "acute osteomyelitis", one) == one


@pytest.mark.parametrize(
    ("codes", "text", "meant"),
    [
        (("M48.061", "M48.062"), "lumbar stenosis with neurogenic claudication", ("M48.062",)),
        (("J45.20", "J45.21", "J45.22"), "asthma with acute exacerbation", ("J45.21",)),
        (("N18.31", "N18.32"), "CKD stage 3b", ("N18.32",)),
        (("M1A.0710", "M1A.0711"), "gout with tophus", ("M1A.0711",)),
    ],
)
def test_the_alternative_whose_further_words_are_stated(
    codes: tuple[str, ...], text: str, meant: tuple[str, ...]
) -> None:
    stated = words_stated(diagnosis_of("M48.00", text), RELEASE)
    assert stated_among(codes, stated, RELEASE) == meant
    assert stated_among(codes, None, RELEASE) == codes
    assert stated_among(codes[:1], stated, RELEASE) == codes[:1]


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        (("M48.061", "M48.062"), "lumbar stenosis"),
        (("M48.061", "M48.062"), "lumbar stenosis without neurogenic claudication"),
        (("J45.20", "J45.21", "J45.22"), "asthma with status asthmaticus and exacerbation"),
        ((), "asthma"),
    ],
)
def test_all_alternatives_where_none_or_several_are_stated(codes: tuple[str, ...], text: str) -> None:
    assert stated_among(codes, words_stated(diagnosis_of("M48.00", text), RELEASE), RELEASE) == codes
