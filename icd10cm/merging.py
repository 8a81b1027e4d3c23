"""Keeps one issue for one question: drops what another rule's issue settles, and what a chart lists twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.issue import Strength
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.issue import CodingIssue

_STRENGTHS = list(Strength)


def merge(issues: Sequence[CodingIssue]) -> tuple[CodingIssue, ...]:
    """Return the issues without those that another one settles, and without repeats of the same question."""
    settled: dict[str, set[str]] = {}
    routed: set[tuple[str, str, Evidence]] = set()
    for issue in issues:
        rule = rule_of(issue.rule)
        settled.setdefault(issue.diagnoses[0], set()).update(rule.settles)
        routed.update(
            (other, issue.diagnoses[0], evidence)
            for other in rule.routes.get(issue.because, ())
            for evidence in issue.evidence
        )
    kept: dict[tuple[str, tuple[str, ...], tuple[str, ...]], CodingIssue] = {}
    for issue in issues:
        about = issue.diagnoses[0]
        if issue.rule in settled[about] or any((issue.rule, about, each) in routed for each in issue.evidence):
            continue
        key = (issue.rule, issue.codes, issue.choices)
        before = kept.get(key)
        if before is None or _STRENGTHS.index(issue.strength) < _STRENGTHS.index(before.strength):
            kept[key] = issue
    return tuple(kept.values())
