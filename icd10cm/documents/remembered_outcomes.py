"""What a document states of a disease, remembered for a while: a report that comes again is not read again.

It is found by a keyed hash of the document, in the memory of the process alone. Kept are what was read of each
statement and where it stands, not its words: a quote is cut from the document that came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.documents.statements import Silence, Statement
from icd10cm.text.remembered import Remembered, text_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.documents.statements import Outcome
    from icd10cm.encounter import Document

    Key = tuple[bytes, NamedDisease, frozenset[str]]
    """A document (`key_of`), and the disease that it is asked about with its naming words."""

_MOST = 2048
"""How many outcomes are remembered in each generation."""


class _Placed(Struct, frozen=True):
    """A statement without its words, and where they stand: in the text as printed, or with its white space folded."""

    statement: Statement
    first: int
    end: int
    is_folded: bool

    def cut_from(self, text: str) -> str:
        return text[self.first : self.end]


_Kept = tuple[_Placed, ...] | Silence | None
"""None for an outcome that is not remembered: a quote of it is not a part of the text."""

_outcomes: Remembered[_Kept] = Remembered(_MOST)


def key_of(document: Document) -> bytes:
    """Return a hash of all that is read of a document."""
    return text_key(f"{document.kind}\0{document.title}\0{document.text}")


def recall_outcome(key: Key, document: Document, read: Callable[[], Outcome]) -> Outcome:
    """Return what a document states of a disease, from memory where it was asked before."""
    fresh: list[Outcome] = []

    def kept() -> _Kept:
        fresh.append(read())
        return _without_words(fresh[0], document.text)

    found = _outcomes.find(key, kept)
    if fresh:
        return fresh[0]
    return read() if found is None else _with_words(found, document.text)


def _without_words(outcome: Outcome, text: str) -> _Kept:
    if isinstance(outcome, Silence):
        return outcome
    placed = [_place_of(statement, text) for statement in outcome]
    found = tuple(one for one in placed if one is not None)
    return found if len(found) == len(placed) else None


def _place_of(statement: Statement, text: str) -> _Placed | None:
    for is_folded in (False, True):
        at = (_folded(text) if is_folded else text).find(statement.quote)
        if at >= 0:
            return _Placed(replace(statement, quote=""), at, at + len(statement.quote), is_folded)
    return None


def _with_words(kept: tuple[_Placed, ...] | Silence, text: str) -> Outcome:
    if isinstance(kept, Silence):
        return kept
    folded = _folded(text) if any(one.is_folded for one in kept) else ""
    return tuple([replace(one.statement, quote=one.cut_from(folded if one.is_folded else text)) for one in kept])


def _folded(text: str) -> str:
    return " ".join(text.split())
