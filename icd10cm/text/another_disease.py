"""Sets aside the clauses of a sentence that name another disease than the coded one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from icd10cm.text.lexicon import Kind
from icd10cm.text.sentence import MARKS, clauses_in
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from icd10cm.text.lexicon import Item

_WITHIN = frozenset((Kind.BREAK,))
_WITHIN_A_RUN = MARKS | _WITHIN


class OneOfMany(Protocol):
    """The coded disease among all others."""

    @property
    def key(self) -> Hashable:
        """What tells it from others."""

    def is_outdone_by(self, clause: Sequence[Item], head: Sequence[Item]) -> bool:
        """Return whether a clause names another disease better, by a word of its head."""


def without_others(sentence: Sequence[Item], coded: OneOfMany) -> list[Item]:
    """Return the items of a sentence with their status: what names another disease says nothing of the coded one.

    A clause that names one does so for those that follow, too: "bipolar disorder, moderate depressive episode".
    """
    kept = list(sentence)
    clauses = clauses_in(sentence, _WITHIN)
    for run in clauses_in(sentence, _WITHIN_A_RUN):
        inner = [each for each in clauses if run.first <= each.first and each.end <= run.end]
        if coded.is_outdone_by(_sure(run.of(sentence)), _sure(inner[0].of(sentence))):
            inner = [run]
        else:
            inner = [each for each in inner if coded.is_outdone_by(sure := _sure(each.of(sentence)), sure)]
        for each in inner:
            kept[each.first : each.end] = map(_of_another, each.of(sentence))
    return kept


def _sure(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.status is Status.AFFIRMED]


def _of_another(item: Item) -> Item:
    return replace(item, status=Status.OTHER) if item.status is Status.AFFIRMED else item
