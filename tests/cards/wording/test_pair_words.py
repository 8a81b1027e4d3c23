"""Two codes in one question: both are named, by what differs, and the right way round where one leads to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.selection.question import Question
from cards.wording import WORDINGS, write_words
from fhir_mappings.chart.model import Chart
from icd10cm import review
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.releases.release import Release


def _summaries(release: Release, *diagnoses: str, **more: Any) -> list[str]:
    encounter = encounter_of({"dx": list(diagnoses), **more})
    chart = Chart(encounter, resources={}, patient="Patient/1", absent=frozenset(), drafts=frozenset())
    index = index_of(encounter)
    matters = [CardContext(Question(issue), chart, release, index) for issue in review(encounter, release)]
    return [write_words(context, WORDINGS).summary for context in matters]


WORDS = {
    "E10.9 E11.9": "Type 1 or type 2 diabetes? Both are coded (E10.9, E11.9).",
    "N18.9 N18.4": 'Chronic kidney disease, stage 4 is coded twice, once without "stage 4". '
    "Same condition, or two (N18.9, N18.4)?",
    "N39.0 N30.01": "Urinary tract infection and acute cystitis with hematuria: "
    "same condition, or two (N39.0, N30.01)?",
    "G81.91 G81.92": "Hemiplegia affecting right and left dominant side are both coded. "
    "Which one applies (G81.91, G81.92)?",
    "S72.001A S72.001B": "Closed or open (type I or II)? Both are coded for the fracture of neck of right femur "
    "(S72.001A, S72.001B).",
    "S72.001A S72.001S": "Active treatment or late effect? Both are coded for the fracture of neck of right femur "
    "(S72.001A, S72.001S).",
    "I82.409 I82.432": "Acute thrombosis of lower extremity and of left popliteal vein: "
    "same condition, or two (I82.409, I82.432)?",
    "I10 I50.22": "Hypertension and chronic systolic heart failure: linked, or two separate conditions (I10, I50.22)?",
    "K81.1 K80.20": "Gallstones with chronic cholecystitis? If so, one code covers both (K81.1, K80.20).",
    "L97.512 E11.621": "Is the chronic ulcer of right foot due to type 2 diabetes? "
    "If so, E11.621 is listed before L97.512.",
    "I10 B95.62 M86.661": "Is MRSA the organism of the chronic osteomyelitis, right tibia and fibula? "
    "If so, M86.661 is listed first.",
    "T39.015A K29.00": "Did aspirin cause the acute gastritis without bleeding? "
    "If so, K29.00 is listed before T39.015A.",
}


@pytest.mark.parametrize("codes", WORDS)
def test_summary_of_a_pair(codes: str, release: Release) -> None:
    assert WORDS[codes] in _summaries(release, *codes.split())


@pytest.mark.parametrize("diagnoses", [["I10", "M86.661"], ["E11.621", "L97.512"], ["M86.661", "B95.62"]])
def test_a_pair_in_order_asks_nothing(diagnoses: list[str], release: Release) -> None:
    assert _summaries(release, *diagnoses) == []
