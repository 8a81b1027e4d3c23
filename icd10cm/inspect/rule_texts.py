"""The words about the rules, for people: the docstring of each rule's module taken apart, and what it is based on.

docs/rules.md and the pages below `/rules` are made from this. The docstring begins with the rule's id, a colon and one
sentence; a paragraph that begins with "Basis:" says what it is based on.
"""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.rules import RULES, rule_of

if TYPE_CHECKING:
    from icd10cm.issue import Strength

_GUIDELINE = re.compile(r"\b([IV]+\.[A-Z](?:\.\d+)?(?:\.[a-z])?(?:\.\d+)?)\b")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What there is to say about a rule.

    `statement` is one sentence; `basis` is what it is based on, `more` what else there is to know, a paragraph each;
    `guidelines` are the sections of the Official Guidelines that the words cite. `elements` are the kinds of notes (as
    the XML of the tabular list calls them; "desc" is a title) and `strengths` the strengths that its issues can have.
    """

    id: str
    statement: str
    basis: tuple[str, ...]
    more: tuple[str, ...]
    guidelines: tuple[str, ...]
    elements: tuple[str, ...]
    strengths: tuple[Strength, ...]

    @property
    def title(self) -> str:
        """The id as words: "Unspecified site"."""
        return rule_title(self.id)


def rule_title(rule: str) -> str:
    """Return a rule's id as words.

    >>> rule_title("UnspecifiedSite")
    'Unspecified site'
    """
    words = re.findall(r"[A-Z][a-z0-9]*", rule)
    return " ".join((words[0], *(word.lower() for word in words[1:]))) if words else rule


def rule_text(rule: str) -> RuleText:
    """Return the words about a rule.

    :raises KeyError: there is no such rule.
    """
    module = sys.modules[RULES[rule].__module__]
    head, *paragraphs = inspect.cleandoc(module.__doc__ or "").split("\n\n")
    whole = [" ".join(paragraph.split()) for paragraph in paragraphs]
    statement = " ".join(head.split()).partition(": ")[2]
    basis = tuple(each.removeprefix("Basis: ") for each in whole if each.startswith("Basis: "))
    more = tuple(each for each in whole if not each.startswith("Basis: "))
    return RuleText(
        id=rule,
        statement=statement[:1].upper() + statement[1:],
        basis=tuple(each[:1].upper() + each[1:] for each in basis),
        more=more,
        guidelines=tuple(dict.fromkeys(_GUIDELINE.findall(" ".join(whole)))),
        elements=rule_of(rule).elements,
        strengths=rule_of(rule).strengths,
    )
