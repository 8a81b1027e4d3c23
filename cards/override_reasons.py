"""Reasons for dismissing a card, in the order shown. The codes are public and stable: feedback and reports use them."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.card import OverrideReason
from icd10cm.policy import load_policy
from icd10cm.rules import Severity, rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.issue import CodingIssue

CORRECT = "disagree"
ELSEWHERE = "already-documented"
UNABLE = "unable-to-determine"
LATER = "will-address-later"
NOT_SIGNIFICANT = "not-clinically-significant"
SEPARATE = "unrelated-conditions"
OTHER = "other"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        CORRECT: "Code is correct as is",
        ELSEWHERE: "Documented elsewhere in the chart",
        UNABLE: "Unable to determine",
        LATER: "Will address later",
        NOT_SIGNIFICANT: "Contaminant or colonization",
        SEPARATE: "Two separate conditions",
        OTHER: "Other",
    }
)
"""What each reason says, in the order shown. The codes are older than some of the words, and stay."""

CODES = frozenset(WORDS)

HL7_SYSTEM = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
HL7_CODES: Mapping[str, str] = MappingProxyType(
    {
        CORRECT: "recipient-does-not-trust",
        ELSEWHERE: "action-completed",
        UNABLE: "need-more-info",
        LATER: "limited-time",
        NOT_SIGNIFICANT: "patient-ineligible",
        SEPARATE: "patient-ineligible",
    }
)
"""The nearest code of HL7's non-adherence reasons (CDS Hooks 3.0.0-ballot); "Other" has none."""


def concerns_organism(issue: CodingIssue) -> bool:
    """Return whether the answer depends on what grew in a culture, which may be a contaminant or colonization.

    That an organism code is listed first is another question.
    """
    asked = (*issue.codes, *issue.choices) if len(issue.codes) > 1 else issue.choices
    return issue.because in rule_of(issue.rule).from_cultures or any(
        code.startswith(load_policy().organisms) for code in asked
    )


def override_reasons(issue: CodingIssue, public_url: str) -> tuple[OverrideReason, ...]:
    """Return the reasons that make sense for an issue; a compliant query always leaves a way out.

    A code that cannot be reported as it is, is not correct as it is, and nothing documented elsewhere completes it;
    two codes that exclude each other may both be correct, as two separate conditions, unless one alone applies. Where a
    card asks for a further code or another order, nothing is said against the codes that are there.
    """
    rule = rule_of(issue.rule)
    is_open = rule.severity_of(issue.because) is not Severity.UNREPORTABLE
    of_pair = (rule.may_be_unrelated and len(issue.codes) > 1) or issue.because in rule.asks_if_related
    may_be_two = of_pair and issue.because not in rule.one_applies
    in_doubt = (is_open or rule.may_be_unrelated) and issue.because not in rule.doubts_no_code
    left_out = frozenset(
        code
        for code, is_offered in (
            (CORRECT, in_doubt),
            (ELSEWHERE, is_open and not of_pair),
            (NOT_SIGNIFICANT, concerns_organism(issue)),
            (SEPARATE, may_be_two),
        )
        if not is_offered
    )
    return _reasons(code_system(public_url), left_out)


def code_system(public_url: str) -> str:
    """Return the code system of the reasons."""
    return f"{public_url}/override-reasons"


@cache
def _reasons(system: str, left_out: frozenset[str]) -> tuple[OverrideReason, ...]:
    return tuple(OverrideReason(code, words, system) for code, words in WORDS.items() if code not in left_out)
