"""Excludes1 notes whose words mean more than the codes that they print: `data/widenings.toml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

Prefixes = tuple[str, ...]
_CURRENT = "initial encounter"


class Widening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note, and the further codes that its words mean.

    `of` are the codes below its holder that it speaks of, all if there are none. With `injury` they are current
    injuries, with `cause` diseases, one of which may be the cause that the note speaks of. Of the codes, those that are
    `partial` do not say all that the note does, so that the codes it prints are the answer.
    """

    holder: str
    note: str
    codes: Prefixes
    source: str
    injury: bool = False
    cause: bool = False
    of: Prefixes = ()
    partial: Prefixes = ()


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    widening: tuple[Widening, ...]


@cache
def load_widenings() -> Mapping[tuple[str, str], Widening]:
    """Return the reviewed table by holder and words of the note."""
    text = files("icd10cm").joinpath("data/widenings.toml").read_bytes()
    return {(each.holder, each.note): each for each in msgspec.toml.decode(text, type=_Table).widening}


def has_widened_notes(code: str, release: Release) -> bool:
    """Return whether the words of a note at a code mean more than its codes."""
    return bool(_at(code, release))


def meant_too(one: DiagnosisFacts, facts: EncounterFacts) -> Sequence[tuple[NoteLine, DiagnosisFacts]]:
    """Return the other diagnoses that the words of the notes at one mean, and their codes do not."""
    widened = _at(one.code, facts.release)
    if not widened:  # the usual case
        return ()
    return [
        (line, other)
        for line, widening in widened
        if not (widening.injury or widening.cause)
        for other in facts.diagnoses
        if other.code.startswith(widening.codes)
    ]


def only_printed(line: NoteLine, code: str) -> bool:
    """Return whether a note means a code that does not say all of it: only the codes that it prints do."""
    widening = load_widenings().get((line.holder, line.line))
    return widening is not None and code.startswith(widening.partial or "-")


def causes_meant(one: DiagnosisFacts, facts: EncounterFacts) -> Iterator[tuple[NoteLine, Widening, DiagnosisFacts]]:
    """Yield the current injury or the disease that may be the cause a note speaks of, unless its code is there."""
    for line, widening in _at(one.code, facts.release):
        if (widening.injury or widening.cause) and not facts.names_any(line):
            cause = next(_causes(widening, facts), None)
            if cause is not None:
                yield line, widening, cause


def _causes(widening: Widening, facts: EncounterFacts) -> Iterator[DiagnosisFacts]:
    named = facts.starting(widening.codes)
    return (each for each in named if widening.cause or _CURRENT in facts.release.title(each.code))


@kept_with_release
def _at(code: str, release: Release) -> tuple[tuple[NoteLine, Widening], ...]:
    """Return the widened notes that apply at a code."""
    table = load_widenings()
    lines = [line for line in release.notes_for(code, "excludes1") if (line.holder, line.line) in table]
    widened = ((line, table[line.holder, line.line]) for line in lines)
    return tuple((line, each) for line, each in widened if not each.of or code.startswith(each.of))
