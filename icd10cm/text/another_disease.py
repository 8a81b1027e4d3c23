"""Sets aside the clauses of a sentence that name another disease than the coded one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from icd10cm.text.lexicon import Kind
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from icd10cm.text.tokens import Item

_BORDERS = frozenset((Kind.COMMA, Kind.AND, Kind.OPEN, Kind.CLOSE, Kind.COLON, Kind.TURN, Kind.EXCEPTION))


class OneOfMany(Protocol):
    """The coded disease among all others."""

    @property
    def key(self) -> Hashable:
        """What tells it from others."""

    def is_outdone_by(self, clause: Sequence[Item]) -> bool:
        """Return whether a clause names another disease better."""


def without_others(sentence: Sequence[Item], coded: OneOfMany) -> list[Item]:
    """Return the items of a sentence with their status: what names another disease says nothing of the coded one."""
    kept: list[Item] = []
    for clause in (list(run) for _, run in groupby(sentence, lambda item: item.kind in _BORDERS)):
        sure = [item for item in clause if item.status is Status.AFFIRMED]
        kept += _of_another(clause) if coded.is_outdone_by(sure) else clause
    return kept


def _of_another(clause: Sequence[Item]) -> list[Item]:
    return [replace(item, status=Status.OTHER) if item.status is Status.AFFIRMED else item for item in clause]
