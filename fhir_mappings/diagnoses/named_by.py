"""The diagnosis that a reason in words names: the one alone whose own resource has these words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.encounter import Diagnosis


def named_by(words: Iterable[str], diagnoses: Iterable[Diagnosis]) -> Iterator[str]:
    """Yield the reference of the diagnosis that each of some reasons names, where it is one alone."""
    for reason in map(_folded, words):
        named = {one.reference for one in diagnoses if reason in map(_folded, _words_of(one))}
        yield from named if len(named) == 1 else ()


def _words_of(diagnosis: Diagnosis) -> tuple[str, ...]:
    return (diagnosis.title, *(statement.text for statement in diagnosis.statements))


def _folded(words: str) -> str:
    """Return words in lower case, with single spaces and no full stop at the end."""
    return " ".join(words.lower().split()).rstrip(".")
