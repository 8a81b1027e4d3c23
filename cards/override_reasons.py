"""Why a reader may set a card aside. The codes are public and stable: feedback and reports go by them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cards.card import OverrideReason
from icd10cm.policy import load_policy
from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue

OTHER = "other"
NOT_SIGNIFICANT = "not-clinically-significant"
UNABLE = "unable-to-determine"
ALREADY = "already-documented"
DISAGREE = "disagree"
UNRELATED = "unrelated-conditions"
CODES = frozenset({OTHER, NOT_SIGNIFICANT, UNABLE, ALREADY, DISAGREE, UNRELATED})


def concerns_organism(issue: CodingIssue) -> bool:
    """Tell whether the issue turns on what grew in a culture, which may be a contaminant or colonization."""
    codes = (*issue.codes, *issue.choices)
    return issue.because in rule_of(issue.rule).from_cultures or any(
        code.startswith(load_policy().organisms) for code in codes
    )


def override_reasons(issue: CodingIssue, public_url: str) -> tuple[OverrideReason, ...]:
    """Return the reasons on offer, the ways out that a compliant query always leaves open first."""
    return _reasons(
        code_system(public_url),
        of_organism=concerns_organism(issue),
        of_pair=rule_of(issue.rule).may_be_unrelated,
    )


def code_system(public_url: str) -> str:
    """Return the code system of the reasons."""
    return f"{public_url}/override-reasons"


@cache
def _reasons(system: str, *, of_organism: bool, of_pair: bool) -> tuple[OverrideReason, ...]:
    reasons = [(UNABLE, "Unable to determine"), (OTHER, "Other")]
    if of_organism:
        reasons.insert(0, (NOT_SIGNIFICANT, "Not clinically significant (contaminant or colonization)"))
    if of_pair:
        reasons.insert(0, (UNRELATED, "The conditions are unrelated"))
    reasons += [(ALREADY, "Already documented"), (DISAGREE, "Disagree")]
    return tuple(OverrideReason(code, display, system) for code, display in reasons)
