"""The topic of a card: what a dismissal is remembered by."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

from icd10cm.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from icd10cm.issue import CodingIssue

_LONGEST = 100
FORMER_RULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"PresumedLink": ("ResidualCode",), "CombinationCode": ("Excludes1",), "CodedTwice": ("ResidualCode",)}
)
"""Rules whose questions another rule asked before: what turns that rule off, or dismissed its card, still holds."""
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_CODE = re.compile(r"\b[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?\b")


def topic_of(issue: CodingIssue) -> str:
    """Return the rule id, the codes, and what is asked: letters and digits only, at most 100 characters.

    A question about a result names the codes that it asks for, one by a note the codes that the note names. So
    dismissing one organism never hides another, nor the type of the heart failure the stage of the kidney disease. A
    longer topic keeps its beginning and ends in a digest of the whole, so that it stays stable and distinct.
    Epic remembers an override by this code and takes no other characters and no more of them.

    >>> from icd10cm.issue import Basis, CodingIssue, Strength
    >>> topic_of(CodingIssue("UnspecifiedSite", Strength.PROMPT, ("M86.50",), ("Condition/1",), ()))
    'UnspecifiedSiteM8650'
    >>> note = Basis("I13.0", "useAdditionalCode", "code to identify type of heart failure (I50.-)")
    >>> topic_of(CodingIssue("UseAdditionalCode", Strength.PROMPT, ("I13.0",), ("Condition/1",), (note,)))
    'UseAdditionalCodeI130I50'
    """
    return _topic((issue.rule, *issue.codes, *_asked(issue)))


def _asked(issue: CodingIssue) -> tuple[str, ...]:
    """Return the codes that tell a question from others of the same rule about the same codes.

    Those that a note names are the same whether the chart already answers it or not.
    """
    rule = rule_of(issue.rule)
    if issue.because in rule.from_cultures:
        return issue.choices
    if not rule.asks_by_note:
        return ()
    return tuple(dict.fromkeys(code for basis in issue.basis for code in _CODE.findall(basis.note)))


def rules_of(issue: CodingIssue) -> tuple[str, ...]:
    """Return the rule of an issue and those that asked its question in earlier releases."""
    return (issue.rule, *FORMER_RULES.get(issue.rule, ()))


def former_topics(issue: CodingIssue) -> tuple[str, ...]:
    """Return the topics under which earlier releases may have stored a dismissal.

    They named no organism and nothing that a note asks for; a question that has its own rule today was another's.
    """
    return tuple(_topic((rule, *issue.codes)) for rule in rules_of(issue))


def topic_with(issue: CodingIssue, place: int) -> tuple[str, str]:
    """Return what comes before and behind one of the codes in the topic of an issue, if it is short enough for all.

    >>> from icd10cm.issue import CodingIssue, Strength
    >>> topic_with(CodingIssue("Excludes1", Strength.PROMPT, ("F45.8", "G47.63"), (), ()), 0)
    ('Excludes1', 'G4763')
    """
    before = (issue.rule, *issue.codes[:place])
    return _letters(before), _letters((*issue.codes[place + 1 :], *_asked(issue)))


@lru_cache(maxsize=4096)
def _topic(parts: tuple[str, ...]) -> str:
    whole = _letters(parts)
    if len(whole) <= _LONGEST:
        return whole
    digest = sha256(whole.encode("ascii")).hexdigest()[:16]
    return whole[: _LONGEST - len(digest)] + digest


def _letters(parts: Iterable[str]) -> str:
    return "".join(_OTHER.sub("", part) for part in parts)
