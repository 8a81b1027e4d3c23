"""Which places a diagnosis has: coded ones, those of its texts, and which text gives way to which."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.encounter import Diagnosis, Evidence, SiteFact, Statement
from icd10cm.evidence.from_documents.document_places import Named, with_documents
from icd10cm.evidence.stated_places import read_statements, stated_places
from icd10cm.releases.loading import load_embedded
from icd10cm.text.lexicon import load_lexicon


def places(code: str, *texts: str, sites: tuple[SiteFact, ...] = ()) -> list[str]:
    release = load_embedded()
    statements = tuple(Statement(text, Evidence("Condition/1", text)) for text in texts)
    diagnosis = Diagnosis("Condition/1", code, sites=sites, statements=statements)
    known = release.known(code)
    read = read_statements(diagnosis, known, release)
    found = stated_places(diagnosis, known, read, release, load_lexicon().anatomy)
    return [" ".join(part for part in (fact.site, fact.side) if part) for fact in found]


@pytest.mark.parametrize(
    ("code", "texts", "found"),
    [
        # A clause that names the disease comes before a note that is a place and nothing else.
        ("M25.569", ["right knee pain", "left knee"], ["knee right"]),
        ("M25.569", ["knee pain", "left knee"], ["knee", "knee left"]),
        ("M25.569", ["left knee"], ["knee left"]),
        # Two clauses that both name it: both sides.
        ("M25.569", ["right knee pain", "left knee pain"], ["knee right", "knee left"]),
        # The title's side is stated where a text repeats the title.
        ("M25.561", ["Pain in right knee", "left knee pain"], []),
        ("M25.561", ["left knee pain"], ["knee left"]),
        ("M25.561", ["Pain in right knee", "right knee pain"], ["knee right"]),
        # The narrower place counts, whichever text names it; of an injury the neighbor on a side.
        ("C34.90", ["Lung cancer", "adenocarcinoma of the RUL"], ["lung-upper-lobe right"]),
        ("C34.90", ["cancer of the RUL", "lung cancer"], ["lung-upper-lobe right"]),
        ("C34.90", ["left lung cancer", "cancer of upper lobe"], ["lung-upper-lobe left"]),
        ("C34.90", ["left lung cancer", "adenocarcinoma of the RUL"], ["lung left", "lung-upper-lobe right"]),
        ("S82.90XA", ["Ankle fracture", "left tibia fracture"], ["tibia left"]),
        ("S82.90XA", ["left ankle fracture", "left tibia fracture"], ["ankle left", "tibia left"]),
        ("M25.50", ["Ankle pain", "left tibia pain"], ["ankle", "tibia left"]),
        # A sign adds the side that a code leaves open, at its own site, and contradicts no code.
        ("M25.569", ["Right knee, swollen medially"], ["knee right"]),
        ("M25.561", ["Left knee swollen"], []),
        ("M25.569", ["Left shoulder swollen"], []),
        # Weakness on the right is of a stroke on the left.
        ("I63.9", ["stroke, right-sided"], []),
        # What is past is what a code of a state is for.
        ("Z89.519", ["s/p left BKA"], ["leg-below-knee left"]),
        ("M86.9", ["s/p osteomyelitis of left foot"], []),
        # A code that the release does not have takes the places of its texts.
        ("XXX", ["left knee pain"], ["knee left"]),
        # A part alone, and where an injury was, is the place where nothing else says one; of two, neither is.
        ("C50.919", ["right breast cancer. Lower outer quadrant."], ["breast-lower-outer-quadrant right"]),
        ("C50.919", ["right breast cancer. Lower outer quadrant. Upper inner quadrant."], ["breast right"]),
        ("C50.919", ["right breast cancer. Not lower outer quadrant."], ["breast right"]),
        ("N63.0", ["right breast lump", "lower outer quadrant"], ["breast-lower-outer-quadrant right"]),
        ("N63.0", ["right breast lump", "lower outer quadrant of left breast"], ["breast right"]),
        ("S60.229A", ["contusion", "fell on left hand"], ["hand left"]),
        ("S61.409A", ["Seen today. Fell on left hand."], ["hand left"]),
        ("S61.409A", ["Laceration. Fell on left hand."], []),
    ],
)
def test_places_of_texts(code: str, texts: list[str], found: list[str]) -> None:
    assert places(code, *texts) == found


@pytest.mark.parametrize(
    ("coded", "text", "found"),
    [
        (("knee", None), "left knee pain", ["knee left"]),
        (("knee", None), "left hip pain", ["knee"]),
        (("knee", "right"), "left knee pain", ["knee right"]),
        ((None, "left"), "knee pain", ["knee left", "left"]),
        ((None, "left"), "right knee pain", ["left"]),
    ],
)
def test_text_only_fills_what_coded_places_leave_open(
    coded: tuple[str | None, str | None], text: str, found: list[str]
) -> None:
    site, side = coded

    fact = SiteFact(site, Side(side) if side else None, Evidence("Condition/1", "bodySite"))
    assert places("M25.569", text, sites=(fact,)) == found


@pytest.mark.parametrize(
    ("coded", "text", "found"),
    [
        # The chart names both sides: the side of the code stands.
        (("femur", "left"), "osteomyelitis right femur", ["femur right"]),
        ((None, "left"), "osteomyelitis right femur", []),
        (("femur", "left"), "osteomyelitis, right side", ["femur right"]),
        # The text says nothing of the coded place's side, or the same as the place.
        (("femur", "left"), "osteomyelitis of femur", ["femur left"]),
        (("femur", "left"), "osteomyelitis left femur", ["femur left"]),
        (("femur", "left"), "osteomyelitis right humerus", ["femur left"]),
        (("femur", "right"), "osteomyelitis left femur", ["femur right"]),
    ],
)
def test_a_side_of_both_the_code_and_a_text_is_not_taken_back(
    coded: tuple[str | None, str | None], text: str, found: list[str]
) -> None:
    site, side = coded
    fact = SiteFact(site, Side(side) if side else None, Evidence("Condition/1", "bodySite"))
    assert places("M86.551", text, sites=(fact,)) == found


@pytest.mark.parametrize(
    ("coded", "found", "why"),
    [
        ([("knee", None), (None, "right")], ["knee right"], "a side alone belongs to the place"),
        ([("knee", None), ("hip", "left"), (None, "right")], ["knee right", "hip left"], "that has none"),
        ([("knee", "left"), (None, "right")], ["knee left"], "and to no other"),
        ([("knee", None), (None, "right"), (None, "left")], ["knee"], "two sides leave it open"),
        ([(None, "right"), (None, None)], ["right"], "no place"),
    ],
)
def test_a_side_coded_alone(coded: list[tuple[str | None, str | None]], found: list[str], why: str) -> None:
    evidence = Evidence("Condition/1", "bodySite")
    sites = tuple(SiteFact(site, Side(side) if side else None, evidence) for site, side in coded)
    assert places("M25.50", sites=sites) == found, why


def _with_documents(own: list[str], documented: list[str]) -> list[str]:
    def facts(places: list[str]) -> tuple[SiteFact, ...]:
        sided = [each.rpartition(" ") for each in places]
        evidence = Evidence("Condition/1", "a place")
        return tuple(SiteFact(site or None, Side(side) if side else None, evidence) for site, _, side in sided)

    found = with_documents(facts(own), facts(documented), Named((), is_open=True))
    return [f"{fact.site or ''} {fact.side or ''}" for fact in found]


@pytest.mark.parametrize(
    ("own", "documented", "found", "why"),
    [
        ([" right"], ["knee right"], ["knee right", " right"], "a side takes the place on it, and stays"),
        ([" right"], ["knee left"], [" right"], "not that on the other side"),
        ([" right", " left"], ["knee right"], [" right", " left"], "two sides take none"),
        ([], ["knee right"], ["knee right"], "the diagnosis names none"),
        ([" right"], [], [" right"], "the documents name none"),
    ],
)
def test_a_side_takes_the_place_that_a_document_names(
    own: list[str], documented: list[str], found: list[str], why: str
) -> None:
    assert _with_documents(own, documented) == found, why
