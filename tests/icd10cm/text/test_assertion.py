"""Which words a cue reaches: each row of the table with a case that it changes and one that it leaves alone."""

from __future__ import annotations

import pytest

from icd10cm.text.status import Status
from tests.icd10cm.text.reading import OSTEOMYELITIS, PAIN, mention, places, read

# The status of "left knee" in a text.
STATUSES = [
    ("pain in left knee", Status.AFFIRMED),
    ("no pain in left knee", Status.NEGATED),
    ("no redness, swelling, left knee", Status.NEGATED),
    ("denies pain; left knee", Status.AFFIRMED),
    ("pain without swelling, left knee", Status.AFFIRMED),
    ("pain without swelling of left knee", Status.NEGATED),
    ("left knee pain, without swelling", Status.AFFIRMED),
    ("left knee pain free", Status.NEGATED),
    ("left knee not involved", Status.NEGATED),
    ("not involved on exam, left knee", Status.AFFIRMED),
    ("possible tear of left knee", Status.UNCERTAIN),
    ("left knee pain, possible tear", Status.AFFIRMED),
    ("left knee tear, possible", Status.UNCERTAIN),
    ("left knee pain r/o tear", Status.AFFIRMED),
    ("left knee tear ruled out", Status.NEGATED),
    ("left knee?", Status.UNCERTAIN),
    ("left knee ?tear", Status.AFFIRMED),
    ("tear? left knee", Status.AFFIRMED),
    ("MCL strain likely, left knee", Status.AFFIRMED),
    ("left knee gout vs septic joint", Status.UNCERTAIN),
    ("history of fracture of left knee", Status.HISTORICAL),
    ("history of fracture but pain in left knee", Status.AFFIRMED),
    ("s/p repair of left knee", Status.HISTORICAL),
    ("s/p repair, left knee pain", Status.AFFIRMED),
    ("left knee broken 20 yrs ago", Status.HISTORICAL),
    ("left knee replaced 2018", Status.HISTORICAL),
    ("left knee pain since 2018", Status.AFFIRMED),
    ("left knee pain 06/2026", Status.AFFIRMED),
    ("2018 left knee fracture", Status.HISTORICAL),
    ("on 2018 film left knee", Status.AFFIRMED),
    ("2018: pain, left knee", Status.HISTORICAL),
    ("in June 2018 pain, left knee", Status.HISTORICAL),
    ("pain from 2018 fall, left knee", Status.AFFIRMED),
    ("left knee pain from 2018 fall", Status.AFFIRMED),
    ("left knee pain began in 2018", Status.AFFIRMED),
    ("left knee pain at her last visit", Status.HISTORICAL),
    ("left knee pain since her last visit", Status.AFFIRMED),
    ("at last visit pain, left knee", Status.HISTORICAL),
    ("last visit left knee pain", Status.HISTORICAL),
    ("left knee pain, last visit 3 weeks ago", Status.AFFIRMED),
    ("as a child pain, left knee", Status.HISTORICAL),
    ("diagnosed as a child, left knee pain", Status.AFFIRMED),
    ("left knee pain 3 days ago", Status.AFFIRMED),
    ("3 yrs ago pain, left knee", Status.HISTORICAL),
    ("if left knee pain returns", Status.HYPOTHETICAL),
    ("mother had left knee pain", Status.FAMILY),
    ("left knee pain like his brother", Status.FAMILY),
    ("wife has left knee pain", Status.OTHER),
    ("left knee pain, the same in his brother", Status.FAMILY),
    ("his brother is well; left knee pain", Status.AFFIRMED),
    ("brother was here, now left knee pain", Status.FAMILY),
    ("non-left knee pain", Status.NEGATED),
    ("non-tender left knee", Status.AFFIRMED),
    ("non painful left knee", Status.AFFIRMED),
    ("unspecified left knee", Status.UNSPECIFIED),
    ("unspecified part of left knee", Status.AFFIRMED),
    ("no pain except left knee", Status.AFFIRMED),
    ("pain except left knee", Status.NEGATED),
    ("pain (no swelling) in left knee", Status.AFFIRMED),
    ("non-pitting edema (no swelling) in left knee", Status.AFFIRMED),
    ("exam: edema (no swelling) in left knee", Status.AFFIRMED),
    ("edema (mild) and no swelling in left knee", Status.NEGATED),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_the_status_of_a_place(text: str, status: Status) -> None:
    assert mention(text, "left knee").status is status


@pytest.mark.parametrize(
    ("text", "unspecified", "kept"),
    [
        ("acute bronchitis, unspecified organism", "organism", "bronchitis"),
        ("right heel, unspecified ulcer stage", "ulcer stage", "heel"),
        ("remission status unspecified", "remission status", ""),
        ("right eye, stage unspecified", "stage", "eye"),
        ("unspecified part of neck of right femur", "part", "femur"),
        ("sprain of unspecified ligament of left ankle", "ligament", "ankle"),
        ("CKD, stage not documented", "stage", "kidney"),
        ("pain of unclear etiology", "etiology", "pain"),
    ],
)
def test_unspecified_reaches_one_noun_phrase(text: str, unspecified: str, kept: str) -> None:
    facts = read(text)
    assert not facts.words.intersection(unspecified.split())
    assert unspecified in facts.mentioned
    assert kept in facts.words or not kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("flare of osteomyelitis, right femur", ["femur right"]),
        ("tested for osteomyelitis, right femur", []),
        ("afraid of osteomyelitis of right femur", []),
        ("treatment of osteomyelitis of right femur", ["femur right"]),
        ("patient with osteomyelitis of right femur", ["femur right"]),
        ("MRI for osteomyelitis of right femur", []),
        ("osteomyelitis of right femur or tumor", []),
        ("MRI right femur: osteomyelitis", ["femur right"]),
    ],
)
def test_a_disease_that_an_unknown_word_governs_is_not_stated(text: str, found: list[str]) -> None:
    assert places(text, OSTEOMYELITIS) == found


@pytest.mark.parametrize(
    "doubt",
    [
        "possible ACL tear",
        "ACL tear?",
        "r/o ACL tear",
        "ACL tear not excluded",
        "ACL tear vs sprain",
        "likely ACL tear",
    ],
)
def test_doubt_about_a_cause_leaves_the_symptom(doubt: str) -> None:
    assert places(f"R knee pain, {doubt}", PAIN) == ["knee right"]
