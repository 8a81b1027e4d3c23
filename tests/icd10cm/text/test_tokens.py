"""The items that a text is read as, drawn: each with its kind, "|" between sentences."""

from __future__ import annotations

import pytest

from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.tokens import sentences_of


def _drawn(text: str, *fields: str) -> str:
    return " | ".join(
        " ".join(f"{item.text}/{item.kind.name}" for item in sentence)
        for sentence in sentences_of(text, load_lexicon(), fields)
    )


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("Gout. Knee pain", "gout/DISEASE | knee/SITE pain/DISEASE", "a full stop"),
        ("gout; knee! toe", "gout/DISEASE | knee/SITE | toe/SITE", "marks"),
        ("gout\nknee", "gout/DISEASE | knee/SITE", "a line"),
        ("gout | knee", "gout/DISEASE | knee/SITE", "a bar"),
        ("gout \u2022 knee", "gout/DISEASE | knee/SITE", "a bullet"),
        ("gout vs. sprain", "gout/DISEASE vs/CUE sprain/DISEASE", "the stop of an abbreviation"),
        ("pt. has gout", "pt/FUNCTION has/FUNCTION gout/DISEASE", "the stop of an abbreviation"),
        ("C. diff colitis", "c/WORD diff/WORD colitis/WORD", "the stop of a species"),
        (
            "tennis elbow L. R elbow normal",
            "tennis elbow/DISEASE l/WORD | r/WORD elbow/SITE normal/CUE",
            "a side before the stop, and one behind it",
        ),
        ("elbow L. Rest", "elbow/SITE l/WORD | rest/WORD", "a side before the stop, and a capital behind it"),
        ("pain L. Elbow", "pain/DISEASE l/WORD elbow/SITE", "a side before a part with a capital"),
        ("pain L. elbow", "pain/DISEASE l/WORD elbow/SITE", "a side before a part"),
        ("gout 2.5", "gout/DISEASE 2/WORD ./MARK 5/WORD", "a number"),
        ("gout.knee", "gout/DISEASE knee/SITE", "no space behind it"),
        ("...", "", "nothing else"),
    ],
)
def test_where_a_sentence_ends(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("0.5 cm ulcer", "0.5 cm/MEASURE ulcer/DISEASE", "a number with its unit"),
        ("50-69% stenosis", "50-69%/MEASURE stenosis/DISEASE", "a range"),
        ("5 to 10 mm", "5 to 10 mm/MEASURE", "a range in words"),
        ("5 - cm", "5/WORD ,/COMMA cm/WORD", "a dash apart"),
        ("5-", "5/WORD -/MARK", "no unit"),
        ("cm 5", "cm/WORD 5/WORD", "the unit first"),
        ("edema 2+", "edema/DISEASE 2/WORD +/AND", "a grade"),
        ("31 5/7 wk gravida", "31/WORD wk/WORD gravida/WORD", "weeks and days"),
    ],
)
def test_numbers_and_units(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("test +", "test/WORD positive/WORD", "it ends a phrase"),
        ("test -", "test/WORD negative/CUE", "it ends a phrase"),
        ("R +, L -", "r/WORD positive/WORD ,/COMMA l/WORD negative/CUE", "before a comma"),
        ("gout (+)", "gout/DISEASE (/OPEN positive/WORD )/CLOSE", "before a bracket"),
        ("edema 2 +", "edema/DISEASE 2/WORD positive/WORD", "a number apart"),
        ("+ gout", "+/AND gout/DISEASE", "it begins the text"),
        ("- gout", ",/COMMA gout/DISEASE", "it begins the text"),
        ("gout - knee", "gout/DISEASE ,/COMMA knee/SITE", "between words"),
        ("gout -knee", "gout/DISEASE ,/COMMA knee/SITE", "before a word"),
        ("gout-knee", "gout/DISEASE -/MARK knee/SITE", "within a word"),
        ("gout\u2013knee", "gout/DISEASE -/MARK knee/SITE", "a long dash"),
        ("caf\u00e9", "cafe/WORD", "an accent"),
        ("gout??", "gout/DISEASE ?/CUE ?/CUE", "twice"),
    ],
)
def test_signs(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("[x] gout [ ] sprain", "gout/DISEASE", "one of two"),
        ("[x] gout [x] sprain", "gout/DISEASE and/AND sprain/DISEASE", "both"),
        ("( ) gout (x) sprain", "sprain/DISEASE", "round ones"),
        ("[x] gout\nLabs: normal", "gout/DISEASE | labs/WORD :/COLON normal/CUE", "up to the next line"),
    ],
)
def test_boxes_of_a_template(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("(R) knee", "r/WORD knee/SITE", "in brackets"),
        ("[left] hip", "left/SIDE hip/SITE", "in square brackets"),
        ("seen by Dr. Smith for gout", "seen/WORD by/FUNCTION dr/WORD for/BREAK gout/DISEASE", "a person"),
        ("Dr. Smith's fracture", "dr/WORD smith's/DISEASE fracture/DISEASE", "a fracture, if it may be one"),
        ("fell on Main St today", "fell/WORD on/INSIDE today/TURN", "a street"),
        ("fell on Main today", "fell/WORD on/INSIDE main/WORD today/TURN", "no street"),
    ],
)
def test_sides_in_brackets_and_names_of_people(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("L5 on S1 disc", "l5 on s1/SITE disc/WORD", "two levels"),
        ("T7 wound", "t7/SITE wound/DISEASE", "a vertebra"),
        ("t7 wound", "t7/WORD wound/DISEASE", "no capital"),
        ("T7-T9 wound", "t7-t9/SITE wound/DISEASE", "a range of levels"),
        ("cervical and lumbar stenosis", "cervical/SITE and/AND lumbar stenosis/SITE", "regions that share a noun"),
        (
            "MR: cervical and lumbar stenosis",
            "mr/WORD :/COLON cervical/SITE and/AND lumbar stenosis/SITE",
            "anywhere",
        ),
        ("pain, cervical and", "pain/DISEASE ,/COMMA cervical/WORD and/AND", "nothing follows"),
        ("pain, cervical", "pain/DISEASE ,/COMMA cervical/WORD", "nothing joins it"),
        ("cervical lumbar stenosis", "cervical/WORD lumbar stenosis/SITE", "nothing joins them"),
        ("cervical and knee pain", "cervical/WORD and/AND knee/SITE pain/DISEASE", "no region behind it"),
        ("metatarsal head fracture", "metatarsal head/SITE fracture/DISEASE", "a part behind a bone"),
        ("femur-head", "femur/SITE -/MARK head/SITE", "a dash between"),
        ("head of femur", "head/WORD of/INSIDE femur/SITE", "a part before a bone"),
        ("second and third metatarsals", "second/SITE and/AND third metatarsals/SITE", "two places that share a noun"),
    ],
)
def test_places(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("HTN, DM2", "hypertension/DISEASE ,/COMMA type/QUALIFIER 2/WORD diabetes/WORD mellitus/WORD", "in capitals"),
        ("aca", "aca/WORD", "not in small letters"),
        (
            "COPD exacerbation",
            "chronic/QUALIFIER obstructive/WORD pulmonary/WORD disease/WORD exacerbation/WORD",
            "in capitals",
        ),
        (
            "THE PATIENT HAS RA OF HAND",
            "the/INSIDE patient/FUNCTION has/FUNCTION ra/DISEASE of/INSIDE hand/SITE",
            "a text in capitals throughout",
        ),
        ("fx R wrist", "fracture/DISEASE r/WORD wrist/SITE", "in small letters"),
        ("DVT LLE", "deep/WORD vein/WORD thrombosis/DISEASE left/SIDE lower extremity/SITE", "each of them"),
        ("r/o PE", "r/o/CUE pe/DISEASE", "a cue of its own"),
    ],
)
def test_short_forms(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


def test_bare_weeks_are_those_of_gestation_in_a_pregnancy() -> None:
    assert _drawn("31 wk anemia", "pregnancy") == "31/WORD wk/WORD third/MODIFIER trimester/WORD anemia/WORD"
    assert _drawn("31 wk anemia") == "31/WORD wk/WORD anemia/WORD"
