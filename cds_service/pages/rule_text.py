"""The words about a rule: the docstring of its module, taken apart."""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import dataclass

from icd10cm.rules import RULES

_GUIDELINE = re.compile(r"\b[Gg]uidelines? ([IV]+\.[A-Z](?:\.\d+)?(?:\.[a-z])?)")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What there is to say about a rule.

    `statement` is one sentence; `basis` is what it rests on, `more` what else there is to know, a paragraph each;
    `guidelines` are the sections of the Official Guidelines that the words cite.
    """

    id: str
    statement: str
    basis: tuple[str, ...]
    more: tuple[str, ...]
    guidelines: tuple[str, ...]


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
    )
