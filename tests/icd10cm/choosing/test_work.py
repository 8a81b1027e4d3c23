"""What the choosing takes where each diagnosis has a place that leads nowhere, counted in calls of functions."""

from __future__ import annotations

from datetime import date

from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, SiteFact
from icd10cm.releases.loading import load_embedded
from tests.function_calls import function_calls

STAYING = ("I10", "E11.9", "E78.5", "J44.9", "F41.1", "K21.9", "D64.9", "R53.83", "N40.0", "G47.33")
MOST_CALLS_A_PLACE = 100


def encounter(*sites: SiteFact) -> CodedEncounter:
    diagnoses = tuple(
        Diagnosis(reference=f"Condition/{number}", code=code, sites=sites) for number, code in enumerate(STAYING)
    )
    return CodedEncounter(date_of_service=date(2026, 6, 18), diagnoses=diagnoses)


def test_a_code_that_no_place_changes_is_soon_done_with() -> None:
    release = load_embedded()

    def calls(*sites: SiteFact) -> int:
        review(encounter(*sites), release)
        return function_calls(lambda: review(encounter(*sites), release))

    tibia = SiteFact("tibia", Side.RIGHT, Evidence("Condition/0", "right tibia", from_text=True))
    assert calls(tibia) - calls() <= MOST_CALLS_A_PLACE * len(STAYING)
