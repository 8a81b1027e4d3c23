"""What the answers of a coding issue do to the codes of a chart: which go, which change, and which are in doubt.

Two cards of one chart fit together if no answer of one takes away what the other one keeps or changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.issue import AddCode, RemoveCode, ReplaceCode
from icd10cm.policy import load_policy
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.issue import CodingIssue, Correction

_CATEGORY = 3


def only_removal(issue: CodingIssue) -> RemoveCode | None:
    """Return the removal that is the only answer of an issue; None where it has others, or none."""
    only = issue.options[0] if len(issue.options) == 1 else None
    return only if isinstance(only, RemoveCode) else None


def becomes_one(issue: CodingIssue) -> bool:
    """Return whether an issue offers one code for all of its codes, none of which is then there to be kept."""
    return issue.together and any(isinstance(option, RemoveCode) for option in issue.options)


def replaced(issue: CodingIssue) -> frozenset[str]:
    """Return the diagnoses for which an issue offers another code."""
    return frozenset(option.diagnosis for option in issue.options if isinstance(option, ReplaceCode))


def changes(issue: CodingIssue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the diagnoses that any answer of an issue changes, with what they become; () for one that goes.

    Of two codes of which either may stay, an answer changes one.
    """
    removal = only_removal(issue)
    if removal is not None:
        return ((removal.diagnosis, ()),)
    concerned = issue.diagnoses if becomes_one(issue) else sorted(replaced(issue))
    return tuple((diagnosis, issue.choices) for diagnosis in concerned)


def adds(issue: CodingIssue) -> bool:
    """Return whether an issue offers a further code."""
    return any(isinstance(option, AddCode) for option in issue.options)


def doubted(issue: CodingIssue) -> frozenset[str]:
    """Return the codes of the chart that an issue may take away, or make another disease.

    A code that another one of its category replaces says the same disease with more. Where nothing is offered and the
    reader looks for the answer, each code may go but those that the notes lead to; no disease goes for a sign. An
    optional question is not always shown, and puts nothing in doubt.
    """
    rule = rule_of(issue.rule)
    if rule.is_optional:
        return frozenset()
    if becomes_one(issue):
        return frozenset(issue.codes)
    if issue.options:
        return frozenset(code for code, option in _changed(issue) if _is_other_disease(code, option))
    return _may_be_one(issue) if rule.may_be_unrelated else frozenset()


def _may_be_one(issue: CodingIssue) -> frozenset[str]:
    """Return the codes that may go where several may be one condition."""
    sign = issue.codes[0].startswith(load_policy().symptoms)
    return frozenset(issue.codes[:1] if sign else issue.codes).difference(issue.choices)


def _changed(issue: CodingIssue) -> Iterator[tuple[str, Correction]]:
    """Yield each code of the chart that an issue offers to change, with the change."""
    codes = dict(zip(issue.diagnoses, issue.codes, strict=False))
    for option in issue.options:
        if isinstance(option, (RemoveCode, ReplaceCode)) and option.diagnosis in codes:
            yield codes[option.diagnosis], option


def _is_other_disease(code: str, option: Correction) -> bool:
    return not isinstance(option, ReplaceCode) or option.code[:_CATEGORY] != code[:_CATEGORY]
