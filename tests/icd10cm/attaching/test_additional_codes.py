"""The reviewed notes whose missing code is worth asking for, and what shows that it is due."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.attaching.additional_codes import reviewed_lines, reviewed_note, reviewed_notes
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.exclusions.codes_offered import few_answers
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_RELEASE = load_embedded()


def _facts(*dx: Any, **case: Any) -> EncounterFacts:
    return read_encounter(encounter_of({"dx": list(dx), **case}), _RELEASE)


def _shown(facts: EncounterFacts) -> list[str]:
    """Return the references of what shows that the last diagnosis needs another code."""
    diagnosis = facts.diagnoses[-1]
    (line,) = reviewed_lines(diagnosis.code, _RELEASE)
    entry = reviewed_note(line, facts)
    assert entry is not None
    return [evidence.reference for evidence in entry.evidence(diagnosis, facts)]


@pytest.mark.parametrize(
    ("code", "holders"),
    [("N18.6", ["N18.6"]), ("K70.30", ["K70"]), ("E11.22", ["E11.22"]), ("I13.2", ["I13.2", "I13.2"]), ("J44.9", [])],
)
def test_the_notes_of_the_list_at_a_code(code: str, holders: list[str]) -> None:
    assert [line.holder for line in reviewed_lines(code, _RELEASE)] == holders


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (_facts({"code": "N18.6", "text": "ESRD on hemodialysis"}), ["Condition/1"]),
        (_facts("T82.41XA", "N18.6"), ["Condition/1"]),
        (_facts("N18.6", procedures=["CPT 90935"]), ["Procedure/1"]),
        (_facts("T82.41XA", {"code": "N18.6", "text": "on hemodialysis"}), ["Condition/2", "Condition/1"]),
        (_facts("N18.6", procedures=[{"number": "CPT 90935", "order": True}]), []),
        (_facts("N18.6", procedures=["CPT 27640"]), []),
        (_facts({"code": "N18.6", "text": "ESRD - not on dialysis"}), []),
        (_facts("I10", "N18.6"), []),
        (_facts("K70.30"), []),
    ],
)
def test_what_shows_that_a_code_is_due(facts: EncounterFacts, shown: list[str]) -> None:
    assert _shown(facts) == shown


def test_what_is_asked_without_evidence_and_what_is_not() -> None:
    entries = {holder: entry.needs_evidence for (holder, _), entry in reviewed_notes().items()}
    assert (entries["N18.6"], entries["K70"], entries["E11.22"]) == (True, False, False)


def test_a_code_outside_the_note_may_answer_it() -> None:
    entries = [(holder, entry) for (holder, _), entry in reviewed_notes().items() if entry.answered_by]
    assert entries
    for _, entry in entries:
        assert entry.is_answered(
            _facts("I10", next(code for code in _RELEASE.valid if code.startswith(entry.answered_by)))
        )
        assert not entry.is_answered(_facts("I10"))


def test_the_answers_of_a_note_are_valid_codes_that_it_names() -> None:
    entries = [(key, entry) for key, entry in reviewed_notes().items() if entry.answers]
    assert entries
    for (holder, note), entry in entries:
        (line,) = (each for each in _RELEASE.notes_for(holder, "useAdditionalCode") if each.line == note)
        for code in entry.answers:
            place = _RELEASE.position(code)
            assert _RELEASE.is_valid(code)
            assert place is not None
            assert line.names(place, code)


@pytest.mark.parametrize(
    ("codes", "answers", "why"),
    [
        (("N18.2", "N18.3"), ("N18.2", "N18.30", "N18.31", "N18.32"), "a header gives way to its codes"),
        (("N18.1", "N18.2"), ("N18.1", "N18.2"), "codes stay"),
        (("I50",), (), "more than eight"),
        (("S27.0",), (), "a 7th character is asked for besides"),
        (("N18.1", "X"), (), "no code of the release"),
        ((), (), "nothing to choose"),
    ],
)
def test_a_few_answers_are_picked_from_and_more_are_not(
    codes: tuple[str, ...], answers: tuple[str, ...], why: str
) -> None:
    assert few_answers(codes, _RELEASE) == answers, why
