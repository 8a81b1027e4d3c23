"""One question, asked once: issues that put the same question and offer the same answers become one card.

A chart often holds a diagnosis twice, as an encounter diagnosis and on the problem list. The review finds
an issue with each; the reader gets one card, whose suggestions act on both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cards.ranking import weight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.issue import CodingIssue, Correction

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An issue to ask about, and the `twins` that it speaks for: the same codes on other resources.

    The options of each twin answer those of the issue one by one.
    """

    issue: CodingIssue
    twins: tuple[CodingIssue, ...] = ()


def merge(issues: Iterable[CodingIssue]) -> list[Question]:
    """Return one question for each set of issues that ask the same, in the order of their first."""
    found: dict[Key, Question] = {}
    for issue in issues:
        key = _key(issue)
        earlier = found.get(key)
        found[key] = Question(issue) if earlier is None else _joined(earlier, issue)
    return list(found.values())


def _key(issue: CodingIssue) -> Key:
    """Return what makes two issues the same question: everything but the resources and the evidence."""
    return (
        issue.rule,
        issue.because,
        issue.codes,
        issue.choices,
        issue.minor,
        issue.together,
        tuple(_answer(option) for option in issue.options),
    )


def _answer(option: Correction) -> tuple[str, str]:
    """Return what a correction leads to, without the resource that it acts on."""
    return type(option).__name__, getattr(option, "code", "") or getattr(option, "keeps", "")


def _joined(question: Question, issue: CodingIssue) -> Question:
    """Return the question with one more issue in it: all evidence, the better strength, ordered if any is."""
    first = question.issue
    known = {first.diagnoses, *(twin.diagnoses for twin in question.twins)}
    return Question(
        replace(
            first,
            evidence=tuple(dict.fromkeys((*first.evidence, *issue.evidence))),
            basis=tuple(dict.fromkeys((*first.basis, *issue.basis))),
            strength=min(first.strength, issue.strength, key=weight),
            ordered=first.ordered or issue.ordered,
        ),
        question.twins if issue.diagnoses in known else (*question.twins, issue),
    )
