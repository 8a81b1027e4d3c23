"""Which diagnoses are infections that an organism code or a culture may identify, and of what kind."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.encounter import Organism
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

_ASKS = re.compile(r"\b(?:identify|specify)\b.*\b(?:infection|organism|infectious agent|sepsis)\b")
_OTHER_CODES = re.compile(r"HIV|Chapter 1\b")


class Infection(NamedTuple):
    """What the release says of an infection.

    `notes` ask for its organism, nearest holder first; `kinds` are those of the reviewed table. A complication asks to
    identify the infection without naming codes: that of a device or an operation. A code that `is_due_to_one` has no
    note and says by its title what the infection is due to. `title` is its title in words.
    """

    notes: tuple[NoteLine, ...]
    kinds: frozenset[str]
    is_complication: bool
    is_due_to_one: bool
    title: tuple[str, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("icd10cm").joinpath("data/infections.toml").read_text(encoding="utf-8"))


@cache
def load_kinds() -> Mapping[str, tuple[str, ...]]:
    """Return the code prefixes of each kind of infection from the reviewed table, read once per process."""
    return {entry["kind"]: tuple(entry["codes"]) for entry in _table()["infection"]}


@cache
def _dismissing() -> frozenset[str]:
    """Return the words by which a text says that what grew causes no infection."""
    return frozenset(_table()["dismissing"]["words"])


@cache
def _not_infections() -> tuple[str, ...]:
    """Return the prefixes of organism codes, and of findings that ask for an organism without being an infection."""
    policy = load_policy()
    return policy.organisms + policy.symptoms + policy.unordered


@kept_with_release
def infection(code: str, release: Release) -> Infection | None:
    """Return what there is to know of a code as an infection; None for what is none, or not in the release.

    Infections have a note for the organism, or are in the reviewed table: sepsis, pneumonia and an infected vertebra
    have no note, yet an organism code may follow them.
    """
    node = release.node(code)
    if node is None or code.startswith(_not_infections()):
        return None
    notes = _notes_at(node.index, release)
    kinds = frozenset(kind for kind, codes in load_kinds().items() if code.startswith(codes))
    if not notes and not kinds:
        return None
    title = title_words(release.title(code))
    is_complication = bool(notes) and not any(line.references for line in notes)
    return Infection(notes, kinds, is_complication, not notes and _is_due(code, title), title)


def _is_due(code: str, title: tuple[str, ...]) -> bool:
    """Return whether a title says what an infection is due to; that of an injury or complication names no organism."""
    return "due" in title and not code.startswith(load_policy().injuries)


def _notes_at(index: int, release: Release) -> tuple[NoteLine, ...]:
    """Return the notes that name codes of B95-B97 or ask to identify an infection, nearest holder first."""
    organisms = load_policy().organisms
    first, last = release.tabular.find(organisms[0]), release.tabular.find(organisms[-1])
    if first is None or last is None:
        return ()
    return tuple(
        line
        for line in release.notes.inherited(index, "useAdditionalCode")
        if (_names_any(line, first.index, last.end) if line.references else _asks(line))
    )


def _names_any(line: NoteLine, first: int, end: int) -> bool:
    return any(begin < end and first < stop for reference in line.references for begin, stop in reference.spans)


def _asks(line: NoteLine) -> bool:
    """Return whether a line without codes asks for an organism; "such as: sepsis" asks for a disease."""
    return _ASKS.search(line.line) is not None and _OTHER_CODES.search(line.line) is None and not line.such_as


@kept_with_encounter
def infections(facts: EncounterFacts) -> tuple[tuple[DiagnosisFacts, Infection], ...]:
    """Return the infections of an encounter, in the order of the chart."""
    release = facts.release
    return tuple([(one, known) for one in facts.diagnoses if (known := infection(one.code, release)) is not None])


@kept_with_encounter
def organism_codes(facts: EncounterFacts) -> tuple[DiagnosisFacts, ...]:
    """Return the diagnoses that are codes of organisms (B95-B97), in the order of the chart."""
    return tuple(facts.starting(load_policy().organisms))


def admitting_note(known: Infection, organism: str, release: Release) -> NoteLine | None:
    """Return the note of an infection that asks for an organism and admits the code `organism`, None without one."""
    index = release.position(organism)
    for line in known.notes:
        if not line.references or line.names(-1 if index is None else index, organism):
            return line
    return None


def may_be_identified(known: Infection, organism: str, release: Release) -> bool:
    """Return whether an organism code may identify an infection: its note admits the code, or it has no note."""
    return not known.notes or admitting_note(known, organism, release) is not None


def may_be_about(known: Infection, organism: Organism, release: Release) -> bool:
    """Return whether an infection may be by an organism, as far as its notes say."""
    return organism.code is None or may_be_identified(known, organism.code, release)


def names_organism(known: Infection, organism: Organism) -> bool:
    """Return whether the title of an infection names the organism (A41.02 and MRSA), so that no other code has to."""
    return not known.notes and any(_holds(known.title, name) for name in _names(organism))


def organism_in_text(organism: Organism, diagnosis: DiagnosisFacts) -> bool:
    """Return whether the text of a diagnosis affirms an organism by one of its names."""
    return bool(diagnosis.texts) and any(
        _holds(title_words(text.facts.affirmed), name) for text in diagnosis.texts for name in _names(organism)
    )


def is_carried(organism: Organism, facts: EncounterFacts) -> bool:
    """Return whether the encounter codes a carrier of an organism."""
    carriers = tuple(
        code for each in _table()["carrier"] if each["organism"] == organism.code for code in each["codes"]
    )
    return bool(carriers) and any(code.startswith(carriers) for code in facts.codes)


@kept_with_encounter
def _dismissals(facts: EncounterFacts) -> tuple[tuple[str, ...], ...]:
    """Return the sentences in which the texts call a result a contaminant or a colonizer, in words."""
    sentences = (part for one in facts.diagnoses for text in one.texts for part in text.facts.mentioned.split(";"))
    return tuple([words for each in sentences if not _dismissing().isdisjoint(words := title_words(each))])


def is_dismissed(organism: Organism, facts: EncounterFacts) -> bool:
    """Return whether the texts call an organism a contaminant: by its name, or without the name of any that grew."""
    grown = [culture.organism for culture in facts.encounter.cultures]
    return any(
        _is_named(organism, sentence) or not any(_is_named(each, sentence) for each in grown)
        for sentence in _dismissals(facts)
    )


def _is_named(organism: Organism, words: tuple[str, ...]) -> bool:
    return any(_holds(words, name) for name in _names(organism))


def _names(organism: Organism) -> list[tuple[str, ...]]:
    return [title_words(name) for name in (organism.name, *organism.words)]


def _holds(title: tuple[str, ...], name: tuple[str, ...]) -> bool:
    length = len(name)
    return bool(name) and any(title[at : at + length] == name for at in range(len(title) - length + 1))
