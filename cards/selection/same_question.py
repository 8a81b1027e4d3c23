"""One question, asked once, and answered everywhere.

A chart often holds a diagnosis twice, as an encounter diagnosis and on the problem list. The reader gets one card; its
suggestions act on every resource that the question is about, or accepting one would only bring the card back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from cards.selection.question import Question
from cards.selection.ranking import weight
from icd10cm.issue import RemoveCode, ReplaceCode
from icd10cm.time_limit import in_time, no_limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cards.chart_index import ChartIndex
    from icd10cm.encounter import Diagnosis
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.time_limit import CheckTime

Key = tuple[object, ...]


def questions_of(issues: Iterable[CodingIssue], check_time: CheckTime = no_limit) -> list[Question]:
    """Return one question for each set of issues that ask the same, in the order of their first."""
    found: dict[Key, Question] = {}
    for issue in in_time(tuple(issues), check_time):
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


def _answer(option: Correction) -> tuple[str, ...]:
    """Return what a correction leads to, without the resource that it acts on."""
    also = option.also if isinstance(option, ReplaceCode) else ()
    return type(option).__name__, option.keeps if isinstance(option, RemoveCode) else option.code, *also


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


def with_twins(question: Question, index: ChartIndex) -> Question:
    """Return the question with the resources that hold the same diagnosis again.

    A review asks once about a code that the encounter holds twice; the other resources are found here.
    """
    issue = question.issue
    option = next(iter(issue.options), None)
    if not isinstance(option, (ReplaceCode, RemoveCode)):
        return question
    known = {reference for each in (issue, *question.twins) for reference in each.diagnoses}
    more = [_moved(issue, option.diagnosis, again) for again in _again(option, index) if again not in known]
    return Question(issue, (*question.twins, *more)) if more else question


def _moved(issue: CodingIssue, here: str, there: str) -> CodingIssue:
    """Return an issue about the diagnosis `here` as one about the diagnosis `there`."""
    return replace(
        issue,
        diagnoses=tuple(there if each == here else each for each in issue.diagnoses),
        options=tuple(_elsewhere(each, here, there) for each in issue.options),
    )


def _again(option: ReplaceCode | RemoveCode, index: ChartIndex) -> Iterator[str]:
    """Yield the other diagnoses with the same code that the correction is right for too.

    To replace the code, they have to say the same of site, side and text; a code that goes, goes wherever it is.
    """
    own = index.diagnoses.get(option.diagnosis)
    if own is None:
        return
    for other in index.by_code[own.code]:
        if other is not own and (isinstance(option, RemoveCode) or _says(other) == _says(own)):
            yield other.reference


def _says(diagnosis: Diagnosis) -> tuple[object, object]:
    """Return what the chart says of a diagnosis, apart from its code."""
    return {(fact.site, fact.side) for fact in diagnosis.sites}, {each.text for each in diagnosis.statements}


def _elsewhere(option: Correction, here: str, there: str) -> Correction:
    """Return a correction of the diagnosis `here` as one of the diagnosis `there`."""
    if isinstance(option, (ReplaceCode, RemoveCode)) and option.diagnosis == here:
        return replace(option, diagnosis=there)
    return option
