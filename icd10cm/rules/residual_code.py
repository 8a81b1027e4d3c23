"""ResidualCode: an "other", "multiple sites" or "unspecified" code where the chart supports a more specific one.

Basis: the title of the code and that of the more specific one. Guideline I.B.18 (highest specificity
documented), I.B.13 (two sides of one bone are not multiple sites), the note at M99 ("should not be used if the
condition can be classified elsewhere"). "Acute on chronic" is two codes, the acute one first
(I.B.8), of one category or of two.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.choosing.choice_issue import choice_issue
from icd10cm.choosing.chooser import Question, choose
from icd10cm.choosing.disease.acute_and_chronic import other_form
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.issue import AddCode, Strength
from icd10cm.rules.lesions import is_lesion, lesion_questions
from icd10cm.rules.rule import Part, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.tabular.model import Node

ID = "ResidualCode"


class Reason(StrEnum):
    """What supports a more specific code."""

    PLACE = ""
    TEXT = "text"
    ELSEWHERE = "elsewhere"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each residual code for which the chart supports a more specific one."""
    for diagnosis, node in facts.leaves() if facts.says_more else ():
        choice = choose(diagnosis, facts)
        if choice.question in (Question.KIND, Question.RESIDUAL):
            because = Reason.TEXT if choice.question is Question.KIND else Reason.PLACE
            yield choice_issue(ID, choice, diagnosis, node, facts.release, because)
            continue
        code = None if choice.codes else other_form(diagnosis, node, facts)
        if code is not None:
            yield _beside(diagnosis, node, code)
    yield from lesion_questions(facts, ID, Reason.ELSEWHERE)


def _beside(diagnosis: DiagnosisFacts, node: Node, code: str) -> CodingIssue:
    """Return the question for the acute or chronic form in another category."""
    return about(diagnosis).issue(
        ID,
        basis=(title_basis(node),),
        choices=(code,),
        options=(AddCode(code, diagnosis.diagnosis.reference),),
        evidence=tuple(text.evidence for text in diagnosis.texts),
        because=Reason.TEXT,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "notes"),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality")),
    asks_if_related=frozenset((Reason.ELSEWHERE,)),
    concerns=is_lesion,
    reads=frozenset((Part.DETAILS,)),
)
