"""Whether a sentence has one of the names of a disease: within a clause, or parted as an index parts them."""

from __future__ import annotations

import pytest

from icd10cm.documents.spoken_names import SpokenNames, may_be_parted, short, side_within

_TEAR = ("meniscus tear", "tear of the medial meniscus")
_INFECTION = ("infection of * arthroplasty", "joint infection", "arthroplasty infection")


def _names(written: tuple[str, ...], apart: tuple[str, ...] = ()) -> SpokenNames:
    return SpokenNames(
        tuple(short(name.split()) for name in written),
        tuple(filter(may_be_parted, written)),
        apart,
        frozenset(("total", "reverse")),
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (_TEAR, "tear of the medial meniscus"),
        (_TEAR, "complex tear of the left medial meniscus"),
        (_TEAR, "tear, medial meniscus, left knee"),
        (_TEAR, "edema, bucket-handle tear, medial meniscus"),
        (_INFECTION, "infection of left total hip arthroplasty"),
        (_INFECTION, "infection of the arthroplasty"),
        (_INFECTION, "chronic infection, right reverse total shoulder arthroplasty"),
        (_INFECTION, "left hip arthroplasty infection"),
        (("carcinoma in situ",), "carcinoma, in situ"),
    ],
)
def test_a_name(written: tuple[str, ...], said: str) -> None:
    assert _names(written).are_in(said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (_TEAR, "medial meniscus, tear of the ligament"),
        (_TEAR, "labral tear, medial meniscus intact"),
        (_TEAR, "tear; medial meniscus"),
        (_INFECTION, "prosthetic joint, infection of the bladder"),
        (_INFECTION, "chest infection, left total hip arthroplasty"),
        (_INFECTION, "infection of the bladder beside the hip arthroplasty"),
        (_INFECTION, "infection of the bladder and hip arthroplasty"),
        (_INFECTION, "left hip arthroplasty, urinary infection"),
    ],
)
def test_names_of_two_things(written: tuple[str, ...], said: str) -> None:
    assert not _names(written).are_in(said)


@pytest.mark.parametrize("said", ["carcinoma in situ", "carcinoma, in situ"])
def test_a_longer_name_is_another_one(said: str) -> None:
    assert not _names(("carcinoma",), ("carcinoma in situ",)).are_in(said)
    assert _names(("carcinoma",), ("carcinoma in situ",)).are_in(f"{said} and invasive carcinoma")


def test_the_side_within_a_name() -> None:
    names = ("tear supraspinatus",)
    assert side_within(names, "tear of the right supraspinatus tendon") == "right"
    assert side_within(names, "right shoulder, tear of the supraspinatus") == ""
