"""The resistance codes that the cultures of an organism code's own organism support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.attaching.culture_attachment import is_of_organism
from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import Culture, Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine


def resistance_grown(
    diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts
) -> tuple[tuple[str, ...], tuple[Evidence, ...]] | None:
    """Return the resistance codes that cultures of the code's own organism support, and the cultures; None for none.

    Only for a note that asks for a resistance. Never Z16.1- for MRSA, whose code says it (guideline I.C.1.e.1).
    """
    if not _asks_for_resistance(line, facts):
        return None
    cultures = [culture for culture in facts.encounter.cultures if _grew_resistant(culture, diagnosis, facts)]
    codes = tuple(dict.fromkeys(code for culture in cultures for code in _codes(culture, diagnosis, facts)))
    return (codes, tuple(culture.evidence for culture in cultures)) if codes else None


def _asks_for_resistance(line: NoteLine, facts: EncounterFacts) -> bool:
    (resistance,) = load_policy().resistance
    index = facts.release.position(resistance)
    return index is not None and line.names(index, resistance)


def _grew_resistant(culture: Culture, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    return (
        bool(culture.resistance)
        and _is_organism_of(diagnosis, culture, facts)
        and is_of_organism(culture, diagnosis, facts)
    )


def _is_organism_of(diagnosis: DiagnosisFacts, culture: Culture, facts: EncounterFacts) -> bool:
    """Return whether a code names the organism: its own code in B95-B97, or a combination code with its name."""
    if diagnosis.code == culture.organism.code:
        return True
    title = facts.release.title(diagnosis.code).lower()
    return any(word.lower() in title for word in culture.organism.words)


def _codes(culture: Culture, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Iterator[str]:
    policy = load_policy()
    said = policy.beta_lactam_resistance if diagnosis.code in policy.methicillin_resistant else ()
    return (code for code in culture.resistance if facts.release.is_valid(code) and not code.startswith(said))
