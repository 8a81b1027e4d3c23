"""Makes the `Basis` and the `Evidence` that issues carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.encounter import Evidence
from icd10cm.issue import Basis

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node


def note_basis(line: NoteLine) -> Basis:
    """Return a note line as a basis, in its own words."""
    return Basis(line.holder, line.element, line.line)


def title_basis(node: Node) -> Basis:
    """Return the title of a node as a basis."""
    return Basis(node.code, "desc", node.title)


def coded_as(facts: DiagnosisFacts, release: Release) -> Evidence:
    """Return the diagnosis itself as evidence: its code, with the release's title."""
    diagnosis = facts.diagnosis
    title = release.title(diagnosis.code) or diagnosis.title
    statement = f"{diagnosis.code} {title}" if title else diagnosis.code
    return Evidence(diagnosis.reference, statement, diagnosis.date)
