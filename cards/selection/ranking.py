"""Which card comes first, and which of them warn.

The order, from the first key to the last:

1. cards about a vaguer code of what a definite one says (`minor`) go last, whatever else they are;
2. codes that cannot stand as they are come first: they do not exist, lack characters, or exclude each other;
3. what the orders treat comes before the rest of the encounter;
4. documented before procedure before prompt;
5. otherwise the order in which the review found them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from icd10cm.anatomy.side import Side
from icd10cm.issue import ReplaceCode, Strength
from icd10cm.rules import Severity, rule_of
from icd10cm.titles.words import side_in, title_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.selection.question import Question
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

_SIGNING = "-order-sign"
_SIDES = (Side.LEFT, Side.RIGHT)


def cannot_stand(issue: CodingIssue) -> bool:
    """Return whether the codes, as they are, cannot be reported together or at all."""
    rule = rule_of(issue.rule)
    return rule.severity_of(issue.because) is Severity.UNREPORTABLE and not issue.minor


def indicator_of(issue: CodingIssue, release: Release, service: str = "") -> Literal["info", "warning"]:
    """Return how loud the card is. Nothing about coding is critical to the patient in front of the reader.

    While orders are signed, what may be the wrong side or joint warns as well; anywhere else it is a question.
    """
    is_wrong = changes_side(issue, release) or is_at_wrong_place(issue, release)
    is_loud = cannot_stand(issue) or (service.endswith(_SIGNING) and is_wrong)
    return "warning" if is_loud else "info"


def changes_side(issue: CodingIssue, release: Release) -> bool:
    """Return whether the code says left and the chart right, or the other way round."""
    own = release.side_of(issue.codes[0]) if issue.codes else None
    others = {release.side_of(each.code) for each in issue.options if isinstance(each, ReplaceCode)}
    return own in _SIDES and any(other in _SIDES and other != own for other in others)


def is_at_wrong_place(issue: CodingIssue, release: Release) -> bool:
    """Return whether an order is for another joint than its diagnosis, or the chart names the other side than a code.

    A procedure that was done elsewhere is a question of the record.
    """
    if not issue.codes or issue.because not in rule_of(issue.rule).other_place:
        return False
    if release.node(issue.codes[0]) is None:  # a procedure or an order, not a diagnosis
        return issue.ordered
    own = release.side_of(issue.codes[0])
    sides = {side_in(title_words(fact.statement)) for fact in issue.evidence}
    return own in _SIDES and own not in sides and not sides.isdisjoint(_SIDES)


def weight(strength: Strength) -> int:
    """Return the position of a strength, 0 = strongest."""
    return (Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT).index(strength)


def ranked(questions: Iterable[Question]) -> list[Question]:
    """Return the questions in the order in which to show them; stable."""
    return sorted(questions, key=_rank)


def _rank(question: Question) -> tuple[bool, bool, bool, int]:
    issue = question.issue
    return issue.minor, not cannot_stand(issue), not issue.ordered, weight(issue.strength)
