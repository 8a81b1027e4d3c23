"""Keeps one issue for one question: drops what another rule's issue settles, and what a chart lists twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from icd10cm.answers import adds, becomes_one, changes, doubted, only_removal, replaced
from icd10cm.issue import Strength
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.issue import CodingIssue

_STRENGTHS = list(Strength)


def one_per_question(issues: Sequence[CodingIssue]) -> tuple[CodingIssue, ...]:
    """Return the issues without those that another one settles, and without repeats of the same question."""
    if not issues:  # the usual case
        return ()
    settled_first = _settled_by([issue for issue in issues if rule_of(issue.rule).settles_removals])
    open_issues = _without_moot([issue for issue in issues if not settled_first(issue)])
    is_settled = _settled_by(open_issues)
    standing = [issue for issue in _without_rivals(open_issues) if not is_settled(issue)]
    return _each_once(_with_one_change_each(standing))


def _each_once(issues: Iterable[CodingIssue]) -> tuple[CodingIssue, ...]:
    """Return the issues without repeats, the strongest of each."""
    kept: dict[tuple[str, tuple[str, ...], tuple[str, ...]], CodingIssue] = {}
    for issue in issues:
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
        # Of codes of which one applies, each may be the one that goes.
        for diagnosis in issue.diagnoses if issue.because in rule.one_applies else issue.diagnoses[:1]:
            settled[diagnosis].update(rule.settles)
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


def _without_moot(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues without those that a removal leaves without a point, and that the next review asks if not.

    Another code or order for a code that may go, and a pair or a link of codes of which one may go.
    """
    going = _Going(issues)
    return [issue for issue in issues if not going.leaves_moot(issue)]


class _Going:
    """The diagnoses that issues offer to remove, and nothing else, each with the codes that stay."""

    def __init__(self, issues: Iterable[CodingIssue]) -> None:
        self._kept: dict[str, set[str]] = defaultdict(set)
        self._vaguer: set[str] = set()
        self._open: set[str] = set()
        for issue in issues:
            if not issue.options and issue.because in rule_of(issue.rule).one_applies:
                self._open.update(issue.diagnoses)
            removal = only_removal(issue)
            if removal is not None:
                self._kept[removal.diagnosis].add(removal.keeps)
                self._vaguer.update([removal.diagnosis] if issue.minor else ())

    def leaves_moot(self, issue: CodingIssue) -> bool:
        """Return whether nothing is to be asked of an issue as long as a code of it may go, or the record has to say.

        What puts two codes in one overrides the removal of one of them, but not that of a vaguer one.
        """
        rule = rule_of(issue.rule)
        if issue.strength is Strength.PROMPT and issue.diagnoses[0] in self._open:
            return True
        if only_removal(issue) is not None or not (rule.yields_to_removal or _is_asked_later(issue)):
            return False
        of_all = rule.may_be_unrelated or issue.because in rule.asks_if_related
        return any(self._goes(one, issue) for one in (issue.diagnoses if of_all else issue.diagnoses[:1]))

    def _goes(self, diagnosis: str, issue: CodingIssue) -> bool:
        """Return whether a diagnosis of an issue may go for a code outside of it, or as a vaguer one for any."""
        outside = self._kept.get(diagnosis, set()).difference(issue.codes)
        return diagnosis in self._vaguer or (bool(outside) and not becomes_one(issue))


def _is_asked_later(issue: CodingIssue) -> bool:
    return issue.strength is Strength.PROMPT or not adds(issue)


def _without_rivals(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues without those that wait for another code of a diagnosis which the chart documents.

    Varices that the chart says are bleeding are first coded so; the next review asks if a cirrhosis is their cause. An
    exertional angina is first coded so, and then as one with the coronary disease.
    """
    firm = (issue for issue in issues if issue.strength is Strength.DOCUMENTED and not issue.together)
    documented = set[str]().union(*map(replaced, firm))
    in_one = {_pair_and_answer(issue) for issue in issues if becomes_one(issue)}
    return [issue for issue in issues if documented.isdisjoint(_waiting(issue)) and not _is_said(issue, in_one)]


def _is_said(issue: CodingIssue, in_one: Collection[tuple[frozenset[str], tuple[str, ...]]]) -> bool:
    """Return whether a prompt asks for the one code that another issue offers for its codes."""
    return issue.strength is Strength.PROMPT and _pair_and_answer(issue) in in_one


def _pair_and_answer(issue: CodingIssue) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(issue.codes), issue.choices


def _waiting(issue: CodingIssue) -> frozenset[str]:
    """Return the diagnoses of which a documented code is put in first.

    For a prompt, for one code in place of two, and for two that may be one condition of which nothing is offered.
    """
    if becomes_one(issue) or (not issue.options and rule_of(issue.rule).may_be_unrelated):
        return frozenset(issue.diagnoses)
    return replaced(issue) if issue.strength is Strength.PROMPT else frozenset()


def _with_one_change_each(issues: Sequence[CodingIssue]) -> list[CodingIssue]:
    """Return the issues with one that changes each diagnosis, and no removal that keeps what another puts in doubt.

    Of "heart failure", "systolic" and "combined systolic and diastolic", the first waits until the second is answered:
    the next review asks about it.
    """
    in_doubt = set[str]().union(*map(doubted, issues))
    taken: dict[str, tuple[str, ...]] = {}
    waiting: set[int] = set()
    for issue in sorted(issues, key=_turn):
        removal = only_removal(issue)
        if (removal is not None and removal.keeps in in_doubt) or _is_taken(issue, taken):
            waiting.add(id(issue))
        else:
            taken.update(changes(issue))
    return [issue for issue in issues if id(issue) not in waiting]


def _is_taken(issue: CodingIssue, taken: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether a diagnosis that an issue changes is changed otherwise, or goes, by one before it."""
    return any(one in taken and (not codes or taken[one] != codes) for one, codes in changes(issue))


def _turn(issue: CodingIssue) -> tuple[bool, int, bool]:
    """Return the place of an issue among those that change one diagnosis: an optional one may not be shown."""
    return not becomes_one(issue), _STRENGTHS.index(issue.strength), rule_of(issue.rule).is_optional
