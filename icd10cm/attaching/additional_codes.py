"""The reviewed notes whose missing code is worth asking for: `data/additional_codes.toml`, read once per process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from icd10cm.evidence.basis import coded_as
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.side_groups import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

Prefixes = tuple[str, ...]


class AdditionalCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note that its holders print, and why its missing code is asked for.

    `answered_by` are codes outside the note that answer it all the same. With `shown_by` (codes), `done_by`
    (procedures, system and number) or `said_by` (words) it is asked only where one of them is in the chart. With
    `met_by_title` the titles of the holders say that the condition of the note ("if applicable") is met. `answers` are
    the codes that say what the note asks for and nothing else, where it names a whole category.
    """

    holders: Prefixes
    note: str
    why: str
    answered_by: Prefixes = ()
    shown_by: Prefixes = ()
    done_by: Prefixes = ()
    said_by: tuple[str, ...] = ()
    met_by_title: bool = False
    answers: tuple[str, ...] = ()

    @property
    def needs_evidence(self) -> bool:
        """Whether the chart has to show something before the code is asked for."""
        return bool(self.shown_by or self.done_by or self.said_by)

    def is_answered(self, facts: EncounterFacts) -> bool:
        """Return whether a code outside the note answers it."""
        return bool(self.answered_by) and any(code.startswith(self.answered_by) for code in facts.codes)

    def evidence(self, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[Evidence, ...]:
        """Return what in the chart shows that the code is due: words about the diagnosis, codes, procedures done."""
        return (*self._words(diagnosis), *self._codes(facts), *self._procedures(facts))

    def _words(self, diagnosis: DiagnosisFacts) -> Iterator[Evidence]:
        for text in diagnosis.texts:
            if not set(self.said_by).isdisjoint(words_of(text.facts.affirmed)):
                yield text.evidence

    def _codes(self, facts: EncounterFacts) -> Iterator[Evidence]:
        if self.shown_by:
            yield from (coded_as(one, facts.release) for one in facts.starting(self.shown_by))

    def _procedures(self, facts: EncounterFacts) -> Iterator[Evidence]:
        for one in facts.encounter.procedures if self.done_by else ():
            if not one.is_order and f"{one.system} {one.code}" in self.done_by:
                yield one.evidence


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: tuple[AdditionalCode, ...]


@cache
def reviewed_notes() -> Mapping[tuple[str, str], AdditionalCode]:
    """Return the reviewed notes by holder and words."""
    text = files("icd10cm").joinpath("data/additional_codes.toml").read_bytes()
    table = msgspec.toml.decode(text, type=_Table)
    return {(holder, entry.note): entry for entry in table.note for holder in entry.holders}


@kept_with_release
def reviewed_lines(code: str, release: Release) -> tuple[NoteLine, ...]:
    """Return the notes at a code that are on the reviewed list and name codes."""
    notes = release.notes_for(code, "useAdditionalCode")
    return tuple(line for line in notes if line.references and (line.holder, line.line) in reviewed_notes())


def reviewed_note(line: NoteLine, facts: EncounterFacts) -> AdditionalCode | None:
    """Return the entry of a note on the reviewed list that no code outside it answers."""
    entry = reviewed_notes().get((line.holder, line.line))
    return None if entry is None or entry.is_answered(facts) else entry


def fits_notes(code: str, vague: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the notes that ask for an unspecified code ask for this one too: I12.9 admits no stage 5."""
    index = facts.release.position(code)
    if index is None or vague.node is None:
        return False
    lines = (
        line
        for one in facts.diagnoses
        if one.node is not None
        for line in facts.release.notes.inherited(one.node.index, "useAdditionalCode")
    )
    return all(line.names(index, code) for line in lines if line.names(vague.node.index, vague.code))
