"""Misspelled long words: what is corrected, and what never is."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from icd10cm.evidence.stated.spelling import well_spelled
from tests.icd10cm.choosing.charts import RELEASE, documented


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("penumonia", "pneumonia"),
        ("ostoearthritis", "osteoarthritis"),
        ("osteoarthrtis", "osteoarthritis"),
        ("colecystitis", "colecystitis"),
        ("hemorrhhage", "hemorrhage"),
        ("divertculitis", "diverticulitis"),
        ("pyelonephrtis", "pyelonephritis"),
        ("haemorrhage", "hemorrhage"),
        ("Penumonia", "pneumonia"),
        ("fracutre", "fracture"),
        ("pneumoniaa", "pneumonia"),
        ("fracturee", "fracture"),
    ],
)
def test_a_slip(written: str, meant: str) -> None:
    assert well_spelled(f"left {written}, seen", RELEASE) == f"left {meant}, seen"


@pytest.mark.parametrize(
    "word",
    [
        # another word of medicine is one letter away
        *("contusion", "confusion", "perineal", "peroneal", "hypertension", "hypotension", "abduction", "adduction"),
        *("nephrotomy", "cystotomy", "macroscopic", "strictures", "refluxes", "podiatric", "gustation", "scleroma"),
        *(
            "infraction",
            "inflection",
            "habituation",
            "secretin",
            "lightening",
            "pyrogenic",
            "transection",
            "heterotopia",
        ),
        # too short, or more than one slip
        "ulcr",
        "fractue",
        "neumonea",
        "xpneumonia",
        "pneumoniax",
        # two letters in each other's place, and another letter behind them
        *("penumonya", "penumonea"),
        # a name, and a word that nothing knows
        *("Patterson", "Kowalczyk", "yesterday"),
    ],
)
def test_no_slip(word: str) -> None:
    assert well_spelled(word, RELEASE) == word


def test_the_words_of_the_release_stay() -> None:
    texts = [text for node in RELEASE.tabular.nodes for text in (node.title, *node.inclusion_terms)]
    assert [text for text in texts if well_spelled(text, RELEASE) != text] == []


def test_what_looks_like_a_misspelling_is_one_slip_away() -> None:
    table = tomllib.loads(files("icd10cm").joinpath("data/spelling.toml").read_text("utf-8"))
    assert len(table["words"]) == len(set(table["words"]))


@pytest.mark.parametrize(
    ("code", "note", "offers"),
    [
        ("J18.9", "pneumococcal penumonia", {"J13"}),
        ("M19.90", "primary osteoarthrtis of right knee", {"M17.11"}),
        ("M19.90", "no osteoarthrtis of right knee", set()),
        ("K57.92", "colonic divertculitis", {"K57.32"}),
    ],
)
def test_a_misspelled_note(code: str, note: str, offers: set[str]) -> None:
    assert {choice for issue in documented(code, note) for choice in issue.choices} == offers
