"""One issue for one question: what two rules ask of the same diagnosis, and what a chart lists twice, is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.issue import Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.issue import CodingIssue

# While the first stands, its answer settles or changes what the others ask of the same diagnosis.
_SETTLES = {
    "InvalidCode": frozenset(("IncompleteCode", "SeventhCharacter")),
    "SeventhCharacter": frozenset(("UnspecifiedSite", "UnspecifiedLaterality", "SiteMismatch", "ResidualCode")),
    "ExcludedSite": frozenset(("ResidualCode", "UnspecifiedSite", "SiteMismatch")),
    "SiteMismatch": frozenset(("UnspecifiedSite", "UnspecifiedLaterality", "ResidualCode")),
    "ResidualCode": frozenset(("UnspecifiedSite", "UnspecifiedLaterality")),
    "UnspecifiedSite": frozenset(("UnspecifiedLaterality",)),
    "CodeFirst": frozenset(("Sequencing",)),
}
_STRENGTHS = list(Strength)


def merge(issues: Sequence[CodingIssue]) -> tuple[CodingIssue, ...]:
    """Return the issues without those that another one settles, and without repeats of the same question."""
    raised: dict[str, set[str]] = {}
    routed: set[tuple[str, Evidence]] = set()
    for issue in issues:
        raised.setdefault(issue.diagnoses[0], set()).add(issue.rule)
        if issue.rule == "Excludes1" and issue.because == "organism":
            routed.update((issue.diagnoses[0], evidence) for evidence in issue.evidence)
    kept: dict[tuple[str, tuple[str, ...], tuple[str, ...]], CodingIssue] = {}
    for issue in issues:
        rivals = raised[issue.diagnoses[0]]
        if any(issue.rule in _SETTLES.get(rule, ()) for rule in rivals):
            continue
        # A culture that leads to a code which names its organism asks for no organism code beside it.
        if issue.rule == "MissingOrganism" and any((issue.diagnoses[0], each) in routed for each in issue.evidence):
            continue
        key = (issue.rule, issue.codes, issue.choices)
        before = kept.get(key)
        if before is None or _STRENGTHS.index(issue.strength) < _STRENGTHS.index(before.strength):
            kept[key] = issue
    return tuple(kept.values())
