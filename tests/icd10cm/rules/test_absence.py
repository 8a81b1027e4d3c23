"""Rules of absence and order are silent where a diagnosis of the encounter was not read; the others are not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from icd10cm import review
from icd10cm.encounter import MissingDiagnoses
from icd10cm.evidence.absence import absence_note, may_conclude_absence
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

OF_ABSENCE = ("MissingOrganism", "CodeFirst", "Sequencing", "UseAdditionalCode", "ProcedureIndication")
UNREAD = [MissingDiagnoses(uncoded=1), MissingDiagnoses(not_received=1), MissingDiagnoses(is_incomplete=True)]
_FOLDER = Path(__file__).parent / "cases"


def firing(rule: str) -> list[dict[str, Any]]:
    table = tomllib.loads((_FOLDER / f"{rule}.toml").read_text(encoding="utf-8"))
    return list(table["fires"])


def raised(case: dict[str, Any], missing: MissingDiagnoses) -> list[str]:
    encounter = replace(encounter_of(case), missing=missing)
    return [issue.rule for issue in review(encounter, load_embedded())]


@pytest.mark.parametrize("rule", OF_ABSENCE)
@pytest.mark.parametrize("missing", UNREAD, ids=["uncoded", "not received", "incomplete"])
def test_a_rule_of_absence_is_silent_where_something_was_unread(rule: str, missing: MissingDiagnoses) -> None:
    cases = firing(rule)
    assert cases
    assert [case["name"] for case in cases if rule in raised(case, missing)] == []


@pytest.mark.parametrize(
    "rule", ["UnspecifiedSite", "UnspecifiedLaterality", "Excludes1", "InvalidCode", "IncompleteCode"]
)
def test_a_rule_about_codes_that_are_there_speaks_all_the_same(rule: str) -> None:
    for case in firing(rule):
        assert rule in raised(case, UNREAD[0]), case["name"]


@pytest.mark.parametrize(
    ("missing", "note"),
    [
        (MissingDiagnoses(), ""),
        (MissingDiagnoses(uncoded=1), "1 diagnosis of this encounter carries no ICD-10-CM code"),
        (MissingDiagnoses(uncoded=2), "2 diagnoses of this encounter carry no ICD-10-CM code"),
        (MissingDiagnoses(not_received=1), "1 named by the encounter or an order, but not received"),
        (MissingDiagnoses(is_incomplete=True), "the list of Conditions is incomplete"),
    ],
)
def test_what_is_missing_is_said(missing: MissingDiagnoses, note: str) -> None:
    encounter = replace(encounter_of({"dx": []}), missing=missing)
    assert absence_note(encounter) == note
    assert may_conclude_absence(encounter) == (note == "")
