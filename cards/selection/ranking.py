"""Which card comes first, and which of them warn.

The order, from the first key to the last:

1. cards about a vaguer code beside the definite one (`minor`) go last, whatever else they are;
2. codes that cannot stand as they are come first: they do not exist, lack characters, or exclude each other;
3. what the orders treat comes before the rest of the encounter;
4. documented before procedure before prompt;
5. otherwise the order in which the review found them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from icd10cm.issue import Strength
from icd10cm.rules import Severity, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.selection.question import Question
    from icd10cm.issue import CodingIssue


def cannot_stand(issue: CodingIssue) -> bool:
    """Tell whether the codes, as they are, cannot be reported together or at all."""
    rule = rule_of(issue.rule)
    return rule.severity_of(issue.because) is Severity.UNREPORTABLE and not issue.minor


def indicator_of(issue: CodingIssue) -> Literal["info", "warning"]:
    """Return how loud the card is. Nothing about coding is critical to the patient in front of the reader."""
    return "warning" if cannot_stand(issue) else "info"


def weight(strength: Strength) -> int:
    """Return the position of a strength, 0 = strongest."""
    return (Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT).index(strength)


def ranked(questions: Iterable[Question]) -> list[Question]:
    """Return the questions in the order in which to show them; stable."""
    return sorted(questions, key=_rank)


def _rank(question: Question) -> tuple[bool, bool, bool, int]:
    issue = question.issue
    return issue.minor, not cannot_stand(issue), not issue.ordered, weight(issue.strength)
