"""ResidualCode: an "other", "multiple sites" or "unspecified" code where the chart supports a more specific one.

Basis: the title of the code beside the title of the more specific one. Guideline I.B.18 (highest specificity
documented), I.B.13 (two sides of one bone are not multiple sites), the note at M99 ("should not be used if the
condition can be classified elsewhere"). "Acute on chronic" is two codes, the acute one first (I.B.8).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.choosing.choice_issue import choice_issue
from icd10cm.choosing.chooser import Question, choose
from icd10cm.issue import Strength
from icd10cm.rules.lesions import lesion_questions
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.issue import CodingIssue

ID = "ResidualCode"


class Reason(StrEnum):
    """What supports a more specific code."""

    PLACE = ""
    TEXT = "text"
    ELSEWHERE = "elsewhere"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each residual code for which the chart supports a more specific one."""
    for diagnosis, node in facts.leaves():
        choice = choose(diagnosis, facts)
        if choice.question in (Question.KIND, Question.RESIDUAL):
            because = Reason.TEXT if choice.question is Question.KIND else Reason.PLACE
            yield choice_issue(ID, choice, diagnosis, node, facts.release, because)
    yield from lesion_questions(facts, ID, Reason.ELSEWHERE)


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "notes"),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality")),
)
