"""SiteMismatch: the code names one site or side, and the chart names a different one.

Basis: the title of the code. Raised only where the two cannot be the same place: neighbors (knee and tibia, hip and
femur) and parts of each other do not contradict, nor does a chart that names both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.choice_issue import choice_issue
from icd10cm.choosing.chooser import Question
from icd10cm.choosing.wrong_place import contradicted_place
from icd10cm.issue import Strength
from icd10cm.rules.procedure_kinds import INSERTIONS, ORDER_WORDS
from icd10cm.rules.rule import OnlyReason, Part, Rule, no_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.issue import CodingIssue

_NO_CONTRADICTION = INSERTIONS | {ORDER_WORDS}
ID = "SiteMismatch"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis whose code names another place than the chart."""
    for diagnosis, node in facts.leaves() if facts.says_more else ():
        choice = contradicted_place(diagnosis, node, facts, _NO_CONTRADICTION)
        if choice.question is Question.PLACE:
            yield choice_issue(ID, choice, diagnosis, node, facts.release)


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc",),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE),
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality", "ResidualCode")),
    may_recommend=False,
    other_place=frozenset(OnlyReason),
    concerns=no_code,
    reads=frozenset((Part.DETAILS,)),
)
