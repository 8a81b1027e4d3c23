"""Which reviews are remembered: those of the same encounter, without documents, under the same release."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from cds_service.hooks.remembered_reviews import Outcome, RememberedReviews
from icd10cm.encounter import CodedEncounter, Diagnosis, Document, DocumentKind, Evidence, Setting, Statement
from icd10cm.releases.loading import load_embedded
from tests import april_2025

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

ANKLE = Diagnosis("Condition/1", "M25.579", "Pain in unspecified ankle", rank=1)
ENCOUNTER = CodedEncounter(date(2026, 7, 1), (ANKLE,))
NOTE = Statement("left ankle pain", Evidence("Condition/1", "left ankle pain"))
REPORT = Document(("DiagnosticReport/1",), DocumentKind.IMAGING, "XR ANKLE LEFT", "IMPRESSION: No fracture.")


class Counting:
    """A review that counts how often it is made."""

    def __init__(self) -> None:
        self.made = 0
        self._memory = RememberedReviews()

    def __call__(self, encounter: CodedEncounter, release: Release) -> Outcome:
        def review() -> Outcome:
            self.made += 1
            return Outcome((), frozenset((f"cut {self.made}",)))

        return self._memory.find(encounter, release, review)


@pytest.fixture
def release() -> Release:
    return load_embedded()


def test_an_encounter_that_comes_again_is_reviewed_once(release: Release) -> None:
    reviewed = Counting()
    first = reviewed(ENCOUNTER, release)
    again = reviewed(CodedEncounter(date(2026, 7, 1), (replace(ANKLE),)), release)
    assert again is first
    assert reviewed.made == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(ENCOUNTER, date_of_service=date(2026, 7, 2)),
        replace(ENCOUNTER, setting=Setting.INPATIENT),
        replace(ENCOUNTER, diagnoses=(replace(ANKLE, rank=2),)),
        replace(ENCOUNTER, diagnoses=(replace(ANKLE, reference="Condition/2"),)),
        replace(ENCOUNTER, diagnoses=(replace(ANKLE, ordered=True),)),
        replace(ENCOUNTER, diagnoses=(replace(ANKLE, statements=(NOTE,)),)),
        replace(ENCOUNTER, diagnoses=(ANKLE, replace(ANKLE, code="M25.572"))),
    ],
    ids=["day", "setting", "rank", "reference", "order", "note", "another diagnosis"],
)
def test_one_that_differs_in_anything_is_reviewed_itself(other: CodedEncounter, release: Release) -> None:
    reviewed = Counting()
    first = reviewed(ENCOUNTER, release)
    assert reviewed(other, release) != first
    assert reviewed.made == 2
    assert reviewed(ENCOUNTER, release) is first


def test_one_with_a_report_is_reviewed_each_time(release: Release) -> None:
    reviewed = Counting()
    with_report = replace(ENCOUNTER, documents=(REPORT,))
    assert reviewed(with_report, release) != reviewed(with_report, release)
    assert reviewed.made == 2


def test_another_release_is_asked_itself(release: Release) -> None:
    reviewed = Counting()
    first = reviewed(ENCOUNTER, release)
    assert reviewed(ENCOUNTER, april_2025.release()) != first
    assert reviewed.made == 2


def test_two_services_do_not_share_their_memory(release: Release) -> None:
    one, two = Counting(), Counting()
    one(ENCOUNTER, release)
    two(ENCOUNTER, release)
    assert (one.made, two.made) == (1, 1)
