"""The topic of a card: what a dismissal is remembered by."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.issue import CodingIssue

_LONGEST = 100
FORMER_RULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"PresumedLink": ("ResidualCode",), "CombinationCode": ("Excludes1",), "CodedTwice": ("ResidualCode",)}
)
"""Rules whose questions another rule asked before: what turns that rule off, or dismissed its card, still holds."""
_OTHER = re.compile(r"[^A-Za-z0-9]+")


def topic_of(issue: CodingIssue) -> str:
    """Return the rule id and the codes without dots: letters and digits only, at most 100 characters.

    A question about a result also names what it asks for, so that dismissing one organism never hides another. A longer
    topic keeps its beginning and ends in a digest of the whole, so that it stays stable and distinct.
    Epic remembers an override by this code and takes no other characters and no more of them.

    >>> from icd10cm.issue import CodingIssue, Strength
    >>> topic_of(CodingIssue("UnspecifiedSite", Strength.PROMPT, ("M86.50",), ("Condition/1",), ()))
    'UnspecifiedSiteM8650'
    """
    asked = issue.choices if issue.because in rule_of(issue.rule).from_cultures else ()
    return _topic((issue.rule, *issue.codes, *asked))


def rules_of(issue: CodingIssue) -> tuple[str, ...]:
    """Return the rule of an issue and those that asked its question in earlier releases."""
    return (issue.rule, *FORMER_RULES.get(issue.rule, ()))


def topics_of(issue: CodingIssue) -> tuple[str, ...]:
    """Return the topics under which a dismissal of the issue may be stored: today's, then those of earlier releases.

    Topics of results named no organism before, and a question that has its own rule today was asked by
    another.
    """
    former = _topic((issue.rule, *issue.codes))
    moved = tuple(_topic((rule, *issue.codes)) for rule in FORMER_RULES.get(issue.rule, ()))
    return tuple(dict.fromkeys((topic_of(issue), former, *moved)))


@lru_cache(maxsize=4096)
def _topic(parts: tuple[str, ...]) -> str:
    whole = "".join(_OTHER.sub("", part) for part in parts)
    if len(whole) <= _LONGEST:
        return whole
    digest = sha256(whole.encode("ascii")).hexdigest()[:16]
    return whole[: _LONGEST - len(digest)] + digest
