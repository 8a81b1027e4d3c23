"""A summary quotes the part of a text that counts, and says what the code leaves open or which side is asked about."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from cards.phrases.excerpts import LONGEST, excerpt
from cards.short_names import short_name
from tests.cards.sweep import Charts, cards_of, reading

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CHARTS = 300
ASIDE = "seen with family"
OF_TEXT = ("ResidualCode", "UnspecifiedLaterality", "UnspecifiedSite", "SiteMismatch")
BARE = re.compile(r"\. (?:Update [A-Z]\d[\w.]+|Is that the s\w+ of \S+)\?$")
SAYS = re.compile(r'says "(?P<quote>[^"]*)"\.?(?: Update it\?)?$')

SUMMARIES = [
    (
        "F10.20",
        "EtOH dependence w/ withdrawal delirium, CIWA 28, phenobarb",
        'F10.20 says "uncomplicated"; the diagnosis says "EtOH dependence w/ withdrawal delirium". Update it?',
        "what the code denies, not the bare code",
    ),
    (
        "J18.9",
        "HAP: Pseudomonas pneumonia, cefepime d3. O2 weaned to 2L",
        'J18.9 says "unspecified organism"; the diagnosis says "Pseudomonas pneumonia". Update it?',
        "what the code leaves open",
    ),
    (
        "L89.159",
        "Wound RN + MD: sacral PI stage 4, bone palpable at base; heels boggy but intact",
        'L89.159 says "unspecified stage"; the diagnosis says "sacral PI stage 4". Update it?',
        "a text of 80 characters is quoted in part",
    ),
    (
        "I82.409",
        "RLE cellulitis on Keflex; acute DVT L leg, apixaban",
        'Left lower extremity? I82.409 says "unspecified lower extremity"; the diagnosis says "acute DVT L leg".',
        "the other leg has another disease",
    ),
    (
        "H81.10",
        "BPPV R ear, Dix-Hallpike neg on L, Epley done",
        'Right ear? H81.10 (benign paroxysmal vertigo) says "unspecified ear"; the diagnosis says "BPPV R ear".',
        "a test of the other side is not quoted",
    ),
    (
        "M17.11",
        "Primary OA of the left knee, bone on bone, TKA 8/14",
        'Left or right knee? M17.11 is the right; the diagnosis says "Primary OA of the left knee" (Jun 15).',
        "the wrong side is asked for in one way",
    ),
    (
        "S72.142A",
        "GLF, displaced R intertroch fx, closed, CMN tonight",
        'Left or right femur? S72.142A is the left; the diagnosis says "displaced R intertroch fx" (Jun 15).',
        "the same for a fracture, whose long name used to hide it",
    ),
]


@pytest.mark.parametrize(("code", "text", "summary", "why"), SUMMARIES)
def test_what_a_summary_says(code: str, text: str, summary: str, why: str, release: Release) -> None:
    found = [card.summary for card in cards_of(reading(code, text), release)]
    assert summary in found, why


@pytest.mark.parametrize("code", ["I82.402", "H81.11", "J15.1", "F10.231"])
def test_a_code_that_says_it_is_not_asked_about(code: str, release: Release) -> None:
    text = next(text for vague, text, *_ in SUMMARIES if vague[:3] in {code[:3], {"J15.1": "J18"}.get(code)})
    assert not [card for card in cards_of(reading(code, text), release) if card.issue.rule in OF_TEXT]


@pytest.mark.parametrize(
    ("text", "part", "why"),
    [
        ("RLE cellulitis; acute DVT L leg", "acute DVT L leg", "the clause with the side of the disease"),
        ("no DVT L leg; acute DVT L leg", "acute DVT L leg", "what is denied is not quoted"),
        ("acute DVT; swelling, L leg", "acute DVT; swelling, L leg", "the disease is never left out"),
        ("acute DVT of the leg, on apixaban", "acute DVT of the leg, on apixaban", "no word of a side: all of it"),
        ("acute DVT L leg", "acute DVT L leg", "one clause"),
        (
            "acute DVT L leg, " + "apixaban, " * (LONGEST // 9),
            "acute DVT L leg, " + "apixaban, " * (LONGEST // 9),
            "too long",
        ),
    ],
)
def test_the_part_that_counts(text: str, part: str, why: str) -> None:
    assert excerpt(text, "thrombosis of vein of leg", "thrombosis of vein of left leg") == part, why


def test_no_summary_about_a_text_ends_in_a_bare_code(release: Release) -> None:
    charts, chance = Charts(release, 11, 0.4), Random(11)
    asked = bare = 0
    for code in charts.chance.choices(charts.valid, k=CHARTS):
        named = short_name(charts.sibling(code), release)
        text = chance.choice((f"{named}; {ASIDE}", f"{ASIDE}; {named}"))
        for card in cards_of(reading(code, text), release):
            if card.issue.rule in OF_TEXT and len(card.issue.choices) == 1:
                asked += 1
                bare += BARE.search(card.summary) is not None
                quote = SAYS.search(card.summary)
                assert quote is None or quote["quote"] in text, card.summary
                assert quote is None or ASIDE not in quote["quote"], card.summary
    assert asked >= 40
    assert bare <= 0.02 * asked, (bare, asked)
