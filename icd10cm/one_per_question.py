"""Keeps one issue for one question: drops what another rule's issue settles, and what a chart lists twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Strength
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.issue import CodingIssue

_STRENGTHS = list(Strength)


def one_per_question(issues: Sequence[CodingIssue]) -> tuple[CodingIssue, ...]:
    """Return the issues without those that another one settles, and without repeats of the same question."""
    if not issues:  # the usual case
        return ()
    settled_first = _settled_by([issue for issue in issues if rule_of(issue.rule).settles_removals])
    unsettled = [issue for issue in issues if not settled_first(issue)]
    open_issues = _without_moot(_with_one_removal_each(_without_yielding(unsettled)))
    is_settled = _settled_by(open_issues)
    kept: dict[tuple[str, tuple[str, ...], tuple[str, ...]], CodingIssue] = {}
    for issue in _without_rivals(open_issues):
        if is_settled(issue):
            continue
        key = (issue.rule, issue.codes, issue.choices)
        before = kept.get(key)
        if before is None or _STRENGTHS.index(issue.strength) < _STRENGTHS.index(before.strength):
            kept[key] = issue
    return tuple(kept.values())


def _settled_by(issues: Sequence[CodingIssue]) -> Callable[[CodingIssue], bool]:
    """Return what says whether another issue about the same diagnosis, or on the same evidence, settles an issue."""
    settled: dict[str, set[str]] = defaultdict(set)
    routed: set[tuple[str, str, Evidence]] = set()
    for issue in issues:
        rule = rule_of(issue.rule)
        settled[issue.diagnoses[0]].update(rule.settles)
        routed.update(
            (other, issue.diagnoses[0], evidence)
            for other in rule.routes.get(issue.because, ())
            for evidence in issue.evidence
        )

    def is_settled(issue: CodingIssue) -> bool:
        about = issue.diagnoses[0]
        if issue.rule in settled.get(about, ()):
            return True
        return any((issue.rule, about, each) in routed for each in issue.evidence)

    return is_settled


def _removes(issue: CodingIssue) -> RemoveCode | None:
    """Return the removal of a vaguer code, if an issue offers just that."""
    return _only_removal(issue) if issue.minor else None


def _only_removal(issue: CodingIssue) -> RemoveCode | None:
    """Return the removal that is the only answer of an issue."""
    only = issue.options[0] if len(issue.options) == 1 else None
    return only if isinstance(only, RemoveCode) else None


def _without_yielding(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues without those that give way to a removal of the same diagnosis."""
    removed = {removal.diagnosis for issue in issues if (removal := _removes(issue)) is not None}
    return [issue for issue in issues if issue.diagnoses[0] not in removed or not rule_of(issue.rule).yields_to_removal]


def _without_moot(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues without those that a removal leaves without a point, and that the next review asks if not.

    A prompt or an order of a code that may go, and a pair of codes of which one may go.
    """
    going = {removal.diagnosis for issue in issues if (removal := _removes(issue)) is not None}
    return [issue for issue in issues if issue.minor or not _is_moot(issue, going)]


def _without_rivals(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues without those that wait for another code of a diagnosis which the chart documents.

    Varices that the chart says are bleeding are first coded so; the next review asks if a cirrhosis is their cause. An
    exertional angina is first coded so, and then as one with the coronary disease.
    """
    firm = (issue for issue in issues if issue.strength is Strength.DOCUMENTED and not issue.together)
    documented = set[str]().union(*map(_replaced, firm))
    in_one = {_pair_and_answer(issue) for issue in issues if _becomes_one(issue)}
    return [issue for issue in issues if documented.isdisjoint(_waiting(issue)) and not _is_said(issue, in_one)]


def _is_said(issue: CodingIssue, in_one: Collection[tuple[frozenset[str], tuple[str, ...]]]) -> bool:
    """Return whether a prompt asks for the one code that another issue offers for its codes."""
    return issue.strength is Strength.PROMPT and _pair_and_answer(issue) in in_one


def _pair_and_answer(issue: CodingIssue) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(issue.codes), issue.choices


def _waiting(issue: CodingIssue) -> set[str]:
    """Return the diagnoses of which a documented code is put in first.

    For a prompt, for one code in place of two, and for two that may be one condition of which nothing is offered.
    """
    if _becomes_one(issue) or (not issue.options and rule_of(issue.rule).may_be_unrelated):
        return set(issue.diagnoses)
    return _replaced(issue) if issue.strength is Strength.PROMPT else set()


def _replaced(issue: CodingIssue) -> set[str]:
    """Return the diagnoses for which an issue offers another code."""
    return {option.diagnosis for option in issue.options if isinstance(option, ReplaceCode)}


def _is_moot(issue: CodingIssue, going: set[str]) -> bool:
    concerned = issue.diagnoses if rule_of(issue.rule).may_be_unrelated else issue.diagnoses[:1]
    answers = any(isinstance(option, (AddCode, ReplaceCode)) for option in issue.options)
    return not going.isdisjoint(concerned) and (issue.strength is Strength.PROMPT or not answers)


def _codes_going(issues: Sequence[CodingIssue], going: set[str]) -> set[str]:
    """Return the codes that may go, and those that become one with another code."""
    removed = {issue.codes[0] for issue in issues if issue.diagnoses[0] in going}
    return removed.union(*(issue.codes for issue in issues if _becomes_one(issue)))


def _becomes_one(issue: CodingIssue) -> bool:
    """Return whether an issue offers one code for all of its codes, none of which is then there to be kept."""
    return issue.together and any(isinstance(option, RemoveCode) for option in issue.options)


def _with_one_removal_each(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues with one removal for each vaguer code, and none that keeps a code that may go itself.

    Of "heart failure", "systolic" and "combined systolic and diastolic", the first waits until the second is answered:
    the next review asks about it.
    """
    going = {removal.diagnosis for issue in issues if (removal := _only_removal(issue)) is not None}
    codes_going = _codes_going(issues, going)
    first: dict[str, CodingIssue] = {}
    for issue in issues:
        removal = _removes(issue)
        if removal is not None and removal.keeps not in codes_going:
            first.setdefault(removal.diagnosis, issue)
    kept = {id(issue) for issue in first.values()}
    return [issue for issue in issues if _removes(issue) is None or id(issue) in kept]
