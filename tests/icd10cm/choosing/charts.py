"""Charts of one diagnosis for the tests of the chooser."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, Statement
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.issue import CodingIssue, Strength
from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.tabular.model import Node

RELEASE = load_embedded()
CHOOSERS = frozenset(
    ("UnspecifiedSite", "UnspecifiedLaterality", "ResidualCode", "SiteMismatch", "SeventhCharacter", "IncompleteCode")
)


def chart(code: str, text: str, *others: str) -> CodedEncounter:
    """Return a chart with a diagnosis, its text, and other codes."""
    first = Diagnosis("Condition/0", code, statements=(Statement(text, Evidence("Condition/0", text)),))
    rest = tuple(Diagnosis(f"Condition/{number}", other) for number, other in enumerate(others, 1))
    return CodedEncounter(date(2026, 6, 15), (first, *rest))


def facts_of(code: str, text: str, *others: str) -> EncounterFacts:
    """Return a chart made ready for the rules."""
    return read_encounter(chart(code, text, *others), RELEASE)


def diagnosis_of(code: str, text: str) -> DiagnosisFacts:
    """Return a diagnosis with its text, made ready for the rules."""
    return facts_of(code, text).diagnoses[0]


def initial_code(node: Node) -> str:
    """Return the code of a node, that of an initial encounter where there are several."""
    codes = RELEASE.codes_at(node.index)
    return next((code for code in codes if code.endswith("A")), codes[0])


def documented(code: str, text: str, *others: str) -> list[CodingIssue]:
    """Return what the review says is documented of the first diagnosis, of the rules that choose."""
    return [
        issue
        for issue in review(chart(code, text, *others), RELEASE)
        if issue.rule in CHOOSERS and issue.strength is not Strength.PROMPT and issue.diagnoses[0] == "Condition/0"
    ]
