"""How acute a text says the disease is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.text.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_TOKEN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[^a-z0-9\s]")
_CHRONICITY = frozenset(("acute", "subacute", "chronic"))
_PAST = frozenset(("on", "and", "-"))
_NEAR = 3


def chronicity_of(words: Sequence[str], others: Collection[str]) -> set[str]:
    """Return how acute the condition of one stretch is said to be; `others` are conditions that it is not."""
    found: set[str] = set()
    if _CHRONICITY.isdisjoint(words):  # the usual case
        return found
    for place, word in enumerate(words):
        if word == "sub" and "acute" in words[place + 1 : place + 3]:
            continue
        term = "subacute" if word == "acute" and "sub" in words[max(0, place - 2) : place] else word
        if term not in _CHRONICITY or not _following(words, place + 1).isdisjoint(others):
            continue
        found.add(term)
        if term == "acute" and words[place + 1 : place + 3] in (["on", "chronic"], ["and", "chronic"]):
            found.add("acute on chronic")
    return found


def without_kinds_of_others(affirmed: str, own: frozenset[str]) -> str:
    """Take "acute" and "chronic" out of an affirmed text where they are said of another disease than that of `own`.

    `own` are the words of the disease: "chronic kidney disease" says nothing of an osteomyelitis, "chronic systolic
    heart failure" something of a heart failure.
    """
    others = load_lexicon().chronic_others - own
    words = _TOKEN.findall(affirmed)
    return " ".join(
        word
        for place, word in enumerate(words)
        if word not in _CHRONICITY or others.isdisjoint(_following(words, place + 1))
    )


def _following(words: Sequence[str], after: int) -> set[str]:
    """Return the next three words, up to a mark and past "on chronic"."""
    following: list[str] = []
    for word in words[after:]:
        if word in _PAST or word in _CHRONICITY:
            continue
        if not word[0].isalnum() or len(following) == _NEAR:
            break
        following.append(word)
    return set(following)
