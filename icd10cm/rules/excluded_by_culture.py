"""Cultures whose organism an Excludes1 note of a diagnosis sends to its own code: "gonococcus (A54.43)" at M86."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.attaching.culture_attachment import attach_cultures, may_be_of
from icd10cm.evidence.disease_words import disease_words
from icd10cm.evidence.sequence import never_first
from icd10cm.organisms.table import load_organisms
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.attaching.attachment import Attachment
    from icd10cm.encounter import Culture
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.tabular.model import Node

_OTHER_PATIENTS = re.compile(r"\b(?:congenital|neonatal|newborn|perinatal|puerperal|pregnancy|obstetric\w*)\b")
_JOINERS = frozenset(("due", "to", "of", "the", "by", "in", "with", "infection"))


class CultureRoute(NamedTuple):
    """A diagnosis, a culture that belongs to it, and the note that sends an infection by its organism elsewhere."""

    diagnosis: DiagnosisFacts
    culture: Culture
    line: NoteLine


class _Grown(NamedTuple):
    """A culture, where it belongs, and one name of its organism in words."""

    culture: Culture
    attachment: Attachment
    words: tuple[str, ...]


def excluded_by_culture(facts: EncounterFacts) -> Iterator[CultureRoute]:
    """Yield each culture that a note sends to another code, once for a note."""
    named = _named(facts)
    worded = facts.release.notes.worded
    for diagnosis in facts.in_turn():
        node = diagnosis.node
        if node is None or worded(node.index, "excludes1").keys().isdisjoint(named):
            continue
        if not never_first(diagnosis):  # a resistance is not coded elsewhere for its organism, a disease may be
            yield from _routes(diagnosis, node, named, facts)


def _named(facts: EncounterFacts) -> Mapping[str, list[_Grown]]:
    """Return the organisms grown with where their cultures belong, by the first word of each of their names."""
    named: dict[str, list[_Grown]] = {}
    for culture, attachment in attach_cultures(facts):
        for words in map(title_words, culture.organism.words):
            named.setdefault(words[0], []).append(_Grown(culture, attachment, words))
    return named


def _routes(
    diagnosis: DiagnosisFacts, node: Node, named: Mapping[str, list[_Grown]], facts: EncounterFacts
) -> Iterator[CultureRoute]:
    """Find a culture whose organism an Excludes1 note of the diagnosis names."""
    by_word = facts.release.notes.worded(node.index, "excludes1")
    disease = disease_words(node, facts.release)
    routed: set[str] = set()
    for word in named:
        for line in by_word.get(word, ()):
            if line.line in routed or facts.names_any(line) or _OTHER_PATIENTS.search(line.line.lower()):
                continue
            for culture, attachment, words in named[word]:
                if not _names_only(line, words, disease) or not _is_a_cause(culture, diagnosis):
                    continue
                if may_be_of(culture, attachment, diagnosis, facts):
                    routed.add(line.line)
                    yield CultureRoute(diagnosis, culture, line)
                    break


def _is_a_cause(culture: Culture, diagnosis: DiagnosisFacts) -> bool:
    """Return whether what grew is the cause; of a colonizer, such as yeast in the urine, a text has to say so."""
    if culture.organism.id not in load_organisms().colonizers:
        return True
    said = {word for text in diagnosis.texts for word in title_words(text.facts.affirmed)}
    return not said.isdisjoint(culture.organism.words)


def _names_only(line: NoteLine, words: tuple[str, ...], disease: frozenset[str]) -> bool:
    """Return whether a line names an organism, and beside it nothing but the disease ("... due to gonococcus")."""
    wording = title_words(line.wording)
    start = wording.index(words[0])
    if wording[start : start + len(words)] != words:
        return False
    rest = wording[:start] + wording[start + len(words) :]
    return all(word in disease or word in _JOINERS or word in title_words(line.lead) for word in rest)
