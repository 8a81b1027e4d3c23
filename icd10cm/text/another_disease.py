"""Sets aside the clauses of a sentence that name another disease than the coded one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from icd10cm.text.lexicon import Kind
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    from icd10cm.text.tokens import Item

_JOINING = frozenset((Kind.AND, Kind.TURN, Kind.EXCEPTION))
_BORDERS = _JOINING | {Kind.COMMA, Kind.OPEN, Kind.CLOSE, Kind.COLON}


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
    kept: list[Item] = []
    for run in _parted(sentence, _JOINING):
        clauses = _parted(run, _BORDERS)
        if coded.is_outdone_by(_sure(run), _sure(clauses[0])):
            kept += _of_another(run)
            continue
        for clause in clauses:
            sure = _sure(clause)
            kept += _of_another(clause) if coded.is_outdone_by(sure, sure) else clause
    return kept


def _parted(items: Sequence[Item], borders: Collection[Kind]) -> list[list[Item]]:
    return [list(run) for _, run in groupby(items, lambda item: item.kind in borders)]


def _sure(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.status is Status.AFFIRMED]


def _of_another(clause: Sequence[Item]) -> list[Item]:
    return [replace(item, status=Status.OTHER) if item.status is Status.AFFIRMED else item for item in clause]
