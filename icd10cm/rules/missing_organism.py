"""MissingOrganism: a note asks for the organism and a culture names it, but no code does, or another one.

Basis: a "use additional code" note with codes of B95-B97, or one that asks to identify the infection or the
organism. The note's own range is kept: only what it admits is offered. Silent without a culture (there is nothing to
identify), for organisms that B95-B97 does not hold, and for combination codes, which carry no such note.
Guideline III.B: the provider says whether a result matters, so this asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.bases import coded_as, note_basis
from icd10cm.cultures import speaks_for
from icd10cm.issue import AddCode, CodingIssue, ReplaceCode, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import Culture
    from icd10cm.facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes import NoteLine

ID = "MissingOrganism"

_AGENTS = ("B95", "B96", "B97")
_ASKS = re.compile(r"\b(?:identify|specify)\b.*\b(?:infection|organism|infectious agent)\b")
_OTHER_CODES = re.compile(r"HIV|Chapter 1\b")
# Subcategories in which one organism has several codes, so that two of them contradict each other.
_ONE_ORGANISM = ("B95.6", "B96.2")
_METHICILLIN_UNKNOWN = ("B95.62", "B95.61")


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each organism of a culture that is not coded as it should be."""
    coded = {one.code: one for one in facts.diagnoses}
    settled: set[str] = set()
    for culture in facts.encounter.cultures:
        code = culture.organism.code
        if code is None or code in settled or code in coded or not facts.release.is_valid(code):
            continue
        found = _asking(culture, code, facts)
        if found is None:
            continue
        settled.add(code)
        rival = _rival(culture, code, facts)
        if rival is None:
            yield _missing(*found, culture, code)
        elif (rival.code, code) != _METHICILLIN_UNKNOWN or culture.organism.id.startswith("methicillin-susceptible"):
            yield _contradicted(*found, rival, culture, code, facts)


def _asking(culture: Culture, code: str, facts: EncounterFacts) -> tuple[DiagnosisFacts, NoteLine] | None:
    """Return the diagnosis that a culture speaks for first, and its note: ordered ones first, then by rank."""
    found = []
    for place, diagnosis in enumerate(facts.diagnoses):
        if diagnosis.node is None:
            continue
        line = organism_note(diagnosis, code, facts)
        if line is not None and speaks_for(culture, diagnosis, facts):
            rank = diagnosis.diagnosis.rank
            found.append((not diagnosis.diagnosis.ordered, rank is None, rank or 0, place, diagnosis, line))
    if not found:
        return None
    *_, diagnosis, line = min(found, key=lambda each: each[:4])
    return diagnosis, line


def organism_note(diagnosis: DiagnosisFacts, code: str, facts: EncounterFacts) -> NoteLine | None:
    """Return the nearest note that asks for an organism and admits `code`; None when none is in force."""
    index = facts.release.position(code)
    if index is None or diagnosis.code.startswith(_AGENTS):
        return None
    for line in facts.release.notes_for(diagnosis.code, "useAdditionalCode"):
        if line.references:
            if line.names(index, code):
                return line
        elif _ASKS.search(line.line) and not _OTHER_CODES.search(line.line):
            return line
    return None


def _rival(culture: Culture, code: str, facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return a coded organism that this culture makes more exact or contradicts, unless another culture supports it."""
    supported = {other.organism.code for other in facts.encounter.cultures if other is not culture}
    for other in facts.diagnoses:
        if other.code in supported:
            continue
        if other.code == culture.organism.general:
            return other
        if other.code.startswith(_ONE_ORGANISM) and other.code[:5] == code[:5]:
            return other
    return None


def _missing(diagnosis: DiagnosisFacts, line: NoteLine, culture: Culture, code: str) -> CodingIssue:
    reference = diagnosis.diagnosis.reference
    return CodingIssue(
        rule=ID,
        strength=Strength.DOCUMENTED,
        codes=(diagnosis.code,),
        diagnoses=(reference,),
        basis=(note_basis(line),),
        choices=(code,),
        options=(AddCode(code, reference),),
        evidence=(culture.evidence,),
        ordered=diagnosis.diagnosis.ordered,
    )


def _contradicted(
    diagnosis: DiagnosisFacts,
    line: NoteLine,
    rival: DiagnosisFacts,
    culture: Culture,
    code: str,
    facts: EncounterFacts,
) -> CodingIssue:
    reference = rival.diagnosis.reference
    return CodingIssue(
        rule=ID,
        strength=Strength.DOCUMENTED,
        codes=(rival.code,),
        diagnoses=(reference,),
        basis=(note_basis(line),),
        choices=(code,),
        options=(ReplaceCode(reference, code),),
        evidence=(culture.evidence, coded_as(rival, facts.release)),
        because="contradicts",
        ordered=diagnosis.diagnosis.ordered or rival.diagnosis.ordered,
    )
