"""The issue that asks for the codes of a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis

if TYPE_CHECKING:
    from icd10cm.choosing.choice import Choice
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node


def choice_issue(
    rule: str, choice: Choice, diagnosis: DiagnosisFacts, node: Node, release: Release, because: str = ""
) -> CodingIssue:
    """Return the issue of a rule that offers what the facts of a diagnosis lead to, on the title of its code."""
    return about(diagnosis).issue(
        rule,
        strength=choice.strength,
        basis=(title_basis(node),),
        choices=choice.codes,
        options=choice.options(diagnosis.diagnosis.reference, release),
        evidence=choice.evidence,
        because=because,
        together=choice.together,
    )
