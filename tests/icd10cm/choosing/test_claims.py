"""What titles claim, deny and leave open."""

from __future__ import annotations

import pytest

from icd10cm.titles.claims import claims_of, stem, stems_of


def _needed(title: str) -> list[set[str]]:
    return [set(group) for group in claims_of(title).needed]


@pytest.mark.parametrize(
    ("title", "needed"),
    [
        ("Dementia, unspecified severity, with agitation", ["dementia", "agitation"]),
        (
            "Respiratory failure, unspecified, unspecified whether with hypoxia or hypercapnia",
            ["respiratory", "failure"],
        ),
        ("Acute bronchitis due to other specified organisms", ["acute", "bronchitis"]),
        ("Atherosclerosis with unspecified angina pectoris", ["atherosclerosis", "angina", "pectoris"]),
        ("Moderate persistent asthma with (acute) exacerbation", ["moderate", "persistent", "asthma", "exacerbation"]),
        ("Asymptomatic varicose veins of unspecified lower extremity", ["varicose", "veins"]),
        ("Hypertensive heart disease without heart failure", ["hypertensive", "heart"]),
    ],
)
def test_what_must_be_said(title: str, needed: list[str]) -> None:
    assert _needed(title) == [{stem(word)} for word in needed]


@pytest.mark.parametrize(
    ("title", "denied"),
    [
        ("Dementia, moderate, without behavioral disturbance, mood disturbance, and anxiety", 3),
        ("Acute appendicitis with perforation, without abscess", 1),
        ("Migraine, unspecified, not intractable, without status migrainosus", 2),
        ("Calculus of gallbladder with acute cholecystitis", 0),
    ],
)
def test_what_is_denied(title: str, denied: int) -> None:
    assert len(claims_of(title).denied) == denied


def test_either_of_two_words_from_one_root() -> None:
    assert {stem("hemiplegia"), stem("hemiparesis")} in _needed("Hemiplegia and hemiparesis following stroke")
    assert len(_needed("Acute and chronic respiratory failure")) == 4


def test_a_number_belongs_to_its_word() -> None:
    assert stems_of("grade III") == stems_of("Grade 3") == ("grade:3",)
    assert stems_of("31w2d") == stems_of("31 weeks")[:1] == ("31:week",)
    assert {"grade:3", "stage:3"} in _needed("Grade/stage III hemorrhoids")


@pytest.mark.parametrize("text", ["stage 2-3", "stage 2 or 3", "stage 2 to stage 3"])
def test_a_range_is_no_number(text: str) -> None:
    assert "stage:2" not in stems_of(text)


@pytest.mark.parametrize(
    ("one", "other"), [("perforated", "perforation"), ("infarct", "infarction"), ("hypoxia", "hypoxic")]
)
def test_forms_of_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("acute", "subacute"), ("arthritis", "arthropathy")])
def test_other_words(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_default_leaves_a_title_open() -> None:
    assert claims_of("Moderate persistent asthma, uncomplicated").is_open
    assert not claims_of("Moderate persistent asthma with exacerbation").is_open


def test_alternatives_are_one_claim_and_the_word_behind_them_another() -> None:
    assert _needed("Mature T/NK-cell lymphomas")[1:3] == [{"t", "nk"}, {"cell"}]
    assert _needed("Hemiplegia and hemiparesis cerebral")[1:] == [{stem("cerebral")}]
