"""What the review says of clinicians' notes: each documented offer must be what the note supports."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, Setting, Statement
from icd10cm.issue import Strength
from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue

_RELEASE = load_embedded()
_TEXTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("clinicians_texts.toml").read_text("utf-8"))[
    "text"
]
_OF_TEXT = frozenset(
    ("UnspecifiedSite", "UnspecifiedLaterality", "ResidualCode", "SiteMismatch", "ExcludedSite", "SeventhCharacter")
)
_AT_MOST_MISSED = 35


def _documented(code: str, *texts: str) -> list[CodingIssue]:
    statements = tuple(Statement(text, Evidence("Condition/1", text)) for text in texts if text)
    diagnosis = Diagnosis("Condition/1", code, rank=1, statements=statements)
    encounter = CodedEncounter(date(2026, 6, 15), (diagnosis,), setting=Setting.OUTPATIENT)
    issues = review(encounter, _RELEASE)
    return [issue for issue in issues if issue.rule in _OF_TEXT and issue.strength is not Strength.PROMPT]


def _is_of(offered: str, codes: list[str]) -> bool:
    return any(offered.startswith(code) for code in codes)


@pytest.mark.parametrize("case", _TEXTS, ids=[f"{case['code']} {case['note']}" for case in _TEXTS])
def test_what_a_note_documents(case: dict[str, Any]) -> None:
    offers, may = case.get("offers", []), case.get("may", [])
    found = _documented(case["code"], case.get("text", ""), case["note"])
    offered = {choice for issue in found for choice in issue.choices}
    wrong = {choice for choice in offered if not _is_of(choice, [*offers, *may])}
    assert not wrong, case["why"]
    assert not found or offered, case["why"]
    if case.get("misses"):
        assert not offered, "the note is read now: take `misses` out"
    else:
        assert all(any(_is_of(choice, [offer]) for choice in offered) for offer in offers), case["why"]


def test_codes_exist() -> None:
    named = {code for case in _TEXTS for code in (*case.get("offers", []), *case.get("may", []))}
    assert [case["code"] for case in _TEXTS if not _RELEASE.is_valid(case["code"])] == []
    assert [code for code in named if _RELEASE.known(code) is None] == []


def test_most_notes_that_document_something_are_read() -> None:
    assert sum(case.get("misses", False) for case in _TEXTS) <= _AT_MOST_MISSED


def test_as_many_notes_are_silent_as_not() -> None:
    silent = sum(not case.get("offers") for case in _TEXTS)
    assert 2 * silent >= len(_TEXTS)
