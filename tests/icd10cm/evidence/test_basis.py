"""What issues carry: their basis, their evidence, and the codes and references that they are about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from icd10cm.encounter import CodedEncounter, Diagnosis, MissingDiagnoses
from icd10cm.evidence.about import about, joined
from icd10cm.evidence.absence import absence_note, may_conclude_absence
from icd10cm.evidence.basis import coded_as, life_span_basis, note_basis, title_basis
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.issue import Strength
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_RELEASE = load_embedded()


@pytest.mark.parametrize(
    ("code", "day", "notes"),
    [
        ("G93.3", date(2024, 1, 1), ["effective through Sep 30, 2022; replaced by G93.31, G93.39"]),
        ("C50.A0", date(2024, 1, 1), ["effective from Oct 1, 2025; replaces C50.929"]),
        ("C50.A0", date(2025, 9, 30), ["effective from Oct 1, 2025; replaces C50.929"]),
        ("C50.A0", date(2025, 10, 1), []),
        ("R10.2", date(2025, 9, 30), []),
        ("M86.9", date(2026, 6, 1), []),
        ("XXX", date(2026, 6, 1), []),
    ],
)
def test_when_a_code_was_effective(code: str, day: date, notes: list[str]) -> None:
    assert [basis.note for basis in life_span_basis(code, day)] == notes


def test_of_many_codes_that_replace_one_some_are_named() -> None:
    (basis,) = life_span_basis("R10.2", date(2026, 6, 1))
    assert basis.note.endswith("replaced by R10.20, R10.21, R10.22, R10.23, R10.24")
    assert (basis.code, basis.element) == ("R10.2", "lifeSpan")


def test_titles_and_notes_as_a_basis() -> None:
    node = _RELEASE.tabular.find("M86")
    assert node is not None
    assert title_basis(node).note == "Osteomyelitis"
    line = _RELEASE.notes_for("M86.9", "excludes2")[0]
    basis = note_basis(line)
    assert (basis.code, basis.element, basis.note) == ("M86", "excludes2", line.line)


def _diagnoses(*dx: Any) -> tuple[Any, ...]:
    return read_encounter(encounter_of({"dx": list(dx)}), _RELEASE).diagnoses


def test_a_diagnosis_as_evidence() -> None:
    known, unknown = _diagnoses("I10", "XXX")
    assert coded_as(known, _RELEASE).statement == "I10 Essential (primary) hypertension"
    assert coded_as(unknown, _RELEASE).statement == "XXX"
    assert coded_as(known, _RELEASE).reference == "Condition/1"


def test_an_issue_is_about_diagnoses_and_procedures_in_turn() -> None:
    encounter = encounter_of({"dx": ["I10"], "procedures": ["CPT 27640", {"number": "CPT 20700", "order": True}]})
    (diagnosis,) = read_encounter(encounter, _RELEASE).diagnoses
    done, ordered = encounter.procedures
    assert about(diagnosis, done).references == ("Condition/1", done.reference)
    assert about(done, diagnosis).codes == ("27640", "I10")
    assert not about(diagnosis, done).ordered
    assert about(diagnosis, ordered).ordered
    assert about(ordered, diagnosis).ordered
    assert not about(ordered, ordered=False).ordered
    (named,) = _diagnoses({"code": "I10", "ordered": True})
    assert about(named).ordered
    assert about(named, done).ordered


def test_an_issue_says_nothing_that_a_rule_does_not_say() -> None:
    (diagnosis,) = _diagnoses("I10")
    issue = about(diagnosis).issue("CodeFirst", basis=())
    assert (issue.strength, issue.because, issue.minor, issue.together) == (Strength.DOCUMENTED, "", False, False)


def test_issues_joined_say_everything_once() -> None:
    one, other = _diagnoses("I10", {"code": "J18.9", "ordered": True})
    first = about(one).issue("CodeFirst", basis=(), choices=("A", "B"), because="order")
    second = about(one, other).issue("CodeFirst", basis=(), choices=("B", "C"), strength=Strength.PROMPT)
    both = joined((first, second))
    assert (both.codes, both.choices, both.strength, both.because) == (
        ("I10", "J18.9"),
        ("A", "B", "C"),
        Strength.DOCUMENTED,
        "order",
    )
    assert both.ordered
    assert not joined((first, first)).ordered


@pytest.mark.parametrize(
    ("missing", "note"),
    [
        (MissingDiagnoses(), ""),
        (MissingDiagnoses(uncoded=1), "1 diagnosis of this encounter carries no ICD-10-CM code"),
        (MissingDiagnoses(uncoded=2), "2 diagnoses of this encounter carry no ICD-10-CM code"),
        (MissingDiagnoses(not_received=2), "2 named by the encounter or an order, but not received"),
        (
            MissingDiagnoses(not_received=1, is_incomplete=True),
            "1 named by the encounter or an order, but not received; the list of Conditions is incomplete",
        ),
    ],
)
def test_what_was_not_read_is_told(missing: MissingDiagnoses, note: str) -> None:
    encounter = CodedEncounter(date(2026, 6, 15), (Diagnosis("Condition/1", "I10"),), missing=missing)
    assert absence_note(encounter) == note
    assert may_conclude_absence(encounter) is not bool(note)
