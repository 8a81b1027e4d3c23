"""Words that a compliant query has none of: about payment and scores, pressing for an answer, or calling it wrong.

Source: AHIMA and ACDIS, "Guidelines for Achieving a Compliant Query Practice".
"""

from __future__ import annotations

import re

_REFUSED = re.compile(
    r"""
    pay(?!er's\ chart)|paid|reimburs|revenue|\bbill|claim|charge|cost|\bDRG|\bHCC|\bRVU|\bCMI\b|case.mix|fee\b
    |quality|\bscore|\bSOI\b|\bROM\b|severity|mortality|risk.adjust|captur|complexity|comorbid|\bCC\b|\bMCC\b
    |audit|denial|denied|penalt|complian|optimi[sz]|maximi[sz]|improve|upgrade|undercod|upcod|opportunit|gap\b
    |\bmust\b|\bshould\b|\bshall\b|requir|need\ to|have\ to|\bplease\b|urgent|immediate|\bnow\b|recommend|fail
    |mistake|wrongly|deficien|incorrect|inadequate|noncompliant|don't\ forget|remember|strongly|simply|just\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def refused_word(text: str) -> str | None:
    """Return the first such word in a text of our own or of a hospital's, None where there is none."""
    found = _REFUSED.search(text)
    return None if found is None else found.group()
