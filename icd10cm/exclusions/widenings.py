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

    `of` are the codes below its holder that it speaks of, all if there are none.
    """

    holder: str
    note: str
    codes: Prefixes
    source: str
    injury: bool = False
    of: Prefixes = ()


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    widening: tuple[Widening, ...]


@cache
def load_widenings() -> Mapping[tuple[str, str], Widening]:
    """Return the reviewed table by holder and words of the note."""
    text = files("icd10cm").joinpath("data/widenings.toml").read_bytes()
    return {(each.holder, each.note): each for each in msgspec.toml.decode(text, type=_Table).widening}


def meant_too(one: DiagnosisFacts, facts: EncounterFacts) -> Iterator[tuple[NoteLine, DiagnosisFacts]]:
    """Yield the other diagnoses that the words of the notes at one mean, and their codes do not."""
    for line, widening in _at(one, facts.release):
        if not widening.injury:
            yield from ((line, other) for other in facts.diagnoses if other.code.startswith(widening.codes))


def injuries_meant(one: DiagnosisFacts, facts: EncounterFacts) -> Iterator[tuple[NoteLine, DiagnosisFacts]]:
    """Yield the current injury that may be the cause which a note speaks of, unless the code for that is there."""
    for line, widening in _at(one, facts.release):
        if not widening.injury or facts.names_any(line):
            continue
        injuries = (each for each in facts.diagnoses if each.code.startswith(widening.codes))
        injury = next((each for each in injuries if _CURRENT in facts.release.title(each.code)), None)
        if injury is not None:
            yield line, injury


def _at(one: DiagnosisFacts, release: Release) -> Sequence[tuple[NoteLine, Widening]]:
    if one.node is None or not one.code.startswith(_holders()):
        return ()
    found = _lines(one.node.index, release)
    return [(line, widening) for line, widening in found if not widening.of or one.code.startswith(widening.of)]


@cache
def _holders() -> Prefixes:
    return tuple({holder for holder, _ in load_widenings()})


@kept_with_release
def _lines(index: int, release: Release) -> tuple[tuple[NoteLine, Widening], ...]:
    """Return the widened notes that apply at a node."""
    table = load_widenings()
    lines = release.notes.inherited(index, "excludes1")
    return tuple((line, table[line.holder, line.line]) for line in lines if (line.holder, line.line) in table)
