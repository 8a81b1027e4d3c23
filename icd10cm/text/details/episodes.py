"""Earlier episodes of the coded disease: what stands with one says nothing of today's.

"Prior concussion 2018, LOC 10 min" leaves open whose the ten minutes are. What follows a name of the disease that is
past, or leads up to it, counts again only behind a turn ("now", "today") or where the disease is named as present.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.text.sentence import BORDERS, TURNS, clauses_in
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.text.clauses import CodedDisease
    from icd10cm.text.lexicon import Item

_ENDS = frozenset(("healed", "resolved", "resolving"))
_WITHIN = BORDERS - TURNS


def without_earlier(sentences: Sequence[list[Item]], disease: CodedDisease) -> list[list[Item]]:
    """Return the sentences of a text with their status; `disease` has the words that name it itself, no sign of it."""
    if not any(map(_has_past, sentences)):  # the usual case
        return list(sentences)
    kept = [list(sentence) for sentence in sentences]
    past = False
    for sentence in kept:
        for clause in clauses_in(sentence, _WITHIN):
            told = {item.status for item in clause.of(sentence) if disease.named_by(item)}
            past = _is_past(told, clause.of(sentence)) if told else past and clause.border is None
            if past:
                sentence[clause.first : clause.end] = map(_of_past, clause.of(sentence))
    return kept


def _has_past(sentence: Iterable[Item]) -> bool:
    return any(item.status is Status.HISTORICAL for item in sentence)


def _is_past(told: set[Status], clause: Iterable[Item]) -> bool:
    """Return whether all names of the disease are of an earlier episode: one that has healed may be this one."""
    return told == {Status.HISTORICAL} and not any(_ENDS.intersection(item.words) for item in clause)


def _of_past(item: Item) -> Item:
    return replace(item, status=Status.HISTORICAL) if item.status is Status.AFFIRMED else item
